#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of a real office in a real window: views, counts, saved views. Prints TAP.

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
from scene import check  # noqa: E402

N_CASES = 6
PROFILE = 'andi'


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', 'Sari Contoh')
        self.office.join(PROFILE, 'officer', 'Andi Contoh')
        samples = [sample for sample in scene.samples()
                   if sample['story']['reported'].get('inspectorate', 'no') == 'no']
        self.office.file(samples[:N_CASES], '--quick')
        self.office.run(PROFILE, 'sync')
        self.office.stop()


def count(app, view):
    """What the sidebar says of a view; None: nothing yet."""
    names = [node.name for node in app.read().walk()
             if node.role == 'list item' and node.name.startswith(f'{view}, ')]
    return names[0].removeprefix(f'{view}, ').removesuffix(' kasus') if names else None


def wait_counts(app, **counts):
    for view, wanted in counts.items():
        name = view.replace('_', ' ')
        drive.wait(f'{name}: {wanted}', lambda: count(app, name) == str(wanted), 30)


def views_are_counted(place):
    app = place.window(PROFILE).app
    wait_counts(app, Semua_kasus=N_CASES, Belum_dibaca=N_CASES, Tugas_saya=0, Terlambat=0,
                Menunggu_pelapor=0, Selesai=0)
    scene.shot(app, 'lists')


def row(app, number):
    """The sentence of a case's row; '': it is not shown."""
    names = [node.name for node in app.read().walk() if f'Nomor {number}. ' in node.name]
    return names[0] if names else ''


def row_says_status_clock_and_draft(place):
    app = place.window(PROFILE).app
    app.focus()
    app.key('ctrl+2', 'Home', 'Down')
    app.wait_text('Tag kasus')
    number = next(text for text in app.texts() if text.startswith('KB-2026-'))
    drive.wait('status and clock', lambda: 'Diterima · Sisa 3 HK.' in row(app, number))
    app.key('alt+2')
    app.click(app.find('text', 'Catatan internal'))
    app.type('Belum selesai')
    drive.wait('the draft', lambda: row(app, number).endswith(' Konsep.'))
    scene.shot(app, 'draft')
    app.key('ctrl+a', 'Delete')
    drive.wait('no draft', lambda: row(app, number) and 'Konsep' not in row(app, number))


def assigned_to_me_is_in_my_tasks_at_once(place):
    app = place.window(PROFILE).app
    app.focus()
    app.key('ctrl+2', 'Home', 'Down')
    app.wait_text('Tag kasus')
    outer = app.find('push button', lambda name: name.startswith('Tugaskan'))
    app.click(next(node for node in reversed(list(outer.walk())) if node.role == 'push button'))
    app.find('list item', 'Andi Contoh')
    app.key('Home', 'Return')
    wait_counts(app, Tugas_saya=1)
    app.focus()
    app.key('ctrl+3')
    app.wait_text('1 kasus')
    scene.shot(app, 'my-tasks')


def empty_view_lists_nothing(place):
    app = place.window(PROFILE).app
    app.key('ctrl+6')
    app.wait_text('0 kasus')
    check(count(app, 'Semua kasus') == str(N_CASES), 'the count of all')
    scene.shot(app, 'nothing-closed')


def filter_narrows_and_is_saved(place):
    app = place.window(PROFILE).app
    app.key('ctrl+2')
    app.wait_text(f'{N_CASES} kasus')
    app.key('ctrl+shift+f')
    app.find('check box', 'Hanya belum dibaca')
    app.key('Tab', 'space')
    app.wait_text('Hapus saringan: Hanya belum dibaca')
    scene.shot(app, 'filter')
    app.key('Escape')
    unread = count(app, 'Belum dibaca')
    app.wait_text(f'{unread} dari {N_CASES}')
    app.click(app.find('push button', 'Simpan pencarian…'))
    app.find('text', 'Nama pencarian')
    app.type('Baru masuk')
    app.key('Return')
    app.find('list item', 'Baru masuk')
    drive.wait('the title', lambda: app.texts().count('Baru masuk') > 2)
    scene.shot(app, 'saved')
    app.click(app.find('push button', 'Hapus saringan: Hanya belum dibaca'))
    app.wait_text(f'{N_CASES} kasus')
    app.click(app.find('list item', 'Baru masuk'))
    app.wait_text(f'{unread} dari {N_CASES}')
    app.click(app.find('push button', lambda name: name == 'Hapus saringan'))
    app.wait_text(f'{N_CASES} kasus')


def empty_filtered_list_has_a_way_out(place):
    app = place.window(PROFILE).app
    app.key('ctrl+6')
    app.wait_text('0 kasus')
    app.key('ctrl+shift+f')
    app.find('check box', 'Hanya belum dibaca')
    app.key('Tab', 'space')
    app.wait_text('Tidak ada kasus yang lolos saringan.')
    app.key('Escape')
    scene.shot(app, 'nothing-passes')
    app.click(app.find('push button', lambda name: name == 'Hapus saringan'))
    app.wait_text('0 kasus')
    app.wait_text('Belum ada aduan di sini. Aduan baru muncul sendiri.')


def saved_search_is_there_again(place):
    place.close_window(PROFILE)
    app = place.window(PROFILE).app
    app.click(app.find('list item', 'Baru masuk'))
    app.wait_text('Hapus saringan: Hanya belum dibaca')


TESTS = [
    views_are_counted,
    row_says_status_clock_and_draft,
    assigned_to_me_is_in_my_tasks_at_once,
    empty_view_lists_nothing,
    filter_narrows_and_is_saved,
    empty_filtered_list_has_a_way_out,
    saved_search_is_there_again,
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
        results = [scene.run_test(i, 'lists', test, place)
                   for i, test in enumerate(TESTS[:last + 1], 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
