# SPDX-License-Identifier: GPL-3.0-or-later
"""An office to try things on: a real intake on a free port of this computer, profiles that were
founded and joined by kumbangctl, complaints sent as the page sends them. For the demo and for tests.

    with Session() as session, Office(session) as office:
        office.found('Inspektorat Contoh', 'Sari Contoh')
        office.join('officer', 'officer', 'Adi Contoh')
        office.join('custodian', 'custodian', 'Ratna Contoh', passphrase)
        office.appoint('custodian', 'Kustodian Inspektorat')
        office.file(samples)
        office.run('officer', 'sync')

Nothing of it touches the real home: folders are temporary, and each office has its own.
"""
import collections
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parent.parent))
BUILD = pathlib.Path(os.environ.get('KB_BUILDROOT', ROOT / 'build'))
CTL = BUILD / 'src' / 'ctl' / 'kumbangctl'
INTAKE = BUILD / 'src' / 'intake' / 'kumbang-intake'
PAGE = ROOT / 'src' / 'portal' / 'dist'
SUPERVISOR = 'supervisor'
STOP_SECONDS = 20

Result = collections.namedtuple('Result', 'code out err')


class Failed(Exception):
    """A program ended otherwise than expected; says how, never with a secret."""


def end(process):
    """Ends PROCESS, ours, and waits for it."""
    if process is None:
        return
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def pipe_of(data):
    """The reading end of a pipe that holds DATA, a secret of less than a page."""
    reader, writer = os.pipe()
    os.write(writer, data)
    os.close(writer)
    return reader


