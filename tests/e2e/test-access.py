#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pane of devices: who is enrolled, a newcomer from code to revocation, journals compared by
words, and a page that the server exchanged. Prints TAP. Server, keyring and windows are real; a name
on the command line runs that test and those before it.
"""
import os
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from kumbang_office import end  # noqa: E402
from scene import check  # noqa: E402

NEWCOMER = 'Budi Contoh'
SECOND = 'Dewi Contoh'
SUBSTITUTE = 'Ratna Contoh'
PAGE_ALARM = 'Halaman yang ditampilkan server kepada pelapor'
STRANGE_WORDS = 'sawah perahu kancil obor lampu gula teras pasar bambu kerbau jendela payung'


class Told:
    """What earlier steps found out about the newcomer."""
    process = None


def button(app, name):
    """One whose whole name it is, with or without its mnemonic."""
    return app.find('push button', lambda text: text in (name, f'_{name} {name}'))


def access(place, profile):
    """The window of PROFILE with the pane of devices."""
    app = place.window(profile).app
    drive.wait('the list', lambda: any(re.fullmatch(r'[\d.]+ (kasus|cocok)', text)
                                       for text in app.texts()) or 'Komputer ini' in app.texts(), 30)
    app.focus()
    if 'Komputer ini' not in app.texts():
        app.click(app.find('label', 'Perangkat & akses'))
        app.wait_text('Komputer ini')
    return app


def row(app, name):
    """The sentence of the table that begins with NAME, or None."""
    return next((node.name for node in app.read().walk() if node.showing and
                 re.match(re.escape(name) + r'( · Anda)?\. ', node.name)), None)


def pane_lists_the_office(place):
    app = access(place, 'supervisor')
    for name, role in (('Rina Contoh', 'Supervisor'), ('Andi Contoh', 'Petugas'),
                       ('Siti Rahmawati', 'Kustodian')):
        sentence = drive.wait(f'a row of {name}', lambda n=name: row(app, n))
        check(role in sentence and 'Sejak' in sentence, sentence)
    check('Kantor' in row(app, 'Andi Contoh') and 'Pimpinan' not in row(app, 'Andi Contoh'),
          'an officer holds the office\'s key only')
    check('Ditunjuk' in row(app, 'Siti Rahmawati'), 'the custodian is appointed')
    app.find('push button', 'Undang perangkat…')
    scene.shot(app, 'access')
    officer = access(place, 'officer')
    drive.wait('the officer sees it too', lambda: row(officer, 'Rina Contoh'))
    check(not officer.has('push button', 'Undang perangkat…'), 'an officer may invite')


def newcomer_is_let_in_by_seven_words(place):
    app = access(place, 'supervisor')
    app.click(app.find('push button', 'Undang perangkat…'))
    app.wait_text('Menunggu komputer baru…')
    code = drive.wait('the code', lambda: next(
        (text for text in app.texts() if re.fullmatch(r'([A-Z2-7]{4}\s?){10}', text)), None))
    Told.process, _code, words = place.office.ask('newcomer', 'officer', NEWCOMER,
                                                  '-'.join(code.split()))
    app.wait_text(NEWCOMER)
    scene.shot(app, 'invite-request')
    check(not any(words in text for text in app.texts()), 'the words are shown here')
    entry = app.find('text', 'Tujuh kata di layar sana')
    app.click(entry)
    app.type('sawah perahu kancil obor lampu gula teras')
    app.click(button(app, 'Setujui'))
    app.wait_text('Kata-katanya tidak cocok')
    scene.shot(app, 'invite-no-match')
    app.key('ctrl+a')
    app.type(words)
    app.click(button(app, 'Setujui'))
    app.wait_text(f'{NEWCOMER} terdaftar', 60)
    app.click(button(app, 'Selesai'))
    check(Told.process.wait(60) == 0, 'the newcomer was not let in')
    end(Told.process)
    drive.wait('the newcomer in the table', lambda: 'Aktif' in (row(app, NEWCOMER) or ''))


def revoked_device_is_shut_out(place):
    app = access(place, 'supervisor')
    app.click(drive.wait('the row', lambda: app.find('label', lambda text: text == NEWCOMER)))
    app.key('Delete')
    app.wait_text(f'Cabut akses {NEWCOMER}?')
    app.wait_text('tidak dapat ditarik kembali')
    scene.shot(app, 'revoke-question')
    app.click(button(app, 'Cabut'))
    drive.wait('the revocation', lambda: 'Dicabut' in (row(app, NEWCOMER) or ''), 60)
    result = place.office.call('newcomer', 'sync')
    check(result.code != 0, 'a revoked device still pulls')


def fingerprint_words(app):
    words = {int(found.group(1)): found.group(2) for text in app.texts()
             for found in [re.fullmatch(r'(\d+)  (\w+)', text)] if found}
    return ' '.join(words[n] for n in range(1, 13)) if len(words) == 12 else None


def compare(app, words):
    app.click(app.find('text', lambda text: text == 'Kata dari komputer lain'))
    app.key('ctrl+a')
    app.type(words)
    app.click(button(app, 'Bandingkan'))


def words_tell_one_journal_from_another(place):
    app = access(place, 'officer')
    app.click(app.find('push button', 'Sidik jurnal…'))
    words = drive.wait('twelve words', lambda: fingerprint_words(app))
    app.click(app.find(None, lambda text: text == 'Bandingkan dari kertas'))
    compare(app, words)
    app.wait_text('Kedua komputer menerima jurnal yang sama')
    compare(app, ' '.join(['obor'] + words.split()[1:]))
    app.wait_text('mungkin salah tulis')
    compare(app, STRANGE_WORDS)
    app.wait_text('Tidak sama.')
    scene.shot(app, 'fingerprint')
    app.key('Escape')
    app.find('push button', 'Lihat rincian')
    deal_with(app, 'Jurnal lain')


def deal_with(app, title):
    """Reads the details of the alarm and says that it was dealt with."""
    app.click(app.find('push button', 'Lihat rincian'))
    app.wait_text(title)
    for part in ('Yang aman', 'Yang jangan dilakukan', 'Yang perlu ditelepon', 'Rina Contoh'):
        app.wait_text(part)
    scene.shot(app, 'alarm')
    app.find('push button', 'Simpan rincian…')
    app.click(app.find('push button', 'Sudah ditangani…'))
    app.wait_text('Sudah ditangani?')
    app.click(button(app, 'Sudah ditangani'))
    drive.wait('the red bar gone', lambda: not app.has('push button', 'Lihat rincian'))


def lost_server_is_filled_again(place):
    """A copy is all that is left; the alarm's details are kept, and a desktop has the rest."""
    office = place.office
    app = access(place, 'supervisor')
    copy = office.folder / 'copy'
    office._intake('backup', '--out', str(copy))
    office.stop()
    office.data.rename(office.folder / 'lost')
    office._intake('restore', '--from', str(copy))
    office.start()
    app.focus()
    app.key('F5')
    app.click(app.find('push button', 'Lihat rincian', 30))
    app.click(app.find('push button', 'Simpan rincian…'))
    app.wait_text('Lokasi Lain')
    app.key('ctrl+a')
    kept = place.folder / 'rincian.txt'
    app.type(str(kept))
    app.key('Return')
    app.wait_text('Rincian tersimpan')
    check('KB-' not in kept.read_text('utf-8'), 'a case in the details')
    scene.shot(app, 'alarm-saved')
    app.click(app.find('push button', 'Isi kembali server…'))
    app.wait_text('Isi kembali server?')
    scene.shot(app, 'refill-question')
    app.click(button(app, 'Isi kembali'))
    app.wait_text('dengan sidik yang sama', 60)
    scene.shot(app, 'refilled')
    app.click(app.find('push button', 'Sudah ditangani…'))
    app.wait_text('Sudah ditangani?')
    app.click(button(app, 'Sudah ditangani'))
    drive.wait('the red bar gone', lambda: not app.has('push button', 'Lihat rincian'))


