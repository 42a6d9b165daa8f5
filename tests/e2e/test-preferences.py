#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferences: what a supervisor changes for the office, what an officer reads, what is kept when
the server is away, and the lock of a window that nobody uses. Prints TAP; a name on the command line
runs that test and those before it.
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
from scene import check  # noqa: E402

PAGES = ('Umum', 'Server', 'Tenggat', 'Kop surat', 'Keamanan')


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', 'Rina Contoh')
        self.office.join('officer', 'officer', 'Andi Contoh')
        self.office.publish()
        self.office.file(scene.samples()[:3], '--quick')

    def settings(self, profile):
        """As kumbangctl tells them; the window of PROFILE must be closed."""
        self.office.run(profile, 'sync')
        return {row['section']: row['value'] for row in self.office.run(profile, 'office',
                                                                        'settings')}


def preferences(place, profile, page):
    """The window of PROFILE with its preferences open at PAGE."""
    app = place.window(profile).app
    drive.wait('the window', lambda: any(re.fullmatch(r'[\d.]+ (kasus|cocok)', text)
                                         for text in app.texts()) or PAGES[0] in app.texts(), 30)
    app.focus()
    if PAGES[0] not in app.texts():
        app.key('ctrl+comma')
        app.wait_text(PAGES[0])
        app.focus()
    app.click(app.find('label', lambda text: text == page))
    return app


def spin_of(app, title):
    return app.find('spin button', lambda text: text == title)


def each_page_says_what_it_holds(place):
    for page, text in zip(PAGES, ('Mengikuti sistem', 'http', 'Bawaan: 5 hari kerja '
                                  '(PermenPANRB 62/2018)', 'Penanda tangan', '15 menit')):
        app = preferences(place, 'supervisor', page)
        app.wait_text(text)
        scene.shot(app, 'preferences-' + page.split()[0].lower())


def supervisor_changes_days_for_the_office(place):
    app = preferences(place, 'supervisor', 'Tenggat')
    app.wait_text('setiap komputer mengikuti perubahan Anda')
    app.click(spin_of(app, 'Verifikasi'))
    app.key('ctrl+a')
    app.type('14')
    app.key('Tab')
    app.key('Escape')                    # closed in the middle of the change: it counts
    found = drive.wait('the setting', lambda: place.settings('officer').get('clocks'), 30)
    check(found['verify'] == 14 and found['handle'] == 60, str(found))
    app.focus()


def what_could_not_be_saved_stays_and_says_so(place):
    app = preferences(place, 'supervisor', 'Kop surat')
    place.office.stop()
    app.click(app.find('text', 'Baris 1'))
    app.type('Pemerintah Kabupaten Contoh')
    app.key('Return')
    app.wait_text('Belum tersimpan. Server tidak dapat dihubungi.', 40)
    check('Pemerintah Kabupaten Contoh' in app.texts(), 'what was typed is gone')
    scene.shot(app, 'preferences-unsaved')
    place.office.start()
    app.click(app.find('push button', 'Coba lagi'))
    drive.wait('it is saved', lambda: not any('Belum tersimpan' in text for text in app.texts()), 30)
    place.close_window('supervisor')
    head = place.settings('supervisor')['letterhead']
    check(head['lines'] == ['Pemerintah Kabupaten Contoh'], str(head))


def holidays_are_added_and_removed(place):
    app = preferences(place, 'supervisor', 'Tenggat')
    app.click(app.find('text', 'Hari libur baru'))
    app.type('31-2')
    app.key('Return')
    app.wait_text('Tulis tanggal sebagai dua angka')
    app.key('ctrl+a')
    app.type('3-10')
    app.key('Tab')
    app.type('Hari jadi kabupaten')
    app.key('Return')
    app.find('push button', 'Hapus Hari jadi kabupaten', 30)
    scene.shot(app, 'preferences-holiday')
    place.close_window('supervisor')
    sections = place.settings('supervisor')
    added = next(value for name, value in sections.items() if name.startswith('holidays-'))
    check([day['name'] for day in added['add']] == ['Hari jadi kabupaten'], str(sections))


def officer_reads_and_is_told_why(place):
    app = preferences(place, 'officer', 'Tenggat')
    app.wait_text('Hanya supervisor yang dapat mengubahnya')
    app.key('F5')
    check(spin_of(app, 'Verifikasi').text == '14', 'the days of the office')
    check(not app.has('push button', 'Tambah'), 'an officer may add holidays')
    scene.shot(app, 'preferences-officer')


def preferences_close_when_locked(place):
    app = preferences(place, 'officer', 'Umum')
    app.key('Escape')
    app.focus()
    app.key('ctrl+shift+l')
    app.wait_text('Terkunci')


TESTS = [
    each_page_says_what_it_holds,
    supervisor_changes_days_for_the_office,
    what_could_not_be_saved_stays_and_says_so,
    holidays_are_added_and_removed,
    officer_reads_and_is_told_why,
    preferences_close_when_locked,
]


def main():
    why = scene.missing(browser=False)
    if why:
        print(f'1..0 # SKIP {why}')
        return 0
    names = [test.__name__ for test in TESTS]
    last = max([names.index(name) for name in sys.argv[1:] if name in names], default=len(TESTS) - 1)
    print(f'1..{last + 1}', flush=True)
    place = Place()
    try:
        place.set_up()
        results = [scene.run_test(i, 'preferences', test, place)
                   for i, test in enumerate(TESTS[:last + 1], 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
