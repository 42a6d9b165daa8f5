#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An officer's window: a case as it will be on paper, saved as a PDF, recorded. Prints TAP.

The tests follow each other; a name on the command line runs that test and those before it.
"""
import hashlib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from scene import check  # noqa: E402

SAMPLE = scene.samples()[0]


class Place(scene.Place):
    def set_up(self):
        self.office.page = None     # strangers' pages play no part here
        self.office.found('Inspektorat Contoh', 'Sari Contoh')
        self.office.join('andi', 'officer', 'Andi Contoh')
        self.office.file([SAMPLE], '--quick')
        self.office.run('andi', 'sync')
        self.number = self.office.run('andi', 'list')[0]['number']


def open_case(place):
    app = place.window('andi').app
    drive.wait('the list', lambda: '1 kasus' in app.texts(), 30)
    app.focus()
    app.key('Home', 'Down')
    app.wait_text('Tag kasus')
    return app


def read(path):
    return subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, text=True,
                          check=True).stdout


def squeeze(text):
    return re.sub(r'\s', '', text)


def button(app, name):
    """One whose whole name it is, with or without its mnemonic."""
    return app.find('push button', lambda text: text in (name, f'_{name} {name}'))


def save_as(app, path):
    app.wait_text('Lokasi Lain')
    app.key('ctrl+a')
    app.type(str(path))
    app.key('Return')


def case_is_shown_as_pages(place):
    app = open_case(place)
    app.key('ctrl+p')
    app.wait_text(f'Berkas kasus · {place.number}')
    pages = drive.wait('how many pages', lambda: next(
        (text for text in app.texts() if re.fullmatch(r'Halaman 1 dari \d+', text)), None))
    check(int(pages.split()[-1]) >= 2, pages)
    scene.shot(app, 'paper-case')
    app.focus()
    app.key('End')
    app.wait_text('Halaman ' + pages.split()[-1] + ' dari')
    app.key('ctrl+plus', 'ctrl+plus')
    scene.shot(app, 'paper-case-large')
    app.key('ctrl+0')


def saving_asks_and_is_recorded(place):
    app = place.window('andi').app
    path = place.folder / 'berkas.pdf'
    app.key('ctrl+s')
    app.wait_text('Simpan berkas kasus?')
    scene.shot(app, 'paper-question')
    app.focus()
    app.key('Tab', 'Return')
    save_as(app, path)
    app.wait_text('Ekspor ini tercatat dalam kasus')
    scene.shot(app, 'paper-saved')
    text = read(path)
    for part in (place.number, 'Tanpa identitas pelapor', 'Daftar bukti', 'Sidik jurnal'):
        check(part in text, f'{part} is missing')
    check(squeeze(SAMPLE['story']['text']) in squeeze(re.sub(
        r'KB-[\d-]+ · Tanpa identitas pelapor\s+Halaman \d+ dari \d+', '', text)), 'the story')
    place.close_window('andi')
    app = open_case(place)
    app.key('alt+2')
    app.wait_text('Andi Contoh mengekspor')
    scene.shot(app, 'paper-timeline')
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    place.close_window('andi')
    case = place.office.run('andi', 'show', place.number)[0]
    did = [op for item in case['timeline'] for op in item['ops'] if op['do'] == 'did']
    check([(op['field'], op['value']) for op in did] == [('export', f'case {digest}')], did)


def nothing_of_an_identity_is_in_it(place):
    text = (place.folder / 'berkas.pdf').read_bytes()
    for part in ('contact', 'civil'):
        for value in (SAMPLE.get(part) or {}).values():
            if isinstance(value, str) and len(value) > 3:
                check(value not in read(place.folder / 'berkas.pdf'), f'{part} in the file')
                check(value.encode() not in text, f'{part} in the file’s bytes')


def empty_sheet_is_a_form(place):
    app = open_case(place)
    app.key('ctrl+shift+p')
    app.wait_text(f'Lembar telaah · {place.number}')
    scene.shot(app, 'paper-sheet')
    path = place.folder / 'telaah.pdf'
    app.focus()
    app.key('ctrl+s')
    save_as(app, path)
    app.wait_text('Ekspor ini tercatat dalam kasus')
    check('Lembar telaah' in read(path), 'no sheet')


def folder_that_cannot_be_written_to_is_named(place):
    app = place.window('andi').app
    app.focus()
    app.key('ctrl+s')
    save_as(app, '/proc/telaah.pdf')
    app.wait_text('Tidak ada yang disimpan')
    scene.shot(app, 'paper-refused')


TESTS = [
    case_is_shown_as_pages,
    saving_asks_and_is_recorded,
    nothing_of_an_identity_is_in_it,
    empty_sheet_is_a_form,
    folder_that_cannot_be_written_to_is_named,
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
        results = [scene.run_test(i, 'paper', test, place)
                   for i, test in enumerate(TESTS[:last + 1], 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
