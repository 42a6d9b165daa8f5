#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two officers' windows: both work offline on one case, meet a conflict and settle it. Prints TAP.

The tests follow each other; a name on the command line runs that test and those before it.
"""
import os
import pathlib
import shutil
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from scene import check  # noqa: E402

PEOPLE = {'andi': 'Andi Contoh', 'rina': 'Rina Contoh'}
SUPERVISOR = 'Sari Contoh'
IN_LIST = sorted([*PEOPLE.values(), SUPERVISOR])
NOTE = 'Sudah ditelepon, besok lagi.'
PENDING = 'Menunggu dikirim'
TO_SETTLE = 'Pilih yang berlaku; keduanya tetap tercatat.'


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', SUPERVISOR)
        for profile, person in PEOPLE.items():
            self.office.join(profile, 'officer', person)
        self.office.file(scene.samples()[:1], '--quick')
        for profile in (*PEOPLE, 'supervisor'):
            self.office.run(profile, 'sync')
        self.office.stop()
        self.copy = shutil.copytree(self.office.store_path('rina').parent, self.folder / 'copy')


def open_case(place, profile):
    """The window of PROFILE with its only case selected, at the timeline."""
    app = place.window(profile).app
    drive.wait('the list', lambda: '1 kasus' in app.texts(), 30)
    app.focus()
    app.key('Home', 'Down')
    app.wait_text('Tag kasus')
    app.key('alt+2')
    app.wait_text('Aduan diterima')
    return app


def menu_button(app, matches):
    """What can be pressed of a menu button stands inside it."""
    outer = app.find('push button', matches)
    return next(node for node in reversed(list(outer.walk())) if node.role == 'push button')


def assignment(app):
    """The button in the case's head that says to whom it is assigned."""
    return menu_button(app, lambda name: name.startswith(('Tugaskan', 'Ditugaskan')))


def assign(app, whom):
    """By the keyboard in the list of people; nobody has the case yet."""
    app.click(assignment(app))
    app.find('list item', whom)
    app.key('Home', *['Down'] * IN_LIST.index(whom), 'Return')


def send(app):
    app.focus()
    app.key('F5')


def note_written_offline_is_shown_at_once(place):
    app = open_case(place, 'andi')
    check(any('Dibaca oleh: tim pemeriksa' in text for text in app.texts()), 'who reads it')
    app.click(app.find('text', 'Catatan internal'))
    app.type(NOTE)
    app.wait_text(f'{len(NOTE)} / 4.000')
    app.key('ctrl+Return')
    app.wait_text('Catatan internal oleh Andi Contoh')
    app.wait_text(NOTE)
    app.wait_text(PENDING)
    app.wait_text('0 / 4.000')
    scene.shot(app, 'note-pending')


def both_assign_without_knowing(place):
    for profile, person in PEOPLE.items():
        app = open_case(place, profile)
        assign(app, person)
        app.wait_text(f'{person} menugaskan kasus ini kepada {person}')
        app.wait_text(PENDING)
        check(not [t for t in app.texts() if TO_SETTLE in t], 'a conflict with oneself')


def later_one_sees_both_side_by_side(place):
    place.office.start()
    first, second = (place.window(profile).app for profile in PEOPLE)
    send(first)
    drive.wait('sent', lambda: PENDING not in first.texts(), 30)
    send(second)
    second.wait_text(TO_SETTLE, 30)
    scene.shot(second, 'conflict-bar')
    bar = next(text for text in second.texts() if TO_SETTLE in text)
    check(bar.startswith('Andi Contoh mengubah “Ditugaskan kepada”'), bar)
    second.click(second.find('push button', 'Bandingkan'))
    second.wait_text('Berlaku sementara')
    scene.shot(second, 'conflict')
    texts = second.texts()
    for person in PEOPLE.values():
        check(any(text.startswith(person + ', hari ini') for text in texts), texts)
    boxes = [second.find('push button', f'Pakai “{person}”').box for person in PEOPLE.values()]
    check(boxes[0][1] == boxes[1][1] and boxes[0][0] < boxes[1][0], f'not side by side: {boxes}')


def settled_by_one_it_is_settled_for_both(place):
    first, second = (place.window(profile).app for profile in PEOPLE)
    second.click(second.find('push button', 'Pakai “Rina Contoh”'))
    drive.wait('settled', lambda: not [t for t in second.texts() if TO_SETTLE in t])
    drive.wait('sent', lambda: PENDING not in second.texts(), 30)
    send(first)
    drive.wait('the outcome', lambda: assignment(first).name.endswith('Rina Contoh'), 30)
    for app in (first, second):
        check(not [t for t in app.texts() if TO_SETTLE in t], 'still to settle')
        lines = [t for t in app.texts() if t.endswith('menugaskan kasus ini kepada Rina Contoh')]
        check(len(lines) == 2, f'the history: {lines}')


