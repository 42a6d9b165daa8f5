#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of deadlines: three weeks after three complaints came in, their clocks have run out.
Prints TAP. The window's clock is set forward; server and journal are as they were.
"""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from kumbang_office import BUILD  # noqa: E402
from scene import check  # noqa: E402

CLOCK = BUILD / 'tests' / 'swarm' / 'libswarm-clock.so'
LATER = {'LD_PRELOAD': str(CLOCK), 'SWARM_CLOCK': str(21 * 24 * 3600)}


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', 'Rina Contoh')
        self.office.publish()
        self.office.file(scene.samples()[:3], '--quick')
        self.office.run('supervisor', 'sync')
        first = sorted(row['number'] for row in self.office.run('supervisor', 'list'))[0]
        self.office.run('supervisor', 'case', 'assign', first, '--device',
                        self.office.devices['supervisor'])
        self.windows['supervisor'] = scene.Window(self, 'supervisor', LATER)


def table(place):
    app = place.window('supervisor').app
    drive.wait('the list', lambda: any(re.fullmatch(r'[\d.]+ kasus', text)
                                       for text in app.texts()), 40)
    app.focus()
    app.key('ctrl+d')
    app.wait_text('3 terlambat', 40)
    return app


def sentences(app):
    return [node.name for node in app.read().walk()
            if node.showing and re.match(r'KBP?-\d{4}-\d{4}\. ', node.name)]


def late_cases_are_listed_with_the_worst_clock(place):
    app = table(place)
    app.wait_text('3 terlambat · 0 mendekati tenggat')
    found = sentences(app)
    check(len(found) == 3 and all(re.search(r'\. Terlambat \d+ HK\. ', text) for text in found),
          str(found))
    check(sum('Rina Contoh' in text for text in found) == 1, str(found))
    scene.shot(app, 'late')


def enter_opens_the_case(place):
    app = table(place)
    number = sentences(app)[0].split('.')[0]
    app.key('Home')
    app.key('Return')
    drive.wait('the case', lambda: 'KbCaseDetail' in app.texts() and
               number in app.texts()[app.texts().index('KbCaseDetail'):])
    scene.shot(app, 'late-opened')


def escape_leaves_the_table(place):
    app = table(place)
    app.key('Escape')
    drive.wait('the list', lambda: 'KbCaseListPane' in app.texts())


TESTS = [
    late_cases_are_listed_with_the_worst_clock,
    enter_opens_the_case,
    escape_leaves_the_table,
]


def main():
    why = scene.missing(browser=False)
    if not why and not CLOCK.exists():
        why = 'built without the swarm'
    if why:
        print(f'1..0 # SKIP {why}')
        return 0
    print(f'1..{len(TESTS)}', flush=True)
    place = Place()
    try:
        place.set_up()
        results = [scene.run_test(i, 'late', test, place) for i, test in enumerate(TESTS, 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
