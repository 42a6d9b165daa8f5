#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""shots.py OUT [WIDTHxHEIGHT]: pictures of the windows over a real office, to be looked at.

Founds an office on this computer, files the samples, and takes the officer's, the custodian's and the
supervisor's windows, light and dark, into the folder OUT. With --docs it takes only the two that the
README shows, as docs/screenshots/desktop-light.png and -dark.png.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
os.environ.setdefault('KB_SRCROOT', str(ROOT))
os.environ.setdefault('KB_BUILDROOT', str(ROOT / 'build'))
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'tools'))
from kumbang_office import BUILD, Office, Screen, Session, end  # noqa: E402

PASSPHRASE = b'sawah perahu kancil obor'
SETTLE_SECONDS = 2.5


def samples():
    done = subprocess.run([sys.executable, ROOT / 'tools' / 'demo' / 'make-samples.py'],
                          capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Shots:
    def __init__(self, session, office, out, size):
        self.session = session
        self.out = pathlib.Path(out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.width, self.height = (int(n) for n in size.split('x'))
        self.env = dict(session.env, GDK_BACKEND='x11', GSK_RENDERER='cairo', LC_ALL='C.UTF-8',
                        KB_BUILDROOT=str(BUILD), GSETTINGS_SCHEMA_DIR=str(BUILD / 'data'),
                        GSETTINGS_BACKEND='keyfile', TZ='UTC')
        self.env.pop('LANGUAGE', None)
        config = pathlib.Path(self.env['XDG_CONFIG_HOME'])
        (config / 'gtk-4.0').mkdir(parents=True, exist_ok=True)
        (config / 'gtk-4.0' / 'settings.ini').write_text('[Settings]\ngtk-font-name=Cantarell 11\n')
        (config / 'glib-2.0' / 'settings').mkdir(parents=True, exist_ok=True)
        (config / 'glib-2.0' / 'settings' / 'keyfile').write_text(
            '[id/go/kotawaringinbaratkab/Kumbang]\n'
            f'window-width={self.width}\nwindow-height={self.height}\n')

    def take(self, name, profile, keys=(), dark=False, options=()):
        """One window, after KEYS: xdotool key names, 'type:…' for text, numbers to wait."""
        with Screen(f'{self.width}x{self.height}') as screen:
            env = dict(self.env, DISPLAY=screen.display)
            if dark:
                env['ADW_DEBUG_COLOR_SCHEME'] = 'prefer-dark'
            window = subprocess.Popen([BUILD / 'src' / 'desktop' / 'kumbang', '--profile', profile,
                                       '--language', 'id', *options], env=env)
            try:
                time.sleep(SETTLE_SECONDS)
                found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(window.pid)],
                                       env=env, capture_output=True, text=True, check=False).stdout.split()
                for number in found[-1:]:
                    subprocess.run(['xdotool', 'windowfocus', '--sync', number], env=env, check=False)
                subprocess.run(['xdotool', 'mousemove', str(self.width - 1), str(self.height - 1)],
                               env=env, check=False)
                for key in keys:
                    self.press(env, key)
                time.sleep(0.7)
                subprocess.run(['import', '-window', 'root', self.out / f'{name}.png'], env=env, check=True)
            finally:
                end(window)
        print(self.out / f'{name}.png', flush=True)

    @staticmethod
    def press(env, key):
        if isinstance(key, (int, float)):
            time.sleep(key)
        elif key.startswith('type:'):
            subprocess.run(['xdotool', 'type', '--delay', '15', key[5:]], env=env, check=True)
        elif key.startswith('click:'):
            x, y = key[6:].split(',')
            subprocess.run(['xdotool', 'mousemove', '--sync', x, y, 'click', '1'], env=env, check=True)
        else:
            subprocess.run(['xdotool', 'key', '--delay', '60', key], env=env, check=True)
        time.sleep(0.15)


def main():
    arguments = [a for a in sys.argv[1:] if a != '--docs']
    docs = '--docs' in sys.argv
    out = arguments[0] if arguments else ROOT / 'docs' / 'screenshots'
    size = arguments[1] if len(arguments) > 1 else '1366x736'
    only = arguments[2].split(',') if len(arguments) > 2 else None
    with Session() as session, Office(session) as office:
        office.found('Inspektorat Kotawaringin Barat', 'Sri Wahyuni')
        office.join('officer', 'officer', 'Andi Pratama')
        office.join('custodian', 'custodian', 'Siti Rahmawati', PASSPHRASE)
        office.appoint('custodian', 'Siti Rahmawati')
        office.publish()
        office.file(samples(), '--quick')
        shots = Shots(session, office, out, size)
        first = ('alt+Down', 'alt+Down', 'alt+Down', 0.6)
        if docs:
            shots.take('desktop-light', 'officer', first)
            shots.take('desktop-dark', 'officer', first, dark=True)
            return
        plan = {
            'officer': ('officer', first, False),
            'officer-dark': ('officer', (*first, 'alt+2'), True),
            'search': ('officer', ('ctrl+f', 'type:bibit', 0.6, 'alt+Down', 0.4), False),
            'no-hits': ('officer', ('ctrl+f', 'type:zzz', 0.6), False),
            'supervisor': ('supervisor', ('ctrl+7', 0.6, 'alt+Down', 0.4), False),
            'custodian': ('custodian', first, False),
            'dialog': ('custodian', (*first, 'ctrl+shift+i', 1.2), False),
            'dialog-dark': ('custodian', (*first, 'ctrl+shift+i', 1.2), True),
            'opened': ('custodian', (*first, 'ctrl+shift+i', 1.2, 'space', 'click:150,308', 'type:700/112/2026',
                                     'click:150,362', 'type:Klarifikasi tatap muka dengan pelapor',
                                     'click:150,472', 'type:' + PASSPHRASE.decode(), 'Return', 7), False),
            'wrong': ('custodian', (*first, 'ctrl+shift+i', 1.2, 'space', 'click:150,308', 'type:700/112/2026',
                                    'click:150,362', 'type:Klarifikasi tatap muka dengan pelapor',
                                    'click:150,472', 'type:salah', 'Return', 3), False),
            'locked': ('officer', ('ctrl+shift+l', 0.6), False),
            'shortcuts': ('officer', ('ctrl+question', 1), False),
        }
        for name, (profile, keys, dark) in plan.items():
            if only is None or name in only:
                shots.take(name, profile, keys, dark)


if __name__ == '__main__':
    main()