def supervisor_excludes_an_officer_who_is_told(place):
    app = open_case(place, 'supervisor')
    app.click(menu_button(app, 'Menu kasus'))
    app.click(app.find('menu item', 'Kecualikan dari kasus…'))
    app.wait_text('tidak dapat ditarik kembali')
    box = app.find('check box', 'Rina Contoh')
    check(not any(node.role == 'check box' and SUPERVISOR in node.name
                  for node in app.read().walk()), 'a supervisor in the list')
    app.click(box)
    scene.shot(app, 'exclude')
    app.click(app.find('push button', 'Kecualikan'))
    app.wait_text('Yang ditulis mulai sekarang disegel tanpa mereka.', 30)
    officer = place.window('rina').app
    send(officer)
    officer.wait_text('Anda dikecualikan dari kasus ini', 30)
    check('Tambah catatan' not in officer.texts(), 'may still write')
    other = place.window('andi').app
    send(other)
    other.click(other.find('text', 'Catatan internal'))
    other.type('Tanpa Rina.')
    other.key('ctrl+Return')
    drive.wait('sent', lambda: 'Tanpa Rina.' in other.texts() and PENDING not in other.texts(), 30)
    send(officer)
    officer.wait_text('Anda dikecualikan dari kasus ini sejak', 30)
    scene.shot(officer, 'excluded')
    check('Tanpa Rina.' not in officer.texts(), 'reads on')
    check(not [t for t in officer.texts() if 'disisihkan' in t], 'an alarm')


def leadership_case_goes_to_the_team_with_the_sheet(place):
    place.office.file([sample for sample in scene.samples()
                       if sample['story']['reported'].get('inspectorate') == 'staff'][:1], '--quick')
    app = place.window('supervisor').app
    send(app)
    app.wait_text('2 kasus', 30)
    app.key('ctrl+7')
    app.wait_text('1 kasus')
    app.click(app.find(None, lambda text: text.startswith('Belum dibaca. Korupsi · Suap.')))
    app.wait_text('Seorang auditor')
    app.click(menu_button(app, 'Menu kasus'))
    scene.shot(app, 'case-menu')
    app.click(app.find('menu item', 'Buka untuk tim pemeriksa…'))
    app.wait_text('Hal itu tidak dapat ditarik kembali')
    app.click(app.find('push button', lambda name: name == 'Buka untuk tim pemeriksa'))
    app.wait_text('Belum ada yang ditulis.')
    scene.shot(app, 'widen-no-sheet')
    app.click(app.find('text', 'Baris lembar pemulihan'))
    for line in place.office.recovery.read_text('ascii').splitlines():
        app.type(line)
        app.key('Return')
    scene.shot(app, 'widen')
    app.click(app.find('push button', lambda name: name == 'Buka untuk tim pemeriksa'))
    app.wait_text('Kasus ini sekarang terbuka untuk tim pemeriksa.', 30)
    scene.shot(app, 'widened')
    officer = place.window('andi').app
    send(officer)
    officer.wait_text('2 kasus', 30)


def case_file_that_was_put_back_is_told(place):
    place.close_window('rina')
    store = place.office.store_path('rina')
    for old in store.parent.glob('journal.db*'):
        old.unlink()
    for old in place.copy.glob('journal.db*'):
        shutil.copy(old, store.parent)
    place.office.stop()
    app = place.window('rina').app
    app.wait_text('Berkas kasus lebih lama', 30)
    scene.shot(app, 'store-older')
    app.focus()
    app.key('F10')
    app.click(app.find('menu item', 'Bangun ulang dari jurnal…'))
    app.wait_text('Berkas yang ada disimpan dengan nama lain')
    scene.shot(app, 'rebuild')
    app.key('Escape')
    place.office.start()
    send(app)
    drive.wait('the bar gone', lambda: not any('lebih lama' in text for text in app.texts()), 30)


TESTS = [
    note_written_offline_is_shown_at_once,
    both_assign_without_knowing,
    later_one_sees_both_side_by_side,
    settled_by_one_it_is_settled_for_both,
    supervisor_excludes_an_officer_who_is_told,
    leadership_case_goes_to_the_team_with_the_sheet,
    case_file_that_was_put_back_is_told,
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
        results = [scene.run_test(i, 'casework', test, place)
                   for i, test in enumerate(TESTS[:last + 1], 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
