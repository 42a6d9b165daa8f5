#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""workflow-doc.py [check]: writes docs/workflow.md from data/workflow.json, with the Indonesian words
of po/id.po; `check` prints TAP and says whether the file is as it would be written."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / 'data' / 'workflow.json'
PAGE = ROOT / 'docs' / 'workflow.md'
RESULTS = {'proven': 'proven', 'not-proven': 'not proven', 'referred': 'referred', 'out': 'outside'}
ROLES = ('officer', 'supervisor', 'reporter')
HEAD = '''# Statuses and moves of a case

Written by `tools/workflow-doc.py` from `data/workflow.json`; change that file, then run the tool. The table
is compiled into the programs, which read it strictly: a wrong one does not start. What a move is on the
wire, and what becomes of two moves at once, is in [protocol.md](protocol.md), "Work".

A case starts as *{start}*.
'''


def words():
    """{msgid: msgstr} of po/id.po."""
    text = subprocess.run(['msgattrib', '--no-wrap', '--no-obsolete', ROOT / 'po' / 'id.po'],
                          check=True, text=True, capture_output=True).stdout
    found, name, parts = {}, None, {}
    for line in text.splitlines() + ['']:
        if line.startswith(('msgid ', 'msgstr ')):
            name, line = line.split(' ', 1)
            parts[name] = ''
        if name and line.startswith('"'):
            parts[name] += json.loads(line)
        if not line:
            found[parts.get('msgid')] = parts.get('msgstr')
            name, parts = None, {}
    return found


def row(*cells):
    return '| ' + ' | '.join(cells) + ' |\n'


def statuses(table, word):
    yield row('code', 'English', 'Indonesian', 'what it means') + row('---', '---', '---', '---')
    for status in table['statuses']:
        meaning = 'closed: ' + RESULTS[status['result']] if status.get('closed') else ''
        if status.get('waits'):
            meaning = 'the office waits for the reporter: clocks pause'
        yield row(f"`{status['code']}`", status['label'], word[status['label']], meaning)


def moves(table, word):
    yield row('from', 'to', 'on the button', 'who', 'needs') + row('---', '---', '---', '---', '---')
    for move in table['moves']:
        needs = [what for member, what in (('reason', 'a reason'), ('sheet', 'the review sheet'))
                 if move.get(member)]
        label = word[move['label']] + (' (suggested)' if move.get('suggested') else '')
        for start in move['from']:
            yield row(f'`{start}`', f"`{move['to']}`", label,
                      ', '.join(role for role in ROLES if role in move['roles']), ', '.join(needs))


def page():
    table = json.loads(TABLE.read_text(encoding='utf-8'))
    word = words()
    labels = {status['code']: status['label'] for status in table['statuses']}
    return (HEAD.format(start=labels[table['start']]) + '\n## Statuses\n\n'
            + ''.join(statuses(table, word)) + '\n## Moves\n\n' + ''.join(moves(table, word)))


if len(sys.argv) == 1:
    PAGE.write_text(page(), encoding='utf-8')
elif sys.argv[1:] == ['check']:
    same = PAGE.is_file() and PAGE.read_text(encoding='utf-8') == page()
    print('1..1')
    print(('' if same else '# run tools/workflow-doc.py\nnot ') + 'ok 1 /docs/workflow/is-fresh')
    sys.exit(0 if same else 1)
else:
    sys.exit(__doc__)
