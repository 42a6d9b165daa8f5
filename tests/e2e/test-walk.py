#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One case from received to closed: a reporter in Chromium, two officers and a supervisor in their
windows, and the reporter again. Prints TAP.

The tests follow each other; a name on the command line runs that test and those before it.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import kumbang_drive as drive  # noqa: E402
import scene  # noqa: E402
from case_window import focus, head, status_is, write_in  # noqa: E402
from scene import CUSTODIAN, PASSPHRASE, check  # noqa: E402

PEOPLE = {'andi': 'Andi Contoh', 'rina': 'Rina Contoh'}
SUPERVISOR = 'Sari Contoh'
DRIVE_RETURN = ROOT / 'tests' / 'portal' / 'drive-return.mjs'
FIELDS = json.loads((ROOT / 'tests' / 'portal' / 'fields-sample.json').read_text('utf-8'))
QUESTION = 'Mohon tuliskan tanggalnya, sejauh yang Anda ketahui.'
ANSWER = 'Sekitar 3 Maret 2026, pagi hari.'
OBJECTION = 'Saksi kedua belum ditanya.'
CONCLUSION = 'Uraian cukup rinci dan dapat diperiksa.'
PENDING = 'Menunggu dikirim'


class Place(scene.Place):
    def set_up(self):
        self.office.found('Inspektorat Contoh', SUPERVISOR)
        for profile, person in PEOPLE.items():
            self.office.join(profile, 'officer', person)
        self.office.join('custodian', 'custodian', CUSTODIAN, PASSPHRASE.encode())
        self.office.appoint('custodian', 'Kustodian Inspektorat')
        self.office.publish()

    def come_back(self, *said):
        """What the reporter sees with the words; SAID: "answer" or "objection" and its text."""
        env = {key: value for key, value in os.environ.items()
               if not key.startswith(('XDG_', 'DBUS_', 'G_'))}
        env.update(HOME=str(self.phone), TMPDIR=str(self.phone))
        done = subprocess.run(['node', DRIVE_RETURN, self.office.endpoint + '/', self.receipt['words'],
                               *said], env=env, capture_output=True, text=True, timeout=120)
        check(done.returncode == 0, f'coming back: {done.stderr[-2000:]}')
        return json.loads(done.stdout)


def open_case(place, profile):
    """The window of PROFILE with the case, as the server knows it now."""
    app = place.window(profile).app
    drive.wait('the window', lambda: 'KbCaseListPane' in app.texts(), 30)
    app.focus()
    app.key('F5')
    drive.wait('the case in the list', lambda: '1 kasus' in app.texts() or app.key('F5'), 60)
    if not any('-0001' in text for text in head(app)):
        app.key('Home', 'Down')
    drive.wait('the case', lambda: any('-0001' in text for text in head(app)), 30)
    return app


def wait_status(app, status):
    drive.wait(status, lambda: status_is(app, status) or app.key('F5'), 60)


def sent(app):
    app.key('F5')
    drive.wait('sent', lambda: PENDING not in app.texts(), 60)


def go_on(app, status):
    """The one suggested step, by its key."""
    app.key('alt+1', 'ctrl+Return')
    drive.wait(status, lambda: status_is(app, status), 30)
    sent(app)


def say(app, text, asks=False):
    """To the reporter, from the timeline."""
    app.key('alt+2')
    app.click(app.find(None, lambda name: name == 'Pesan kepada pelapor'))
    app.wait_text('Dibaca oleh: pelapor dan tim pemeriksa')
    app.click(app.find('text', 'Pesan kepada pelapor'))
    app.type(text)
    if asks:
        app.click(app.find('check box', lambda name: name.startswith('Tunggu jawaban')))
        app.click(app.find('text', 'Pesan kepada pelapor'))
    scene.shot(app, 'walk-message')
    app.key('ctrl+Return')
    app.wait_text(text)
    sent(app)


def complaint_arrives(place):
    place.receipt = place.browse(FIELDS)
    check(len(place.receipt['words'].split()) == 8, 'eight words')
    app = open_case(place, 'andi')
    check(status_is(app, 'Diterima'), 'its status')
    scene.shot(app, 'walk-received')


def first_officer_verifies(place):
    app = open_case(place, 'andi')
    go_on(app, 'Verifikasi')


