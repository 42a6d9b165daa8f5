#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed into a real window survives a kill, an exit, a lock and a rebuild, and is nowhere
on the disk in clear. Prints TAP.

The tests follow each other; a name on the command line runs that test and those before it.
"""
import os
import pathlib
import sys
import time

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import marks  # noqa: E402
import scene  # noqa: E402
from scene import check  # noqa: E402

MARK = 'Kancilmerahbertopi'
LOST_SECONDS = 2.0                      # what a kill may cost
PROFILE = 'officer'


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', 'Sari Contoh')
        self.office.join(PROFILE, 'officer', 'Andi Contoh')
        self.office.file(scene.samples()[:2], '--quick')
        self.office.run(PROFILE, 'sync')

    def window_is_gone(self):
        return self.windows[PROFILE].process.poll() is not None


def show_case(app):
    """The second case, at its timeline, where notes are typed."""
    drive.wait('the list', lambda: '2 kasus' in app.texts(), 30)
    app.focus()
    app.key('Home', 'Down')
    app.wait_text('Tag kasus')
    app.key('alt+2')
    app.wait_text('Aduan diterima')


def open_case(place):
    app = place.window(PROFILE).app
    show_case(app)
    return app


def draft(app):
    """What stands in the note's field."""
    view = app.find('text', lambda name: name == 'Catatan internal')
    return view.text


def note_of(app):
    app.click(app.find('text', lambda name: name == 'Catatan internal'))


def a_kill_while_typing_loses_two_seconds_at_most(place):
    app = open_case(place)
    note_of(app)
    app.type(MARK)
    drive.wait('typed', lambda: draft(app) == MARK)
    typed, when = MARK, []
    end = time.monotonic() + 7
    while time.monotonic() < end:
        word = f' kata{len(when)}'
        app.type(word)
        typed += word
        when.append((len(typed), time.monotonic()))
    place.window(PROFILE).kill()
    killed = time.monotonic()
    place.windows.pop(PROFILE).close()
    app = open_case(place)
    kept = drive.wait('the draft', lambda: draft(app))
    check(typed.startswith(kept), f'{kept!r} is not what was typed')
    must = max(size for size, at in when if at <= killed - LOST_SECONDS)
    lost = next((killed - at for size, at in when if size > len(kept)), 0)
    print(f'# {len(typed)} characters typed, {len(kept)} kept, {lost:.2f} s lost')
    check(len(kept) >= must, f'{len(kept)} of {len(typed)} kept, {must} were older')
    place.kept = kept


def an_exit_loses_nothing(place):
    app = open_case(place)
    note_of(app)
    app.key('ctrl+End')
    app.type(' akhir')
    place.kept += ' akhir'
    drive.wait('typed', lambda: draft(app) == place.kept)
    app.type('nya')
    place.kept += 'nya'
    app.key('ctrl+q')
    drive.wait('the exit', place.window_is_gone)
    app = open_case(place)
    drive.wait('all of it', lambda: draft(app) == place.kept)


def a_lock_hides_and_keeps_it(place):
    app = open_case(place)
    note_of(app)
    app.key('ctrl+End')
    app.type('!')
    place.kept += '!'
    app.key('ctrl+shift+l')
    app.wait_text('Terkunci')
    check(not [text for text in app.texts() if MARK in text], 'shown while locked')
    app.click(app.find('push button', 'Buka lagi'))
    show_case(app)
    drive.wait('all of it', lambda: draft(app) == place.kept)


def another_case_has_its_own(place):
    app = open_case(place)
    app.key('alt+Up')
    drive.wait('an empty field', lambda: draft(app) == '')
    app.key('alt+Down')
    drive.wait('the draft', lambda: draft(app) == place.kept)


def no_file_holds_it_in_clear(place):
    """While it is on the screen, in the middle of the log that SQLite writes, and in no program log."""
    wanted = [MARK]
    check(MARK in marks.in_memory(place.window(PROFILE).pid, wanted),
          'the search cannot see what is on the screen')
    planted = place.folder / 'planted'
    planted.mkdir()
    (planted / 'eight').write_bytes(b'..' + MARK.encode())
    (planted / 'sixteen').write_bytes(b'..' + MARK.encode('utf-16-le'))
    check(len(marks.in_folder(planted, wanted)) == 2, 'the search cannot see what is there')
    for folder in (place.office.data, place.session.folder, place.logs, place.office.folder):
        found = marks.in_folder(folder, wanted)
        check(not found, f'{found}')
    check(place.office.store_path(PROFILE).stat().st_size > 0, 'no store was searched')


def a_rebuild_of_the_file_keeps_it(place):
    place.close_window(PROFILE)
    place.office.run(PROFILE, 'rebuild', '--yes')
    app = open_case(place)
    drive.wait('the draft', lambda: draft(app) == place.kept, 30)


def what_is_sent_is_no_draft_any_more(place):
    app = open_case(place)
    note_of(app)
    app.key('ctrl+Return')
    app.wait_text('Catatan internal oleh Andi Contoh')
    drive.wait('an empty field', lambda: draft(app) == '')
    app.key('ctrl+q')
    drive.wait('the exit', place.window_is_gone)
    app = open_case(place)
    app.wait_text('Catatan internal oleh Andi Contoh')
    check(draft(app) == '', 'sent, and a draft')


TESTS = [
    a_kill_while_typing_loses_two_seconds_at_most,
    an_exit_loses_nothing,
    a_lock_hides_and_keeps_it,
    another_case_has_its_own,
    no_file_holds_it_in_clear,
    a_rebuild_of_the_file_keeps_it,
    what_is_sent_is_no_draft_any_more,
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
        results = [scene.run_test(i, 'drafts', test, place)
                   for i, test in enumerate(TESTS[:last + 1], 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
