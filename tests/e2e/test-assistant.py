#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first run in real windows, by keyboard and through accessibility: an office is started and
joined, over HTTP from a real server, with keys in a real keyring. Prints TAP.

The tests follow one office; a name on the command line runs that test and those before it. With
KB_E2E_SHOTS=FOLDER a picture of each step is kept there; with KB_E2E_DARK=1 the windows are dark.
"""
import os
import pathlib
import shutil
import stat
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import faults  # noqa: E402
import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from kumbang_office import INTAKE, end  # noqa: E402
from scene import check  # noqa: E402

SHOTS = os.environ.get('KB_E2E_SHOTS')
DARK = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'} if os.environ.get('KB_E2E_DARK') else {}
PASSPHRASE = 'sawah perahu kancil obor lampu'
NEXT = ('Lanjut', 'Dirikan kantor', 'Coba lagi', 'Buka Kumbang')


class Assistant(scene.Window):
    """The window of a profile that belongs to no office yet."""

    def __init__(self, place, profile, env=None):
        super().__init__(place, profile, {**DARK, **(env or {})})
        self.place = place
        self.shots = 0

    def shot(self, name):
        if SHOTS:
            self.shots += 1
            ending = '-dark' if DARK else ''
            self.app.screenshot(pathlib.Path(SHOTS, f'{self.profile}-{self.shots:02d}-{name}{ending}.png'))

    def see(self, text, name=None, timeout=30):
        """Waits for TEXT. A page that was left still tells its texts: look for new ones."""
        self.app.wait_text(text, timeout)
        if name:
            self.shot(name)

    def begin(self, row):
        self.see('Selamat datang di Kumbang', 'mulai')
        self.app.focus()
        self.app.click(self.app.find('label', row))
        self.see('Server dan kode')

    def code_page(self, address, code):
        self.app.type(address)
        self.app.key('Tab')
        self.app.type(code)
        self.app.key('Return')

    def retype(self, row, text):
        """Into the row that is titled ROW, in place of what is there."""
        label = [node for node in self.app.read().walk() if node.said == row and node.showing][-1]
        self.app.point(label)
        self.app._tool('xdotool', 'click', '1')
        self.app.key('ctrl+a')
        self.app.type(text)

    def press(self, *names):
        self.app.focus()
        self.app.click(self.app.find('push button', lambda text: text in names))

    def words(self):
        """The seven words as they stand on the page, without their numbers."""
        found = self.app.find(None, lambda text: text == 'Tujuh kata')
        return ' '.join(node.said.split()[-1] for node in found.walk() if node.role == 'label')


def slip(code):
    """CODE with one letter of another sort."""
    return code[:-1] + ('B' if code[-1] != 'B' else 'C')


def profile_folder(place, profile):
    return place.office.store_path(profile).parent


def office_is_started_after_a_slip_of_the_pen(place):
    code = place.office.first_code().decode().strip()
    with Assistant(place, 'ketua') as window:
        window.begin('Mulai kantor')
        window.code_page(place.office.endpoint, slip(code).lower().replace('-', ' '))
        window.see('Ada huruf kode yang berbeda', 'salah-huruf')
        window.retype('Kode', code[:20])
        window.app.key('Return')
        window.see('Kode terdiri dari 40 huruf', 'kurang')
        window.retype('Kode', code)
        window.app.key('Return')
        window.see('Kantor dan nama')
        window.app.type('Inspektorat Contoh')
        window.app.key('Tab')
        window.app.type('Sri Wahyuni')
        window.shot('nama')
        window.app.key('Return')
        window.see('Kunci pemulihan', 'kunci')
        window.app.key('Return')
        window.see('Lembar pemulihan')
        window.press('Dirikan kantor')
        window.see('Cetak atau simpan lembar pemulihan dahulu', 'lembar-belum')
        check(not profile_folder(place, 'ketua').joinpath('office.ini').exists(), 'founded already')
        sheet = place.folder / 'lembar.txt'
        window.press('Simpan…')
        window.see('Lokasi Lain')
        window.app.key('ctrl+a')
        window.app.type(str(sheet))
        window.app.key('Return')
        window.see('Disimpan sebagai lembar.txt', 'lembar')
        check(sheet.read_text('ascii').startswith('kumbang-recovery-'), 'no recovery sheet')
        check(stat.S_IMODE(sheet.stat().st_mode) == 0o600, 'others can read the sheet')
        window.press('Dirikan kantor')
        window.see('Kantor sudah berdiri', 'selesai')
        window.press('Buka Kumbang')
        window.see('Semua kasus', 'jendela')
    check(not profile_folder(place, 'ketua').joinpath('assistant.ini').exists(), 'left over')
    check(place.office.run('ketua', 'verify')[0]['ok'], 'the journal does not verify')
    subprocess.run(['curl', '-fsS', '-o', os.devnull, place.office.endpoint + '/v1/profile'],
                   check=True)


def second_office_on_that_server_is_refused(place):
    with Assistant(place, 'lain') as window:
        window.begin('Mulai kantor')
        window.code_page(place.office.endpoint, 'A' * 40)
        window.see('Ada huruf kode yang berbeda')
        window.retype('Kode', invite(place))
        window.app.key('Return')
        window.see('Kode ini untuk bergabung')


def invite(place):
    return place.office.run('ketua', 'device', 'invite')[0]['code']


def officer_joins_and_comes_back_to_the_words(place):
    code = invite(place)
    with Assistant(place, 'petugas') as window:
        window.begin('Gabung kantor')
        window.code_page(place.office.endpoint, code)
        window.see('Anda bergabung dengan Inspektorat Contoh')
        window.app.type('Adi Contoh')
        window.shot('siapa')
        window.app.key('Return')
        window.see('Kunci dibuat', 'kunci')
        window.app.key('Return')
        window.see('Bacakan tujuh kata ini', 'kata')
        words = window.words()
    check(len(words.split()) == 7, f'words are {words!r}')

    used_code_is_replaced_in_place(place, code)

    with Assistant(place, 'petugas') as window:
        window.see('Bacakan tujuh kata ini')
        check(window.words() == words, 'other words after coming back')
        place.office.run('ketua', 'device', 'approve', '--code', code, '--words', words)
        window.see('Anda sudah bergabung', 'selesai')
        window.press('Buka Kumbang')
        window.see('Semua kasus')
    check(place.office.run('petugas', 'verify')[0]['ok'], 'the journal does not verify')


def used_code_is_replaced_in_place(place, code):
    """A custodian has the code that the officer has used, and gets another one."""
    with Assistant(place, 'kustodian') as window:
        window.begin('Gabung kantor')
        window.code_page(place.office.endpoint, code)
        window.see('Siapa Anda?')
        window.app.type('Siti Contoh')
        window.app.click(window.app.find('label', lambda text: text == 'Kustodian'))
        window.shot('siapa')
        window.press(*NEXT)
        window.see('Kunci kustodian', 'kunci')
        window.app.key('Return')
        window.see('Frasa sandi kustodian')
        window.app.type('rahasia')
        window.press(*NEXT)
        window.see('terlalu lemah', 'frasa-lemah')
        window.retype('Frasa sandi', PASSPHRASE)
        window.retype('Frasa sandi sekali lagi', PASSPHRASE)
        window.shot('frasa')
        window.app.key('Return')
        window.see('sudah memakai kode ini', 'kode-terpakai')
        window.press('Ganti kode')
        window.app.key('ctrl+a')
        fresh = invite(place)
        window.app.type(fresh)
        window.app.key('Return')
        for step in (2, 3):
            window.see(f'Langkah {step} dari 5')
            window.press(*NEXT)
        window.see('Bacakan tujuh kata ini', 'kata')
        place.office.run('ketua', 'device', 'approve', '--code', fresh, '--words', window.words())
        window.see('Anda sudah bergabung')
        window.press('Buka Kumbang')
        window.see('Kunci Anda sudah dibuat')


def server_that_is_gone_is_repaired_in_place(place):
    code = invite(place)
    place.office.stop()
    try:
        with Assistant(place, 'luring') as window:
            window.begin('Gabung kantor')
            window.code_page(place.office.endpoint, code)
            window.see('Server tidak dapat dihubungi', 'tak-terhubung')
            place.office.start()
            window.press(*NEXT)
            window.see('Siapa Anda?')
    finally:
        if place.office.server is None:
            place.office.start()


def wrong_certificate_is_refused_until_it_is_chosen(place):
    with other_server(place) as (address, code, certificate), \
            Assistant(place, 'sertifikat') as window:
        window.begin('Mulai kantor')
        window.code_page(address, code)
        window.see('sertifikat server tidak cocok', 'sertifikat')
        window.press('Pilih…')
        window.see('Lokasi Lain')
        window.app.type(str(certificate))
        window.app.key('Return')
        window.see('Kantor dan nama')


class other_server:
    """A server with a certificate of its own making; (address, first code, certificate)."""

    def __init__(self, place):
        self.env = place.session.env
        self.folder = place.folder / 'tls'
        self.process = None

    def __enter__(self):
        self.folder.mkdir()
        certificate, key, data = (self.folder / name for name in ('cert.pem', 'key.pem', 'data'))
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                        'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                        '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key,
                        '-out', certificate], check=True, capture_output=True)
        for words in (['init'], ['enroll', '--first']):
            done = subprocess.run([INTAKE, *words, '--data', data], env=self.env, check=True,
                                  capture_output=True, text=True)
        self.process = subprocess.Popen(
            [INTAKE, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--tls-cert', certificate,
             '--tls-key', key], env=self.env, stdout=subprocess.PIPE, text=True)
        address = self.process.stdout.readline().split()[1]
        return address, done.stdout.strip(), certificate

    def __exit__(self, *exc):
        end(self.process)


def locked_keyring_is_told_where_keys_are_made(place):
    code = invite(place)
    with faults.log_in(place, keyring=True) as env, Assistant(place, 'terkunci', env) as window:
        window.begin('Gabung kantor')
        window.code_page(place.office.endpoint, code)
        window.see('Siapa Anda?')
        window.app.type('Tuti Contoh')
        window.app.key('Return')
        window.see('Brankas kunci terkunci', 'brankas')
        # Nobody can be asked here: the service has no screen.
        window.press('Buka brankas kunci')
        window.see('Brankas kunci tidak dibuka', 'brankas-ditutup')
        check('Tuti Contoh' in window.app.texts(), 'the name is gone')


def absent_keyring_is_told_where_keys_are_made(place):
    code = invite(place)
    with faults.log_in(place, keyring=False) as env, Assistant(place, 'tanpa', env) as window:
        window.begin('Gabung kantor')
        window.code_page(place.office.endpoint, code)
        window.see('Siapa Anda?')
        window.app.type('Tuti Contoh')
        window.app.key('Return')
        window.see('Brankas kunci komputer ini tidak menjawab')


def samples_are_shown_and_nothing_is_left(place):
    data = pathlib.Path(place.session.env['XDG_DATA_HOME'], 'kumbang')
    temporary = place.folder / 'tmp'
    temporary.mkdir()
    data.mkdir(parents=True, exist_ok=True)
    before = sorted(data.iterdir())
    with Assistant(place, 'coba', {'TMPDIR': str(temporary)}) as window:
        window.see('Selamat datang di Kumbang')
        window.app.click(window.app.find('label', 'Coba dengan contoh'))
        window.see('Contoh. Tidak ada yang dikirim', 'contoh')
        window.see(f'{len(scene.samples())} kasus', 'contoh-kasus')
        check(sorted(data.iterdir()) != before, 'no file of the sample')
        check(list(temporary.iterdir()), 'no server of the sample')
        window.app.focus()
        window.app.key('ctrl+q')
        window.process.wait(20)
    check(sorted(data.iterdir()) == before, 'the profile of the sample is left')
    check(not list(temporary.iterdir()), 'the server of the sample is left')


def samples_go_even_when_the_window_is_killed(place):
    temporary = place.folder / 'tmp'
    with Assistant(place, 'coba', {'TMPDIR': str(temporary)}) as window:
        window.see('Selamat datang di Kumbang')
        window.app.click(window.app.find('label', 'Coba dengan contoh'))
        window.see(f'{len(scene.samples())} kasus')
        window.kill()
    drive.wait('an empty folder', lambda: not list(temporary.iterdir()))


TESTS = [
    office_is_started_after_a_slip_of_the_pen,
    second_office_on_that_server_is_refused,
    officer_joins_and_comes_back_to_the_words,
    server_that_is_gone_is_repaired_in_place,
    wrong_certificate_is_refused_until_it_is_chosen,
    locked_keyring_is_told_where_keys_are_made,
    absent_keyring_is_told_where_keys_are_made,
    samples_are_shown_and_nothing_is_left,
    samples_go_even_when_the_window_is_killed,
]


def missing():
    if not scene.KUMBANG.exists():
        return 'built without the desktop'
    for tool in ('Xvfb', 'xdotool', 'xprop', 'dbus-daemon', 'gnome-keyring-daemon', 'openssl'):
        if not shutil.which(tool):
            return f'no {tool}'
    return None


def main():
    why = missing()
    if why:
        print(f'1..0 # SKIP {why}')
        return 0
    wanted = [i for i, test in enumerate(TESTS, 1) if test.__name__ in sys.argv[1:]]
    tests = TESTS[:max(wanted)] if wanted else TESTS
    print(f'1..{len(tests)}', flush=True)
    place = scene.Place()
    try:
        results = [scene.run_test(i, 'assistant', test, place) for i, test in enumerate(tests, 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
