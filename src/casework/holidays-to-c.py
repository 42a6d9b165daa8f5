# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes data/holidays/*.json as a C table: holidays-to-c.py YEAR.json... kb-holiday-table.h"""
import datetime
import json
import pathlib
import sys

*sources, target = sys.argv[1:]
days = []
years = []
for source in sources:
    with open(source, encoding='utf-8') as file:
        year = json.load(file)
    assert str(year['year']) == pathlib.Path(source).stem and year['source'], source
    years.append(year['year'])
    for day in year['days']:
        date = datetime.date.fromisoformat(day['date'])
        assert date.year == year['year'] and day['kind'] in ('holiday', 'shared-leave'), day
        days.append((date, day['name']))
dates = [date for date, _ in days]
assert dates == sorted(set(dates)) and years == sorted(years), 'not in order, or a day twice'

with open(target, 'w', encoding='utf-8') as file:
    file.write('/* Made by holidays-to-c.py. */\n'
               'static const guint holiday_years[] = {')
    file.write(', '.join(str(year) for year in years))
    file.write('};\nstatic const struct { guint32 day; const char *name; } holiday_table[] = {\n')
    # Python counts days as GDate does: 1 is the first of January of the year 1.
    file.writelines(f'  {{ {date.toordinal()}u, {json.dumps(name)} }},  /* {date} */\n'
                    for date, name in days)
    file.write('};\n')
