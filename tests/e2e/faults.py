# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, as the windows tell it: no server, no keyring, a broken file, a kill."""
import contextlib
import pathlib
import random
import sqlite3
import struct
import subprocess
import tempfile
import time

import kumbang_drive as drive
from kumbang_office import end
from main_job import pull, select_number
from scene import Window, check, samples
from window import HIT, count, officer

KILLS = 5
LATE_COMPLAINTS = 200
VERSION_AT = 60                 # of user_version in the head of an SQLite file
OFFLINE = 'Server tidak dapat dihubungi. Anda tetap dapat bekerja'


def server_that_is_gone_is_told_and_work_goes_on(place):
    app = officer(place)
    total = count(app)
    place.office.stop()
    try:
        pull(app)
        app.wait_text(OFFLINE)
        app.wait_text('Luring')
        app.key('ctrl+f')
        app.type(HIT)
        app.wait_text(' cocok')
        app.key('Escape')
        drive.wait('the list', lambda: count(app) == total)
    finally:
        place.office.start()
    app.click(app.find('push button', 'Coba lagi'))
    drive.wait('the end of the bar', lambda: not any(OFFLINE in text or 'Luring' in text
                                                     for text in app.texts()))
    app.wait_text('Diperbarui hari ini')


def custodian_opens_nothing_without_a_server(place):
    app = place.window('custodian').app
    select_number(app, 'KB-2026-0001')
    app.wait_text('Anda memegang kuncinya')
    place.office.stop()
    try:
        pull(app)
        app.wait_text('Identitas hanya dapat dibuka saat terhubung')
        check(not app.has('push button', 'Buka identitas', 0.3), 'it is offered')
    finally:
        place.office.start()
    app.click(app.find('push button', 'Coba lagi'))
    app.wait_text('Anda memegang kuncinya')


def what_came_meanwhile_is_pulled_afterwards(place):
    app = officer(place)
    total = count(app)
    place.office.stop()
    pull(app)
    app.wait_text('Luring')
    place.office.start()
    place.office.file(samples()[1:2], '--quick')
    pull(app)
    drive.wait('the new case', lambda: count(app) == total + 1)


# Keyrings.

def keyring_that_is_absent_is_told(place):
    with log_in(place, keyring=False) as env, Window(place, 'late', env) as window:
        window.app.wait_text('Tidak ada brankas kunci')
        window.app.wait_text('Berkas Anda tidak berubah.')
        check(window.app.find('push button', 'Coba lagi'), 'no button')


def keyring_that_is_locked_is_told_and_stays_so_unanswered(place):
    with log_in(place, keyring=True) as env, Window(place, 'late', env) as window:
        window.app.wait_text('Brankas kunci terkunci')
        window.app.wait_text('Buka dengan kata sandi komputer Anda')
        # Nobody can be asked here: the service has no screen.
        window.app.click(window.app.find('push button', 'Buka brankas kunci'))
        window.app.wait_text('Brankas kunci tetap terkunci')
        window.app.wait_text('Tidak ada yang diubah.')


NO_SERVICES = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={run}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""


