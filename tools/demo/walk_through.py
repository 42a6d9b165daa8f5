# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in real windows on virtual screens: pull, read a case, open an identity."""
import collections
import os
import pathlib

import kumbang_drive
import kumbang_office as office_of

Opening = collections.namedtuple('Opening', 'passphrase letter reason')

SCREEN = '1366x768'
FIRST_PERSON = 'Bambang Contoh'


def fill_dialog(app, opening, passphrase):
    """The custodian's form. The fields keep their text after a wrong passphrase."""
    for field in ('Nama', 'Telepon'):
        app.click(app.find('check box', lambda text, field=field: text == field))
    for label, text in (('Nomor Surat Tugas', opening.letter), ('Alasan', opening.reason)):
        app.click(app.find('text', label))
        app.type(text)
    type_passphrase(app, passphrase)


def type_passphrase(app, passphrase):
    app.click(app.find('text', 'Frasa sandi'))
    app.key('ctrl+a')
    app.type(passphrase)
    app.click(app.find('push button', 'Catat dan buka'))


def select_case(app, number):
    """By search, as one finds a case whose number one knows."""
    app.focus()
    app.key('ctrl+f')
    app.type(number)
    row = app.find('label', number)
    app.click(row)
    app.wait_text(number)


def set_font(session):
    """A bare X server tells GTK of no font; this is the one of the office's desktops."""
    folder = pathlib.Path(session.env['XDG_CONFIG_HOME'], 'gtk-4.0')
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'settings.ini').write_text('[Settings]\ngtk-font-name=Cantarell 11\n', 'ascii')


def drive(steps, session, office, start_window, opening, pictures):
    """Runs the steps; an exception ends them."""
    pictures.mkdir(parents=True, exist_ok=True)
    set_font(session)
    x11 = {'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo', 'WAYLAND_DISPLAY': ''}
    with office_of.Screen(SCREEN) as officers, office_of.Screen(SCREEN) as custodians:
        windows, apps = [], []
        try:
            for profile, screen in (('officer', officers), ('custodian', custodians)):
                windows.append(start_window(session, profile, {**x11, 'DISPLAY': screen.display}))
                apps.append(kumbang_drive.App(windows[-1].pid, screen.display))
            officer, custodian = apps
            work_as_officer(steps, officer, pictures)
            work_as_custodian(steps, custodian, custodians, opening, pictures)
            steps.do('officer sees the count', lambda: see_the_count(officer, pictures))
        except Exception:
            for number, app in enumerate(apps):
                app.screenshot(pictures / f'failed-{number}.png')
                if windows[number].poll() is not None:
                    print(f'  window {number} has ended with {windows[number].returncode}')
            raise
        finally:
            for window in windows:
                office_of.end(window)


def work_as_officer(steps, app, pictures):
    def pulled():
        app.wait_text('26 kasus')
        app.screenshot(pictures / '1-officer-list.png')
        return '26 cases, none of leadership'

    def searched():
        app.focus()
        app.key('ctrl+f')
        app.type('ekskavator')
        app.wait_text('Desa Pasir Panjang')
        app.screenshot(pictures / '2-officer-search.png')
        app.key('Escape', 'Escape')

    def read():
        select_case(app, 'KB-2026-0001')
        app.wait_text('Saya melihat dua amplop diserahkan')
        app.screenshot(pictures / '3-officer-case.png')
        return 'the story of KB-2026-0001'

    def sealed():
        app.wait_text('Hanya kustodian, Siti Rahmawati')
        if any(FIRST_PERSON in text for text in app.texts()):
            raise AssertionError('an identity is on the officer\'s screen')
        return 'only Siti Rahmawati can open it'

    steps.do('officer pulls', pulled)
    steps.do('officer searches', searched)
    steps.do('officer reads a case', read)
    steps.do('identity is sealed there', sealed)


def work_as_custodian(steps, app, screen, opening, pictures):
    def refused():
        select_case(app, 'KB-2026-0001')
        app.click(app.find('push button', 'Buka identitas…'))
        fill_dialog(app, opening, 'bukan frasa ini')
        app.wait_text('tidak cocok', 40)
        app.screenshot(pictures / '4-custodian-wrong-passphrase.png')
        return 'told, nothing recorded'

    def opened():
        kumbang_drive.wait('the identity process', lambda: try_again(app, opening), 40)
        child = identity_window(app, screen)
        child.wait_text(FIRST_PERSON, 30)
        app.wait_text('Tertutup dalam', 15)
        child.screenshot(pictures / '5-identity-open.png')
        return 'recorded, released, shown with a countdown'

    def closed():
        child = identity_window(app, screen)
        child.click(child.find('push button', 'Tutup sekarang'))
        kumbang_drive.wait('the identity process to exit',
                           lambda: not os.path.exists(f'/proc/{child.pid}'))
        app.wait_text('Dibuka 1 kali')
        app.screenshot(pictures / '6-custodian-after.png')
        return 'process gone, counted once'

    steps.do('wrong passphrase', refused)
    steps.do('custodian opens an identity', opened)
    steps.do('identity closes', closed)


def try_again(app, opening):
    """Presses until the waiting time after the wrong passphrase is over."""
    type_passphrase(app, opening.passphrase)
    try:
        return kumbang_drive.wait('the window process', lambda: children_of(app.pid), 4)
    except kumbang_drive.NotFound:
        return None


def command_of(pid):
    """The kernel keeps 15 letters of a program's name; a process may be gone already."""
    try:
        return pathlib.Path('/proc', str(pid), 'comm').read_text('ascii')
    except OSError:
        return ''


def children_of(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as listing:
        main = listing.read().split()
    found = []
    for task in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{task}/children', encoding='ascii') as listing:
            found += listing.read().split()
    return [int(child) for child in set(main + found)
            if command_of(child).startswith('kumbang-ident')]


def identity_window(app, screen):
    pid = kumbang_drive.wait('the identity process', lambda: children_of(app.pid), 30)[0]
    return kumbang_drive.App(pid, screen.display)


def see_the_count(app, pictures):
    app.focus()
    app.key('F5')
    app.wait_text('Dibuka 1 kali')
    app.screenshot(pictures / '7-officer-after.png')
    return 'opened once, by whom and why'
