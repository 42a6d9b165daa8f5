#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A case on its way through the office: two officers and a supervisor move it and write its review
sheet. Prints TAP.

The tests follow each other; a name on the command line runs that test and those before it.
"""
import os
import pathlib
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from case_window import focus, head, status_is, step, write_in  # noqa: E402
from scene import check  # noqa: E402

PENDING = 'Menunggu dikirim'
CONCLUSION = 'Dugaan cukup beralasan untuk diperiksa.'


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', 'Sari Contoh')
        self.office.join('andi', 'officer', 'Andi Contoh')
        self.office.join('rina', 'officer', 'Rina Contoh')
        self.office.file(scene.samples()[:2], '--quick')
        for profile in ('andi', 'rina', 'supervisor'):
            self.office.run(profile, 'sync')


def open_case(place, profile):
    """The window of PROFILE with the older of the two cases."""
    app = place.window(profile).app
    drive.wait('the list', lambda: '2 kasus' in app.texts(), 30)
    app.focus()
    if 'KB-2026-0001' not in head(app):
        app.click(app.find(None, lambda name: '0001' in name and name.endswith('.')))
    drive.wait('the case', lambda: any('-0001' in text for text in head(app)), 20)
    return app


def send(app):
    app.key('F5')
    drive.wait('sent', lambda: PENDING not in app.texts(), 30)


def officer_moves_by_key_and_takes_it_back(place):
    app = open_case(place, 'andi')
    check(step(app) == 'Mulai verifikasi', step(app))
    scene.shot(app, 'workflow-complaint')
    app.key('ctrl+Return')
    app.wait_text('Status diubah ke Verifikasi.')
    drive.wait('the status', lambda: status_is(app, 'Verifikasi'))
    scene.shot(app, 'workflow-toast')
    app.key('ctrl+z')
    app.wait_text('Diurungkan.')
    drive.wait('the former status', lambda: status_is(app, 'Diterima'))


def undo_gives_way_to_what_came_between(place):
    first = open_case(place, 'andi')
    first.key('ctrl+Return')
    drive.wait('verification', lambda: status_is(first, 'Verifikasi'))
    send(first)
    second = open_case(place, 'rina')
    second.key('F5')
    drive.wait('verification there', lambda: status_is(second, 'Verifikasi'), 30)
    second.key('ctrl+Return')
    drive.wait('review', lambda: status_is(second, 'Telaah'))
    send(second)
    first.key('F5')
    drive.wait('review here', lambda: status_is(first, 'Telaah'), 30)
    first.key('ctrl+z')
    first.wait_text('Sudah ada perubahan lain sesudahnya.')
    check(status_is(first, 'Telaah'), 'undone over a colleague')


def blocked_move_says_why_and_leads_to_the_sheet(place):
    app = open_case(place, 'supervisor')
    app.key('F5')
    drive.wait('review', lambda: status_is(app, 'Telaah'), 30)
    app.key('ctrl+Return')
    app.wait_text('belum dapat dilakukan karena lembar telaah belum disimpan')
    scene.shot(app, 'workflow-blocked')
    app.click(app.find('push button', 'Isi telaah…'))
    app.wait_text('Kelompok')
    officer = open_case(place, 'andi')
    check(step(officer) == 'Isi telaah…', step(officer))


def typed_sheet_outlives_a_kill(place):
    app = open_case(place, 'andi')
    app.key('ctrl+t')
    app.wait_text('Belum disimpan')
    scene.shot(app, 'workflow-sheet-empty')
    write_in(app, 'Kesimpulan', CONCLUSION)
    app.wait_text(f'{len(CONCLUSION)} / 8.000')
    app.wait_text('Konsep disimpan')
    place.window('andi').kill()
    app = open_case(place, 'andi')
    app.key('ctrl+t')
    app.wait_text(CONCLUSION)


def sheet_is_saved_in_versions(place):
    app = open_case(place, 'andi')
    app.key('ctrl+s')
    app.wait_text('Pilih kelompoknya.')
    focus(app, app.find(None, lambda name: name == 'Berkadar pengawasan', visible=False))
    app.key('space', 'ctrl+s')
    app.wait_text('Lembar telaah disimpan.')
    app.find('push button', lambda name: name == 'Versi 1')
    write_in(app, 'Rekomendasi', 'Pemeriksaan khusus.')
    app.key('ctrl+s')
    app.find('push button', lambda name: name == 'Versi 2')
    app.key('alt+v')
    app.click(app.find('push button', 'Versi 1 · Andi Contoh'))
    app.wait_text('Tutup versi')
    scene.shot(app, 'workflow-version')
    check('Pemeriksaan khusus.' not in app.texts(), 'a later text in the first version')
    app.click(app.find('push button', 'Tutup versi'))
    app.wait_text('Pemeriksaan khusus.')
    send(app)


def same_matter_is_offered_and_linked(place):
    app = open_case(place, 'andi')
    place.office.file(scene.samples()[:12], '--quick')
    app.key('F5')
    app.find(None, lambda name: 'KB-2026-0003' in name, 30)
    app.key('alt+Up', 'alt+Down', 'alt+4')
    link = app.find('push button', lambda name: name.startswith('Kaitkan dengan KB-'), 30, visible=False)
    app.click(app.find(None, lambda name: name == 'Berkas'))
    focus(app, link)
    scene.shot(app, 'workflow-alike')
    check(any('Mungkin hal yang sama · unit sama' in text for text in app.texts()), 'why')
    app.key('Return')
    app.wait_text('Kasus dikaitkan.')
    app.find('push button', lambda name: name.startswith('Lepaskan kaitan dengan KB-'), visible=False)
    scene.shot(app, 'workflow-linked')


TESTS = [
    officer_moves_by_key_and_takes_it_back,
    undo_gives_way_to_what_came_between,
    blocked_move_says_why_and_leads_to_the_sheet,
    typed_sheet_outlives_a_kill,
    sheet_is_saved_in_versions,
    same_matter_is_offered_and_linked,
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
        # Each begins where the one before ended.
        results = all(scene.run_test(i, 'workflow', test, place)
                      for i, test in enumerate(TESTS[:last + 1], 1))
    finally:
        place.close()
    return 0 if results else 1


if __name__ == '__main__':
    sys.exit(main())