@contextlib.contextmanager
def log_in(place, keyring):
    """Another log-in of the same person: with a keyring that is still locked, or without any."""
    with tempfile.TemporaryDirectory(prefix='kumbang-run-') as run:
        env = {key: value for key, value in place.session.env.items()
               if key not in ('DISPLAY', 'G_DEBUG')}
        env['XDG_RUNTIME_DIR'] = run
        config = pathlib.Path(run, 'bus.conf')
        config.write_text(NO_SERVICES.format(run=run), 'utf-8')
        kind = ['--session'] if keyring else [f'--config-file={config}']
        bus = subprocess.Popen(['dbus-daemon', *kind, '--nofork', '--print-address=1'], env=env,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            env['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().strip()
            if keyring:
                subprocess.run(['gnome-keyring-daemon', '--start', '--components=secrets'], env=env,
                               check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
            yield {key: env[key] for key in ('XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS')}
        finally:
            end(bus)


# Files.

def settle(path):
    """Brings what is in the journal of the file into the file."""
    db = sqlite3.connect(path)
    db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()


@contextlib.contextmanager
def broken_store(place, change):
    """The late officer's file as CHANGE makes it; put right again afterwards."""
    path = place.office.store_path('late')
    settle(path)
    kept = path.read_bytes()
    broken = change(kept)
    path.write_bytes(broken)
    try:
        yield
        check(path.read_bytes() == broken, 'the file was changed')
        others = [other.name for other in path.parent.iterdir() if other != path
                  and other.name.startswith(path.name) and other.stat().st_size > 0]
        check(not others, f'beside the file is {others}')
    finally:
        for ending in ('-wal', '-shm'):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(kept)


def told_and_unchanged(place, change, title, sentence):
    with broken_store(place, change), Window(place, 'late') as window:
        window.app.wait_text(title)
        window.app.wait_text(sentence)


def file_under_another_key_is_told_and_untouched(place):
    other = place.office.store_path('supervisor')
    settle(other)
    told_and_unchanged(place, lambda kept: other.read_bytes(),
                       'Kunci tidak cocok', 'Berkas tetap utuh')


def file_that_is_cut_off_is_told_and_untouched(place):
    told_and_unchanged(place, lambda kept: kept[:len(kept) // 2],
                       'Berkas kasus rusak', 'rusak atau terpotong')


def file_of_a_newer_program_is_told_and_untouched(place):
    newer = struct.pack('>I', 9999)
    told_and_unchanged(place, lambda kept: kept[:VERSION_AT] + newer + kept[VERSION_AT + 4:],
                       'Berkas kasus lebih baru', 'versi lebih baru')


# Kills.

def kill_during_a_pull_loses_and_doubles_nothing(place):
    office, path = place.office, place.office.store_path('late')
    settle(path)
    before = path.read_bytes()
    office.file(late_complaints(), '--quick')
    office.run('late', 'sync')
    expected = sorted((row['number'], row['alias']) for row in office.run('late', 'list'))
    came = {alias for _number, alias in expected if alias.startswith('lambat')}
    check(len(came) == LATE_COMPLAINTS, f'{len(came)} came')
    settle(path)
    full = path.stat().st_size
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    print(f'# seed {seed}')
    for part in sorted(chance.random() for _ in range(KILLS)):
        put_back(path, before)
        kill_when(place, path, len(before) + part * (full - len(before)))
        office.run('late', 'sync')
        rows = sorted((row['number'], row['alias']) for row in office.run('late', 'list'))
        check(rows == expected, f'{len(rows)} cases of {len(expected)} after a kill at {part:.2f}')
        check(office.run('late', 'verify')[0]['ok'], 'the journal does not verify')
    with Window(place, 'late') as window:
        drive.wait('all cases', lambda: count(window.app) == len(expected))


def late_complaints():
    """Told apart by their aliases; none is about the inspectorate, which an officer doesn't get."""
    rows = [row for row in samples() if row['story']['reported']['inspectorate'] == 'no']
    made = []
    for i in range(LATE_COMPLAINTS):
        row = rows[i % len(rows)]
        made.append({**row, 'story': {**row['story'], 'alias': f'lambat {i:03d}'}})
    return made


def put_back(path, content):
    for ending in ('-wal', '-shm'):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(content)


def kill_when(place, path, size):
    """Starts the window and kills it once file and journal together have reached SIZE."""
    wal = path.with_name(path.name + '-wal')

    def stored():
        return sum(part.stat().st_size for part in (path, wal) if part.exists())
    window = Window(place, 'late')
    try:
        until = time.monotonic() + 30
        while stored() < size and time.monotonic() < until:
            time.sleep(0.001)
        window.kill()
    finally:
        window.close()


TESTS = [
    server_that_is_gone_is_told_and_work_goes_on,
    custodian_opens_nothing_without_a_server,
    what_came_meanwhile_is_pulled_afterwards,
    keyring_that_is_absent_is_told,
    keyring_that_is_locked_is_told_and_stays_so_unanswered,
    file_under_another_key_is_told_and_untouched,
    file_that_is_cut_off_is_told_and_untouched,
    file_of_a_newer_program_is_told_and_untouched,
    kill_during_a_pull_loses_and_doubles_nothing,
]