def second_officer_asks_the_reporter(place):
    app = open_case(place, 'rina')
    wait_status(app, 'Verifikasi')
    say(app, QUESTION, asks=True)
    drive.wait('the wait', lambda: any(text == 'Menunggu pelapor' for text in head(app, 40)))
    scene.shot(app, 'walk-asked')


def reporter_reads_and_answers(place):
    seen = place.come_back()
    check(seen['status'] == 'Verifikasi', seen)
    check([m['text'] for m in seen['messages']] == [QUESTION], seen)
    check('menunggu jawaban Anda' in seen['text'], seen['text'])
    seen = place.come_back('answer', ANSWER)
    check([m['own'] for m in seen['messages']] == [False, True], seen)


def answer_reaches_both_officers(place):
    for profile in PEOPLE:
        app = open_case(place, profile)
        app.key('alt+2')
        drive.wait('the answer', lambda: any(ANSWER in text for text in app.texts())
                   or app.key('F5'), 60)
        scene.shot(app, f'walk-answered-{profile}')


def second_officer_reviews_it(place):
    app = open_case(place, 'rina')
    go_on(app, 'Telaah')
    app.key('ctrl+t')
    app.wait_text('Belum disimpan')
    focus(app, app.find(None, lambda name: name == 'Berkadar pengawasan', visible=False))
    app.key('space')
    write_in(app, 'Kesimpulan', CONCLUSION)
    app.key('ctrl+s')
    app.wait_text('Lembar telaah disimpan.')
    scene.shot(app, 'walk-sheet')
    sent(app)


def supervisor_disposes(place):
    app = open_case(place, 'supervisor')
    wait_status(app, 'Telaah')
    go_on(app, 'Disposisi')


def officers_examine_and_report(place):
    first, second = (open_case(place, profile) for profile in PEOPLE)
    wait_status(first, 'Disposisi')
    go_on(first, 'Klarifikasi')
    wait_status(second, 'Klarifikasi')
    go_on(second, 'Pemeriksaan khusus')
    go_on(second, 'LHP')
    wait_status(first, 'LHP')
    go_on(first, 'Tindak lanjut')


def supervisor_closes_with_a_reason(place):
    app = open_case(place, 'supervisor')
    wait_status(app, 'Tindak lanjut')
    app.key('alt+1', 'ctrl+Return')
    app.wait_text('0 / 500')
    app.click(app.find('text', lambda name: name.startswith('Alasan')))
    app.type('Terbukti; kerugian dikembalikan.')
    scene.shot(app, 'walk-closing')
    app.key('ctrl+Return')
    drive.wait('closed', lambda: status_is(app, 'Selesai: terbukti'), 30)
    sent(app)


def reporter_sees_the_end_and_objects(place):
    seen = place.come_back()
    check(seen['status'] == 'Selesai: terbukti', seen)
    place.come_back('objection', OBJECTION)
    for profile in ('supervisor', *PEOPLE):
        app = open_case(place, profile)
        wait_status(app, 'Keberatan')
        app.key('alt+2')
        app.wait_text(OBJECTION)
    scene.shot(app, 'walk-objection')


def nothing_is_set_aside_and_no_alarm(place):
    for profile in ('andi', 'rina', 'supervisor'):
        place.close_window(profile)
        status = place.office.run(profile, 'status')[0]
        check(status['quarantined'] == 0 and not status.get('alarm'), status)
        check(status['pending'] == 0 and status['refused'] == 0, status)
        place.office.run(profile, 'verify')


TESTS = [
    complaint_arrives,
    first_officer_verifies,
    second_officer_asks_the_reporter,
    reporter_reads_and_answers,
    answer_reaches_both_officers,
    second_officer_reviews_it,
    supervisor_disposes,
    officers_examine_and_report,
    supervisor_closes_with_a_reason,
    reporter_sees_the_end_and_objects,
    nothing_is_set_aside_and_no_alarm,
]


def main():
    why = scene.missing()
    if why:
        print(f'1..0 # SKIP {why}')
        return 0
    names = [test.__name__ for test in TESTS]
    last = max([names.index(name) for name in sys.argv[1:] if name in names], default=len(TESTS) - 1)
    print(f'1..{last + 1}', flush=True)
    place = Place()
    try:
        place.set_up()
        # Each begins where the one before ended.
        results = all(scene.run_test(i, 'walk', test, place)
                      for i, test in enumerate(TESTS[:last + 1], 1))
    finally:
        place.close()
    return 0 if results else 1


if __name__ == '__main__':
    sys.exit(main())
