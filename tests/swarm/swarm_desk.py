# SPDX-License-Identifier: GPL-3.0-or-later
"""One desktop's core as a process of its own, and the server. Both can be killed and come back;
what a keyring daemon would keep is kept here."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading

from swarm_net import Line

BUILD = pathlib.Path(os.environ['KB_BUILDROOT'])
DESK = BUILD / 'tests' / 'swarm' / 'swarm-desk'
CLOCK = BUILD / 'tests' / 'swarm' / 'libswarm-clock.so'
INTAKE = BUILD / 'src' / 'intake' / 'kumbang-intake'


def environment(clock, **more):
    env = dict(os.environ, SWARM_CLOCK=str(clock), **more)
    # The address sanitizer must come first; the wrong clock is left out there.
    if 'asan' not in str(BUILD):
        env['LD_PRELOAD'] = str(CLOCK)
    return env


class Gone(Exception):
    """The process was killed while it was asked."""


class Intake:
    def __init__(self, data):
        self.data = data
        self.process = None
        self.port = None
        self.clock = 0

    def start(self):
        listen = f'127.0.0.1:{self.port or 0}'
        self.process = subprocess.Popen([INTAKE, 'serve', '--data', self.data, '--listen', listen],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        env=environment(self.clock), text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r':(\d+)/?\s*$', line).group(1))

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None


class Desk:
    """FOLDER is where its files are, ITEMS its keyring; REAL: the session's keyring instead."""

    def __init__(self, name, role, folder):
        self.name = self.profile = name
        self.role = role
        self.folder = pathlib.Path(folder)
        self.items = {}
        self.real = False
        self.clock = 0
        self.line = Line()
        self.process = None

    @property
    def url(self):
        return f'http://127.0.0.1:{self.line.port}'

    def move_in(self, items, suffix):
        """The copied profile gets its own line to the server and its own ITEMS; with SUFFIX, in
        the session's keyring, under a name that was never used there."""
        home = self.folder / 'kumbang'
        path = home / self.profile / 'office.ini'
        text = path.read_text()
        path.write_text(re.sub(r'(?m)^endpoint=.*$', f'endpoint={self.url}', text))
        self.items = dict(items)
        if suffix:
            (home / self.profile).rename(home / 'moving')
            self.real = True
            self.profile += suffix
            self.must('import', items=items)
            self.kill()
            (home / 'moving').rename(home / self.profile)

    def start(self):
        args = [DESK, self.profile]
        near = far = None
        if self.real:
            args.append('--secret-service')
        else:
            near, far = socket.socketpair()
        self.process = subprocess.Popen(
            args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment(self.clock, XDG_DATA_HOME=str(self.folder)),
            preexec_fn=(lambda: os.dup2(far.fileno(), 3)) if far else None,
            pass_fds=(3,) if far else ())
        if far is not None:
            far.close()
            threading.Thread(target=self._keep, args=(near,), daemon=True).start()
        self._answer()

    def _keep(self, near):
        """The keyring: one request a line, one answer a line."""
        with near, near.makefile('r') as lines, near.makefile('w') as out:
            for line in lines:
                verb, item, *value = line.split()
                if verb == 'set':
                    self.items[item] = value[0] if value else ''
                found = self.items.pop(item, None) if verb == 'del' else self.items.get(item)
                try:
                    out.write('no\n' if found is None else f'ok {found}\n')
                    out.flush()
                except OSError:
                    return

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.end()

    def end(self):
        """Waits for a process that was killed or told to go."""
        if self.process is None:
            return
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass
        self.process.wait()
        self.process = None

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Gone(self.name)
        return json.loads(line)

    def send(self, do, **more):
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(json.dumps(dict(more, do=do)) + '\n')
            self.process.stdin.flush()
        except OSError as error:
            raise Gone(self.name) from error

    def ask(self, do, **more):
        self.send(do, **more)
        return self._answer()

    def must(self, do, **more):
        answer = self.ask(do, **more)
        if not answer['ok']:
            raise AssertionError(f"{self.name} {do}: {answer['message']}")
        return answer