def exchanged_page_is_an_alarm(place):
    """To the window of one who looks at the page for the first time: others do it once an hour."""
    honest = place.office.page
    forged = place.folder / 'forged'
    shutil.copytree(honest, forged)
    for packed in forged.glob('index.html.*'):
        packed.unlink()
    index = forged / 'index.html'
    index.write_text(index.read_text('utf-8').replace('</title>', ' </title>', 1), 'utf-8')
    place.office.stop()
    place.office.page = forged
    place.office.start()
    app = place.window('late').app
    app.wait_text(PAGE_ALARM, 60)
    deal_with(app, 'Pelapor menerima halaman lain')


def sheet_lets_a_second_supervisor_in(place):
    """While there is one supervisor, the recovery sheet is the second person."""
    app = access(place, 'supervisor')
    app.click(app.find('push button', 'Undang perangkat…'))
    app.wait_text('Menunggu komputer baru…')
    code = drive.wait('the code', lambda: next(
        (text for text in app.texts() if re.fullmatch(r'([A-Z2-7]{4}\s?){10}', text)), None))
    process, _code, words = place.office.ask('second', 'supervisor', SECOND,
                                             '-'.join(code.split()))
    app.wait_text('orang kedua')
    app.type(words)
    scene.shot(app, 'invite-supervisor')
    app.click(button(app, 'Setujui'))
    scene.shot(app, 'invite-no-sheet')
    check(button(app, 'Setujui'), 'enrolled without the sheet')
    for line in place.office.recovery.read_text('ascii').splitlines():
        app.type(line)
        app.key('Return')
    scene.shot(app, 'invite-sheet')
    app.click(button(app, 'Setujui'))
    app.wait_text(f'{SECOND} terdaftar', 60)
    app.key('Return')
    check(process.wait(60) == 0, 'the second supervisor was not let in')
    end(process)


