# SPDX-License-Identifier: GPL-3.0-or-later
"""The real system that the end-to-end tests share: server, keyring, office, Chromium, windows."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import kumbang_office as office_of
import reader
from kumbang_office import BUILD, ROOT, Office, Screen, Session, end

PASSPHRASE = 'sawah perahu kancil obor lampu'
CUSTODIAN = 'Siti Rahmawati'
PAGE = BUILD / 'src' / 'portal' / 'dist'
KUMBANG = BUILD / 'src' / 'desktop' / 'kumbang'
IDENTITY = BUILD / 'src' / 'identity' / 'kumbang-identity'
DRIVE_PAGE = ROOT / 'tests' / 'portal' / 'drive-page.mjs'
SCREEN_SIZE = os.environ.get('KB_E2E_SIZE', '1366x768')
SHOTS = os.environ.get('KB_E2E_SHOTS')            # a folder for pictures of what is seen
DARK = os.environ.get('KB_E2E_DARK')
CHROMIUM = os.environ.get('KB_CHROMIUM', '/usr/bin/chromium')


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def run_test(number, group, test, place):
    """One line of TAP, and how long it took; whether it went well."""
    name = f'/{group}/' + test.__name__.replace('_', '-')
    began = time.monotonic()
    try:
        test(place)
    except Exception:
        print(f'not ok {number} {name}')
        print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
        for window in place.windows.values():
            window.complain()
        return False
    print(f'ok {number} {name}\n# {time.monotonic() - began:.1f} s', flush=True)
    return True


def shot(app, name):
    """Keeps a picture of the screen of APP, if pictures are wanted."""
    if SHOTS:
        ending = f'-{SCREEN_SIZE}' + ('-dark' if DARK else '')
        app.screenshot(pathlib.Path(SHOTS, f'{name}{ending}.png'))


def samples():
    made = subprocess.run([sys.executable, ROOT / 'tools' / 'demo' / 'make-samples.py'],
                          capture_output=True, text=True, check=True)
    return [json.loads(line) for line in made.stdout.splitlines()]


def missing(browser=True):
    """What this computer lacks for these tests, or None."""
    for program in (KUMBANG, IDENTITY):
        if not program.exists():
            return 'built without the desktop'
    if browser and not pathlib.Path(CHROMIUM).exists():
        return 'no Chromium'
    if browser and not (shutil.which('node') and (DRIVE_PAGE.parent / 'node_modules').is_dir()):
        return 'no node, or npm ci was not run in tests/portal'
    for tool in ('Xvfb', 'xdotool', 'xprop', 'dbus-daemon', 'gnome-keyring-daemon'):
        if not shutil.which(tool):
            return f'no {tool}'
    return None


class Window:
    """kumbang of one profile on a screen of its own; app drives it."""

    def __init__(self, place, profile, env=None):
        self.screen = Screen(SCREEN_SIZE)
        self.profile = profile
        self.log = place.log(profile)
        settings = {'DISPLAY': self.screen.display, 'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo',
                    'GTK_A11Y': 'atspi', 'AT_SPI_BUS_ADDRESS': place.accessibility,
                    'WAYLAND_DISPLAY': '',
                    'GSETTINGS_SCHEMA_DIR': str(BUILD / 'data'), 'GSETTINGS_BACKEND': 'memory',
                    'KB_BUILDROOT': str(BUILD), 'LANGUAGE': 'id', 'G_DEBUG': 'fatal-criticals',
                    'G_MESSAGES_DEBUG': 'all'}
        if DARK:
            settings['ADW_DEBUG_COLOR_SCHEME'] = 'prefer-dark'
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen([KUMBANG, '--profile', profile, '--language', 'id'],
                                            env={**place.session.env, **settings, **(env or {})},
                                            stdout=log, stderr=log)
        try:
            self.app = reader.Reader(self.process.pid, self.screen.display, place.accessibility)
        except Exception:
            self.close()
            raise

    @property
    def pid(self):
        return self.process.pid

    def kill(self):
        """As by the kernel, at once."""
        self.process.kill()
        self.process.wait()

    def close(self):
        end(self.process)
        self.screen.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, fault, trace):
        if fault is not None:
            self.complain()
        self.close()

    def complain(self):
        """What the window showed when a test failed, as lines of TAP."""
        try:
            said = json.dumps(self.app.texts(), ensure_ascii=False)
            print('# texts of', self.profile, said[:1500])
        except Exception as why:        # the program may be gone, the fault is told elsewhere
            print('# no texts:', why)
        shot(self.app, f'{self.profile}-{self.pid}')


class Place:
    """One office for all tests: officer, custodian, supervisor, and a second officer who pulls late
    (for pulls that are killed)."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='kumbang-e2e-'))
        self.logs = self.folder / 'logs'
        self.logs.mkdir()
        self.phone = self.folder / 'phone'
        self.phone.mkdir()
        self.session = Session()
        self.session.env.pop('GTK_A11Y', None)
        self.accessibility = self._accessibility()
        page = PAGE if PAGE.is_dir() else office_of.PAGE
        self.office = Office(self.session, page=page, errors=open(self.log('server'), 'wb'))
        self.windows = {}

    def set_up(self):
        office = self.office
        office.found('Inspektorat Contoh', 'Rina Contoh')
        office.join('officer', 'officer', 'Andi Contoh')
        office.join('custodian', 'custodian', CUSTODIAN, PASSPHRASE.encode())
        office.join('late', 'officer', 'Tuti Contoh')
        office.appoint('custodian', 'Kustodian Inspektorat')
        office.publish()
        office.file(samples(), '--quick')

    def _accessibility(self):
        """The bus on which windows tell what they show, for programs of other sessions too."""
        os.environ['DBUS_SESSION_BUS_ADDRESS'] = self.session.env['DBUS_SESSION_BUS_ADDRESS']
        asked = subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.a11y.Bus',
                                '--object-path', '/org/a11y/bus', '--method',
                                'org.a11y.Bus.GetAddress'],
                               env=self.session.env, capture_output=True, text=True, check=True)
        address = asked.stdout.split("'")[1]
        os.environ['AT_SPI_BUS_ADDRESS'] = address
        return address

    def log(self, name):
        return self.logs / f'{len(list(self.logs.iterdir())):02d}-{name}.log'

    def window(self, profile):
        """The window of PROFILE that the tests share, started when first asked for."""
        if profile not in self.windows or self.windows[profile].process.poll() is not None:
            self.windows[profile] = Window(self, profile)
        return self.windows[profile]

    def close_window(self, profile):
        window = self.windows.pop(profile, None)
        if window is not None:
            window.close()

    def browse(self, fields):
        """Chromium on a phone of its own fills in the page. Returns what the receipt says."""
        sheet = self.phone / 'fields.json'
        sheet.write_text(json.dumps(fields, ensure_ascii=False), 'utf-8')
        env = {key: value for key, value in os.environ.items()
               if not key.startswith(('XDG_', 'DBUS_', 'G_'))}
        env.update(HOME=str(self.phone), TMPDIR=str(self.phone))
        done = subprocess.run(['node', DRIVE_PAGE, self.office.endpoint + '/', sheet], env=env,
                              capture_output=True, text=True, timeout=120)
        sheet.unlink()
        check(done.returncode == 0, f'the page: {done.stderr[-2000:]}')
        return json.loads(done.stdout)

    def show(self, registration, profile='supervisor'):
        """The case as kumbangctl tells it to PROFILE, whose window must be closed."""
        self.office.run(profile, 'sync')
        for row in self.office.run(profile, 'list'):
            case = self.office.run(profile, 'show', row['number'])[0]
            if case['registration'] == registration:
                return case
        raise AssertionError(f'{profile} has no case {registration}')

    def close(self):
        for profile in list(self.windows):
            self.close_window(profile)
        self.office.close()
        self.session.close()
        if not os.environ.get('KB_E2E_KEEP'):
            shutil.rmtree(self.folder, ignore_errors=True)
