# SPDX-License-Identifier: GPL-3.0-or-later
"""The world that the figures are measured in: a temporary home, a session bus with an unlocked
keyring, a screen, an intake on loopback with as many complaints as a figure wants. Everything is
ended and removed by close()."""
import contextlib
import os
import pathlib
import re
import select
import shutil
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / 'build'
BENCH = BUILD / 'tests' / 'bench'
PATIENCE = 300  # seconds that any one program may take


class Failed(Exception):
    """A program of the bench did not do what it is there for."""


def read_values(text):
    """{name: number} of the `NAME VALUE` lines that the bench's programs print."""
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def run(*argv, env=None, patience=PATIENCE):
    done = subprocess.run([str(arg) for arg in argv], capture_output=True, text=True, env=env,
                          stdin=subprocess.DEVNULL, timeout=patience, check=False)
    if done.returncode != 0:
        raise Failed(f'{pathlib.Path(argv[0]).name} ended with {done.returncode}: '
                     f'{done.stderr.strip()}')
    return done.stdout


def measure(*argv, patience=PATIENCE):
    return read_values(run(*argv, patience=patience))


class World:
    def __init__(self):
        self.tmp = pathlib.Path(os.environ['KB_BENCH_HOME'])
        self.stack = contextlib.ExitStack()
        self.n_stored = 0
        self.n_files = 0
        self.url = None
        self.last_server = None
        self.display = None
        self.keys = self.tmp / 'keys'
        self.profile_note = self.tmp / 'profile.txt'

    def close(self):
        self.stack.close()

    def start(self, argv, **options):
        process = subprocess.Popen([str(arg) for arg in argv], **options)
        self.stack.callback(end, process)
        return process

    def open_keyring(self):
        daemon = self.start(['gnome-keyring-daemon', '--foreground', '--unlock',
                             '--components=secrets'], stdin=subprocess.PIPE,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        daemon.stdin.write(b'bench')
        daemon.stdin.close()

    def open_screen(self):
        """An X server of our own; the windows draw with cairo, as where GL is in software."""
        ours, theirs = os.pipe()
        self.start(['Xvfb', '-displayfd', str(theirs), '-screen', '0', '1280x800x24', '-nolisten',
                    'tcp'], pass_fds=[theirs], stderr=subprocess.DEVNULL)
        os.close(theirs)
        with os.fdopen(ours) as numbers:
            self.display = ':' + numbers.readline().strip()

    def found_office(self):
        data = self.tmp / 'intake'
        intake = BUILD / 'src' / 'intake' / 'kumbang-intake'
        key = run(intake, 'init', '--data', data).split()[1]
        code = run(intake, 'enroll', '--data', data, '--first').strip()
        self.url = self.serve(intake, data)
        run(BENCH / 'bench-office', 'found', self.url, code, key, 'bench', self.keys)
        with urllib.request.urlopen(self.url + '/v1/profile') as answer:
            self.profile_note.write_bytes(answer.read())

    def serve(self, intake, data):
        server = self.start([intake, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--page',
                             BUILD / 'src' / 'portal' / 'dist', '--submissions-per-hour', '0'],
                            stdout=subprocess.PIPE, text=True)
        self.last_server = server
        return server.stdout.readline().split()[1].rstrip('/')

    def make_year(self, count):
        """Another office's intake with its year: (url, keys, profile)."""
        data, keys = self.tmp / 'year', self.tmp / 'year-keys'
        intake = BUILD / 'src' / 'intake' / 'kumbang-intake'
        run(intake, 'init', '--data', data)
        run(BENCH / 'make-year', data, 'year', keys, count)
        return self.serve(intake, data), keys, 'year'

    def make_many(self, n_cases, n_entries):
        """A profile whose store holds them; made once. Seconds that it took, 0 the next time."""
        if self.profile_folder('many').exists():
            return 0
        start = time.monotonic()
        run(BENCH / 'make-many', 'many', n_cases, n_entries, patience=4 * PATIENCE)
        return time.monotonic() - start

    @contextlib.contextmanager
    def scale_office(self, count):
        """An office of 50 devices: (expected values, serve, misbehave). serve() is a context with
        the intake's URL; misbehave() appends, while it does not run, what only a hostile server
        would."""
        data = self.tmp / 'scale'
        intake = BUILD / 'src' / 'intake' / 'kumbang-intake'
        run(intake, 'init', '--data', data)
        maker = subprocess.Popen([str(BENCH / 'make-scale'), str(data), 'scale', str(count)],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        @contextlib.contextmanager
        def serve():
            url = self.serve(intake, data)
            try:
                yield url
            finally:
                end(self.last_server)

        def misbehave():
            maker.communicate('\n', timeout=PATIENCE)

        try:
            wanted = {}
            while 'ready' not in wanted:
                wanted.update(read_values(maker.stdout.readline() or 'failed 1\nready 0'))
            if not wanted['ready']:
                raise Failed('make-scale ended by itself')
            yield wanted, serve, misbehave
        finally:
            end(maker)
            shutil.rmtree(data)

    @property
    def port(self):
        return self.url.rsplit(':', 1)[1]

    def make_complaints(self, count):
        """A file of new complaints; each call makes others."""
        path = self.tmp / f'complaints-{self.n_files}'
        self.n_files += 1
        run(BENCH / 'make-complaints', self.profile_note, count, self.n_files * 1_000_000, path)
        return path

    def submit(self, path, skip, count):
        values = measure(BENCH / 'load-submit', self.port, path, skip, count)
        self.n_stored += count
        return values

    def want(self, n_stored):
        """Fills the intake up to @n_stored complaints; what is there stays."""
        missing = n_stored - self.n_stored
        if missing > 0:
            path = self.make_complaints(missing)
            self.submit(path, 0, missing)
            path.unlink()

    @contextlib.contextmanager
    def fresh_profile(self, name, of='bench', url=None):
        """The name of a profile that has pulled nothing; its files go when it is done."""
        run(BENCH / 'bench-office', 'clone', of, name)
        if url:
            office = self.profile_folder(name) / 'office.ini'
            office.write_text(re.sub('(?m)^endpoint=.*', f'endpoint={url}', office.read_text()))
        try:
            yield name
        finally:
            shutil.rmtree(self.profile_folder(name))

    @staticmethod
    def profile_folder(name):
        return pathlib.Path(os.environ['HOME']) / '.local' / 'share' / 'kumbang' / name

    def window_environment(self):
        return dict(os.environ, DISPLAY=self.display, GDK_BACKEND='x11', GSK_RENDERER='cairo',
                    GTK_A11Y='none', GSETTINGS_BACKEND='memory', LC_ALL='C.UTF-8',
                    GSETTINGS_SCHEMA_DIR=str(BUILD / 'data'))


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Window:
    """A program with a window, and what it says of itself: lines of `EVENT NS`, from itself with
    KUMBANG_TRACE, from limit-window on its standard output. `with` ends it."""

    def __init__(self, world, argv, traced):
        ours, theirs = os.pipe()
        environment = world.window_environment()
        if traced:
            environment['KUMBANG_TRACE'] = f'/dev/fd/{theirs}'
        self.display = world.display
        self.lines = os.fdopen(ours, 'rb')
        self.pending = b''
        self.events = []
        self.started = time.monotonic_ns()
        self.process = subprocess.Popen([str(arg) for arg in argv], env=environment,
                                        pass_fds=[theirs] if traced else (),
                                        stdout=subprocess.DEVNULL if traced else theirs,
                                        stderr=subprocess.DEVNULL)
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)
        self.lines.close()

    def read_event(self, deadline):
        while b'\n' not in self.pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.lines], [], [], left)[0]:
                raise Failed('a window does not get where it should')
            data = os.read(self.lines.fileno(), 65536)
            if not data:
                raise Failed('a window ended by itself')
            self.pending += data
        line, self.pending = self.pending.split(b'\n', 1)
        name, value = line.decode().split()
        return name, int(value)

    def wait_for(self, wanted, patience=PATIENCE):
        """Milliseconds from the start to the event."""
        deadline = time.monotonic() + patience
        while True:
            name, value = self.read_event(deadline)
            self.events.append((name, value))
            if name == wanted:
                return (value - self.started) / 1e6

    def scroll(self, clicks, at=(500, 500)):
        """Turns the wheel over that place of the window, sixty times a second; the frames' times
        in ms, and those of the processor."""
        self.take_pending()
        del self.events[:]
        run('xdotool', 'mousemove', *at, 'click', '--repeat', clicks, '--delay', 16, 5,
            env=dict(os.environ, DISPLAY=self.display))
        self.take_pending()
        return [[value / 1e6 for name, value in self.events if name == wanted]
                for wanted in ('frame', 'frame-cpu')]

    def take_pending(self):
        while b'\n' in self.pending or select.select([self.lines], [], [], 1)[0]:
            self.events.append(self.read_event(time.monotonic() + 1))

    def pss(self):
        """Proportional share of the memory, in MB."""
        with open(f'/proc/{self.process.pid}/smaps_rollup', encoding='ascii') as lines:
            for line in lines:
                if line.startswith('Pss:'):
                    return int(line.split()[1]) / 1024
        raise Failed('no Pss line')


def new_home():
    home = tempfile.mkdtemp(prefix='kumbang-bench-')
    os.mkdir(home + '/run', 0o700)
    os.mkdir(home + '/home', 0o700)
    return home