class Session:
    """The environment that programs run in: own folders and, unless KEYRING is False, a session bus
    of its own with an unlocked gnome-keyring. Without, the bus and keyring of the caller are used."""

    def __init__(self, keyring=True, folder=None):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix='kumbang-session-'))
        self.owns_folder = folder is None
        self.bus = None
        self.env = dict(os.environ)
        for name, part in (('HOME', ''), ('XDG_DATA_HOME', 'data'), ('XDG_CONFIG_HOME', 'config'),
                           ('XDG_CACHE_HOME', 'cache'), ('XDG_RUNTIME_DIR', 'run')):
            path = self.folder / part
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.env[name] = str(path)
        if keyring:
            self._start_keyring()

    def _start_keyring(self):
        self.env.pop('SECRET_BACKEND', None)
        # The services must neither ask on a screen nor stop at each other's warnings.
        quiet = {key: value for key, value in self.env.items()
                 if key not in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'G_DEBUG')}
        self.bus = subprocess.Popen(['dbus-daemon', '--session', '--nofork', '--print-address=1'],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=quiet,
                                    text=True)
        address = self.bus.stdout.readline().strip()
        if not address:
            raise Failed('dbus-daemon does not start')
        self.env['DBUS_SESSION_BUS_ADDRESS'] = quiet['DBUS_SESSION_BUS_ADDRESS'] = address
        # The daemon goes with the bus; nobody but this session knows the password.
        subprocess.run(['gnome-keyring-daemon', '--unlock', '--components=secrets'], env=quiet,
                       input=b'katasandi', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=True)

    def close(self):
        end(self.bus)
        self.bus = None
        if self.owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class Screen:
    """An X server without a monitor; display is what DISPLAY wants."""

    def __init__(self, size='1280x900'):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ['Xvfb', '-displayfd', str(writer), '-screen', '0', f'{size}x24', '-nolisten', 'tcp'],
            pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with open(reader) as answer:
            number = answer.readline().strip()
        if not number:
            raise Failed('Xvfb does not start')
        self.display = f':{number}'

    def close(self):
        end(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class Office:
    """One office with its server. Profiles are named as their caller names them; the founder's is
    'supervisor'."""

    def __init__(self, session, folder=None, page=PAGE, intake_options=(), errors=None):
        self.session = session
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix='kumbang-office-'))
        self.owns_folder = folder is None
        self.data = self.folder / 'intake'
        self.recovery = self.folder / 'recovery.txt'
        self.page = page
        self.intake_options = list(intake_options)
        self.errors = errors        # where the server's standard error goes
        self.devices = {}           # profile -> device key, hex
        self.genesis = None
        self.server = None
        self.endpoint = None
        self.intake_key = self._intake('init').split()[1]
        self.start()

    def _intake(self, command, *options):
        done = subprocess.run([INTAKE, command, '--data', self.data, *options], env=self.session.env,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f'kumbang-intake {command}: {done.stderr.strip()}')
        return done.stdout.strip()

    def start(self):
        """Starts the server; a second start listens where the first did."""
        listen = self.endpoint.split('//')[1] if self.endpoint else '127.0.0.1:0'
        self.server = subprocess.Popen(
            [INTAKE, 'serve', '--data', self.data, '--listen', listen.rstrip('/'),
             '--submissions-per-hour', '0', *self._page_option(), *self.intake_options],
            env=self.session.env, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        words = self.server.stdout.readline().split()
        if words[:1] != ['listening']:
            raise Failed('kumbang-intake serve does not start')
        self.endpoint = words[1].rstrip('/')

    def stop(self):
        end(self.server)
        self.server = None

    def close(self):
        self.stop()
        if self.owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def first_code(self):
        """The server's one-time code, which founds an office."""
        return self._intake('enroll', '--first').encode()

    def popen(self, profile, *words, secrets=None, env=None, **options):
        """Starts kumbangctl. SECRETS: {option: bytes, or a descriptor to read}."""
        fds, argv = [], [CTL, '--profile', profile, '--json', *words]
        for option, secret in (secrets or {}).items():
            fd = secret if isinstance(secret, int) else pipe_of(secret)
            fds.append(fd)
            argv += [option, str(fd)]
        try:
            return subprocess.Popen(argv, env={**self.session.env, **(env or {})}, pass_fds=fds,
                                    text=True, **options)
        finally:
            for fd in fds:
                os.close(fd)

    def call(self, profile, *words, secrets=None, env=None, stdin=''):
        """Runs kumbangctl to its end. Result.out: the objects that it answered."""
        process = self.popen(profile, *words, secrets=secrets, env=env, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(stdin)
        return Result(process.returncode, [json.loads(line) for line in out.splitlines()], err)

    def run(self, profile, *words, **options):
        """As call(), where all must go well; returns the objects."""
        result = self.call(profile, *words, **options)
        if result.code != 0:
            raise Failed(f'kumbangctl {" ".join(words[:2])} ends with {result.code}: '
                         f'{result.err.strip()}')
        return result.out

    def found(self, name, person):
        """Founds the office from the profile 'supervisor'."""
        founded = self.run(SUPERVISOR, 'office', 'create', '--endpoint', self.endpoint,
                           '--name', name, '--person', person,
                           '--recovery-out', str(self.recovery), *self._page_option(),
                           secrets={'--code-fd': self.first_code()})[0]
        self.genesis = founded['genesis']
        self.devices[SUPERVISOR] = founded['device']

    def ask(self, profile, role, person, code=None):
        """A new device uses CODE and waits; returns the process, the code and the seven words."""
        code = code or self.run(SUPERVISOR, 'device', 'invite')[0]['code']
        process = self.popen(profile, 'device', 'join', '--endpoint', self.endpoint, '--role', role,
                             '--person', person, secrets={'--code-fd': code.encode()},
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = process.stdout.readline()
        if not line:
            raise Failed(f'kumbangctl device join: {process.communicate()[1].strip()}')
        return process, code, json.loads(line)['words']

    def join(self, profile, role, person, passphrase=None):
        """A new device: uses a code, is approved by the supervisor, pulls. A custodian makes a key
        under PASSPHRASE first."""
        if passphrase:
            self.run(profile, 'custodian', 'setup', secrets={'--passphrase-fd': passphrase})
        process, code, words = self.ask(profile, role, person)
        try:
            sheet = {'--recovery-fd': self.recovery.read_bytes()} if role == SUPERVISOR else {}
            enrolled = self.run(SUPERVISOR, 'device', 'approve', '--code', code, '--words', words,
                                secrets=sheet)[0]
            out, err = process.communicate(timeout=STOP_SECONDS)
        finally:
            end(process)
        if process.returncode != 0:
            raise Failed(f'kumbangctl device join ends with {process.returncode}: {err.strip()}')
        self.devices[profile] = enrolled['device']

    def appoint(self, profile, title):
        """Appoints the custodian of PROFILE, with the recovery sheet."""
        self.run(SUPERVISOR, 'custodian', 'appoint', '--device', self.devices[profile],
                 '--title', title, secrets={'--recovery-fd': self.recovery.read_bytes()})
        self.run(profile, 'sync')

    def _page_option(self):
        return ['--page', str(self.page)] if self.page else []

    def publish(self):
        self.run(SUPERVISOR, 'profile', 'publish', *self._page_option())

    def file(self, samples, *options, profile='stranger'):
        """Sends SAMPLES ({story, contact, civil}) as strangers do; returns their receipts."""
        lines = ''.join(json.dumps(sample, ensure_ascii=False) + '\n' for sample in samples)
        return self.run(profile, 'complaint', 'file', '--endpoint', self.endpoint, *options,
                        stdin=lines)

    def store_path(self, profile):
        return pathlib.Path(self.session.env['XDG_DATA_HOME'], 'kumbang', profile, 'journal.db')
