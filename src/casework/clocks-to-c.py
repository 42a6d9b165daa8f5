# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes data/clocks.json as a C table: clocks-to-c.py clocks.json kb-clock-table.h"""
import json
import re
import sys

STARTS = {'received', 'reopen'}
STOPS = {'answer': 'STOP_ANSWER', 'move': 'STOP_MOVE', 'close': 'STOP_CLOSE', 'leave': 'STOP_LEAVE'}
MEMBERS = {'code', 'label', 'days', 'counts', 'pauses', 'starts', 'stops', 'within', 'needs',
           'source'}

source, target = sys.argv[1:]
with open(source, encoding='utf-8') as file:
    table = json.load(file)


def flag(value):
    return 'TRUE' if value else 'FALSE'


def row(clock):
    assert set(clock) <= MEMBERS and re.fullmatch('[a-z_]{1,32}', clock['code']), clock
    assert 1 <= clock['days'] <= 366 and clock['counts'] in ('working', 'calendar'), clock
    assert 'received' in clock['starts'] and set(clock['starts']) <= STARTS, clock
    assert ('leave' in clock['stops']) == ('within' in clock), clock
    stops = ' | '.join(STOPS[stop] for stop in clock['stops'])
    within = ''.join(json.dumps(status) + ', ' for status in clock.get('within', ()))
    return (f'  {{ {{ "{clock["code"]}", {json.dumps(clock["label"])}, {clock["days"]}, '
            f'{flag(clock["counts"] == "calendar")}, {flag(clock["pauses"])}, '
            f'{json.dumps(clock["source"])} }},\n'
            f'    {stops}, {flag("reopen" in clock["starts"])}, '
            f'{flag(clock.get("needs") == "mailbox")}, {{ {within}NULL }} }},\n')


with open(target, 'w', encoding='utf-8') as file:
    file.write(f'/* Made by clocks-to-c.py. */\n#define CLOCK_WARN {table["warn"]}u\n'
               'static const Preset clock_table[] = {\n')
    file.writelines(row(clock) for clock in table['clocks'])
    file.write('};\n')