def custodian_takes_two_supervisors(place):
    place.close_window('supervisor')
    place.office.join('substitute', 'custodian', SUBSTITUTE, scene.PASSPHRASE.encode())
    app = access(place, 'supervisor')
    drive.wait('the newcomer', lambda: row(app, SUBSTITUTE), 60)
    app.click(app.find('push button', 'Tunjuk kustodian…'))
    app.wait_text('Supervisor lain perlu menyetujuinya')
    scene.shot(app, 'appoint')
    app.click(button(app, 'Usulkan'))
    app.wait_text('Menunggu supervisor lain')
    scene.shot(app, 'proposed')
    other = access(place, 'second')
    scene.shot(other, 'proposal')
    other.click(other.find('push button', 'Setujui…'))
    other.wait_text(f'Tunjuk {SUBSTITUTE} sebagai kustodian?')
    scene.shot(other, 'proposal-question')
    other.click(button(other, 'Setujui'))
    other.wait_text('Disetujui dua orang.', 60)
    drive.wait('the appointment', lambda: 'Ditunjuk' in (row(other, SUBSTITUTE) or ''), 60)
    check('Menunggu supervisor kedua' not in other.texts(), 'still proposed')
    place.close_window('second')


def complaint_of_a_supervisor_tests_the_line(place):
    app = access(place, 'supervisor')
    counts = [text for text in app.texts() if text.startswith('Belum dibaca, ')]
    app.focus()
    app.click(app.find('push button', 'Kirim aduan uji…'))
    app.wait_text('Kirim aduan uji?')
    scene.shot(app, 'test-question')
    app.click(button(app, 'Kirim'))
    app.wait_text('Aduan uji sampai', 60)
    scene.shot(app, 'test-arrived')
    check([text for text in app.texts() if text.startswith('Belum dibaca, ')] == counts,
          'the test complaint is counted')


TESTS = [
    pane_lists_the_office,
    newcomer_is_let_in_by_seven_words,
    revoked_device_is_shut_out,
    sheet_lets_a_second_supervisor_in,
    custodian_takes_two_supervisors,
    complaint_of_a_supervisor_tests_the_line,
    words_tell_one_journal_from_another,
    lost_server_is_filled_again,
    exchanged_page_is_an_alarm,
]


def missing():
    if not scene.KUMBANG.exists():
        return 'built without the desktop'
    for tool in ('Xvfb', 'xdotool', 'xprop', 'dbus-daemon', 'gnome-keyring-daemon'):
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
        place.set_up()
        results = [scene.run_test(i, 'access', test, place) for i, test in enumerate(tests, 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
