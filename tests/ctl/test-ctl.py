#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kumbangctl against a real intake and a real keyring: a whole office by command. Prints TAP.

One office is founded for all tests that only read or add; what they compare with is what was there
before the first of them. A test that breaks a server founds its own.
"""
import base64
import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import termios
import time
import traceback

sys.path.insert(0, str(pathlib.Path(os.environ['KB_SRCROOT'], 'tools')))
sys.dont_write_bytecode = True

from kumbang_office import BUILD, CTL, ROOT, Office, Screen, Session, end  # noqa: E402

PASSPHRASE = 'empat kata sandi panjang sekali'.encode()
REASON = 'Klarifikasi tatap muka sesuai surat tugas'
LETTER = '700/142/INSP/2026'
SLOW_SECONDS = 60


def samples():
    done = subprocess.run([sys.executable, ROOT / 'tools' / 'demo' / 'make-samples.py'],
                          capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


SAMPLES = samples()
ABOUT_US = [s for s in SAMPLES if s['story']['reported']['inspectorate'] != 'no'][:2]
NAMED = [s for s in SAMPLES if 'civil' in s and s not in ABOUT_US][:3]
UNNAMED = next(s for s in SAMPLES if 'civil' not in s)


class Skipped(Exception):
    """The build has no part that the test needs."""


def needs_identity_window(test):
    def run(place):
        if not (BUILD / 'src' / 'identity' / 'kumbang-identity').exists():
            raise Skipped('built without the desktop')
        test(place)
    run.__name__ = test.__name__
    return run


class Place:
    """The office that the tests share, and what each profile listed at its start."""

    def __init__(self):
        self.session = Session()
        self.office = office = Office(self.session)
        office.found('Inspektorat Contoh', 'Sari Contoh')
        office.join('officer', 'officer', 'Adi Contoh')
        office.join('custodian', 'custodian', 'Ratna Contoh', PASSPHRASE)
        office.appoint('custodian', 'Kustodian Inspektorat')
        self.receipts = office.file(NAMED + ABOUT_US)
        self.lists = {}
        for profile in ('officer', 'custodian', 'supervisor'):
            office.run(profile, 'sync')
            self.lists[profile] = office.run(profile, 'list')

    def close(self):
        self.office.close()
        self.session.close()

    def file_one(self, sample, profile='custodian'):
        """Files SAMPLE and returns the number under which PROFILE knows it."""
        receipt = self.office.file([sample], '--quick')[0]
        self.office.run(profile, 'sync')
        return next(row['number'] for row in self.office.run(profile, 'list')
                    if self.office.run(profile, 'show', row['number'])[0]['registration']
                    == receipt['registration'])

    def openings(self, number, profile):
        self.office.run(profile, 'sync')
        return self.office.run(profile, 'show', number)[0]['openings']

    def opening_words(self, number):
        return ('identity', 'open', number, '--fields', 'name,phone', '--reason', REASON,
                '--letter', LETTER, '--minutes', '1')


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def check_exit(result, code):
    check(result.code == code, f'exit {result.code}, not {code}: {result.err.strip()}')


def wait_for(condition, what):
    """Waits until CONDITION answers something true. The pauses only spare the processor."""
    until = time.monotonic() + SLOW_SECONDS
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f'never: {what}')


# Founding and joining.

def create(place, profile, sheet, code):
    return place.office.call(profile, 'office', 'create', '--endpoint', place.office.endpoint,
                             '--name', 'X', '--person', 'Y', '--recovery-out', str(sheet),
                             secrets={'--code-fd': code})


def sheet_is_private_and_never_overwritten(place):
    sheet = place.office.recovery
    before = sheet.read_bytes()
    check(sheet.stat().st_mode & 0o777 == 0o600, 'others can read the recovery sheet')
    with Office(place.session, page=None) as other:
        code = other.first_code()
        result = other.call('another', 'office', 'create', '--endpoint', other.endpoint,
                            '--name', 'X', '--person', 'Y', '--recovery-out', str(sheet),
                            secrets={'--code-fd': code})
    check_exit(result, 8)
    check(sheet.read_bytes() == before, 'the sheet was overwritten')


def founding_in_a_joined_profile_is_refused(place):
    check_exit(create(place, 'officer', place.office.folder / 'second.txt', b'code'), 7)


def refused_code_leaves_no_sheet(place):
    sheet = place.office.folder / 'refused.txt'
    with Office(place.session, page=None) as other:
        for code in (b'code', other.first_code()[:-1] + b'Z', other.first_code()):
            check_exit(create(place, 'another', sheet, code), 7)
            check(not sheet.exists(), 'a sheet of an office that never was')


def code_founds_once(place):
    with Session() as session, Office(session, page=None) as office:
        code = office.first_code()
        words = ('office', 'create', '--endpoint', office.endpoint, '--name', 'X', '--person', 'Y')
        for profile, exit_code in (('first', 0), ('second', 7)):
            sheet = office.folder / profile
            check_exit(office.call(profile, *words, '--recovery-out', str(sheet),
                                   secrets={'--code-fd': code}), exit_code)
            check(sheet.exists() == (exit_code == 0), f'the sheet of the {profile} try')


def roster_size(place):
    return place.office.run('supervisor', 'verify')[0]['roster']


def other_words_enrol_nobody(place):
    place.office.run('supervisor', 'sync')
    before = roster_size(place)
    process, code, words = place.office.ask('joiner', 'officer', 'Baru Contoh')
    try:
        wrong = ' '.join(reversed(words.split()))
        check_exit(place.office.call('supervisor', 'device', 'approve', '--code', code,
                                     '--words', wrong), 7)
        place.office.run('supervisor', 'sync')
        check(roster_size(place) == before, 'something was written')
        check(process.poll() is None, 'the newcomer has given up')
    finally:
        end(process)


def newcomer_waits_on_after_a_break(place):
    process, code, words = place.office.ask('spaced', 'officer', 'Baru Contoh')
    end(process)
    again = place.office.popen('spaced', 'device', 'join', '--endpoint', place.office.endpoint,
                               '--role', 'officer', '--person', 'Baru Contoh',
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        check(json.loads(again.stdout.readline())['words'] == words, 'other words')
        typed = '  ' + words.upper().replace(' ', ' \n')
        asked = place.office.run('supervisor', 'device', 'requests', '--code', code)[0]
        check(asked['name'] == 'Baru Contoh' and asked['role'] == 'officer', str(asked))
        check(words.split()[0] not in json.dumps(asked).split(), 'the words are told')
        place.office.run('supervisor', 'device', 'approve', '--code', code, '--words', typed)
        check(again.wait(SLOW_SECONDS) == 0, again.stderr.read())
    finally:
        end(again)


def code_lets_one_computer_ask(place):
    process, code, _words = place.office.ask('first-user', 'officer', 'Satu Contoh')
    try:
        result = place.office.call('second-user', 'device', 'join', '--endpoint',
                                   place.office.endpoint, '--role', 'officer', '--person', 'Dua',
                                   secrets={'--code-fd': code.encode()})
        check_exit(result, 7)
        check('Another computer has used this code' in result.err, result.err)
    finally:
        end(process)


def mistyped_code_is_named(place):
    code = place.office.run('supervisor', 'device', 'invite')[0]['code']
    check_exit(place.office.call('supervisor', 'device', 'requests', '--code', code), 0)
    slip = ('B' if code[0] != 'B' else 'C') + code[1:]
    for typed in (slip, code[:-1], code + 'A', '****'):
        result = place.office.call('slip', 'device', 'join', '--endpoint', place.office.endpoint,
                                   '--role', 'officer', '--person', 'Salah',
                                   secrets={'--code-fd': typed.encode()})
        check_exit(result, 7)


def custodian_without_a_key_is_refused(place):
    code = place.office.run('supervisor', 'device', 'invite')[0]['code']
    result = place.office.call('keyless', 'device', 'join', '--endpoint', place.office.endpoint,
                               '--role', 'custodian', '--person', 'Tanpa Kunci',
                               secrets={'--code-fd': code.encode()})
    check_exit(result, 7)


def revoked_computer_is_shut_out(place):
    with Session() as session, Office(session) as office:
        office.found('Inspektorat Lain', 'Sari Contoh')
        office.join('officer', 'officer', 'Adi Contoh')
        office.join('stays', 'officer', 'Tuti Contoh')
        office.run('supervisor', 'device', 'revoke', office.devices['officer'])
        check_exit(office.call('officer', 'sync'), 7)
        active = {row['name']: row['active'] for row in office.run('supervisor', 'device', 'list')}
        check(active == {'Sari Contoh': True, 'Adi Contoh': False, 'Tuti Contoh': True},
              str(active))
        check(office.run('supervisor', 'office', 'mend')[0]['entries'] == 0, 'something lacked')
        office.file(NAMED[:1], '--quick')
        office.run('stays', 'sync')
        number = office.run('stays', 'list')[0]['number']
        check(office.run('stays', 'show', number)[0]['text'] == NAMED[0]['story']['text'],
              'the new key does not open')


def two_supervisors_agree(place):
    with Session() as session, Office(session) as office:
        office.found('Inspektorat Lain', 'Sari Contoh')
        office.join('deputy', 'supervisor', 'Budi Contoh')
        office.join('custodian', 'custodian', 'Ratna Contoh', PASSPHRASE)
        appointed = office.run('supervisor', 'custodian', 'appoint', '--device',
                               office.devices['custodian'], '--title', 'Kustodian')[0]
        check(appointed['proposed'], 'one person was enough')
        proposal = office.run('deputy', 'office', 'proposals')[0]
        check((proposal['kind'], proposal['subject'], proposal['by']) ==
              ('appointment', 'Ratna Contoh', 'Sari Contoh'), str(proposal))
        own = [line for line in office.run('custodian', 'device', 'list')
               if line['device'] == office.devices['custodian']]
        check(len(proposal['words'].split()) == 7 and proposal['words'] == own[0]['words'],
              'the second person compares nothing')
        seq = str(proposal['seq'])
        check_exit(office.call('supervisor', 'office', 'second', seq), 7)
        office.run('deputy', 'office', 'second', seq)
        check_exit(office.call('deputy', 'office', 'second', seq), 7)
        office.run('custodian', 'sync')
        check(office.run('custodian', 'status')[0]['custodian'] == 'Ratna Contoh', 'nobody')


def office_comes_back_from_its_sheet(place):
    with Session() as session, Office(session) as office:
        office.found('Inspektorat Lain', 'Sari Contoh')
        office.join('officer', 'officer', 'Adi Contoh')
        office.file(NAMED[:1] + ABOUT_US[:1], '--quick')
        sheet = office.recovery.read_text('ascii')
        typed = '\n'.join(line.lower() if line[0] in 'ABCD' else line
                          for line in sheet.splitlines()[1:])
        slip = typed.replace(typed.split()[1], 'aaaa', 1)
        result = office.call('new', 'office', 'recover', '--person', 'Budi Contoh',
                             secrets={'--sheet-fd': slip.encode()})
        check_exit(result, 7)
        check('A1' in result.err, result.err)
        office.run('new', 'office', 'recover', '--person', 'Budi Contoh',
                   secrets={'--sheet-fd': typed.encode()})
        texts = {office.run('new', 'show', row['number'])[0]['text']
                 for row in office.run('new', 'list')}
        check(texts == {NAMED[0]['story']['text'], ABOUT_US[0]['story']['text']}, str(texts))
        for lost in ('supervisor', 'officer'):
            check_exit(office.call(lost, 'sync'), 7)


# Reading.

def officer_reads_the_office_alone(place):
    rows = place.lists['officer']
    check(len(rows) == len(NAMED), f'{len(rows)} cases')
    check(all(row['stream'] == 'office' for row in rows), 'a case of another stream')
    check('leadership' not in place.office.run('officer', 'status')[0], 'the status counts them')
    check('leadership' not in place.office.run('officer', 'verify')[0], 'verify counts them')
    check(not place.office.run('officer', 'list', '--view', 'leadership'), 'the view holds some')


def supervisor_reads_every_story(place):
    rows = place.lists['supervisor']
    check(len(rows) == len(NAMED + ABOUT_US), f'{len(rows)} cases')
    texts = {place.office.run('supervisor', 'show', row['number'])[0]['text'] for row in rows}
    check(texts == {sample['story']['text'] for sample in NAMED + ABOUT_US}, 'not what was sent')


def custodian_reads_numbers_and_no_story(place):
    rows = place.lists['custodian']
    check(len(rows) == len(NAMED + ABOUT_US), f'{len(rows)} cases')
    for row in rows:
        case = place.office.run('custodian', 'show', row['number'])[0]
        said = json.dumps([row, case], ensure_ascii=False)
        check(row['sealed'] and not case['text'], f'{row["number"]} is not sealed')
        for sample in NAMED + ABOUT_US:
            check(sample['story']['text'][:40] not in said and sample['civil']['name'] not in said,
                  f'{row["number"]} tells what it must not')


def story_arrives_as_it_was_typed(place):
    typed = dict(NAMED[0]['story'], alias='uji bait', text='Baris “satu”\n\tbaris dua — €\U0001F41E.')
    number = place.file_one({'story': typed}, 'officer')
    case = place.office.run('officer', 'show', number)[0]
    check(case['text'] == typed['text'] and case['alias'] == typed['alias'], repr(case['text']))


def search_wants_every_word(place):
    def found(words):
        return {row['alias'] for row in place.office.run('officer', 'list', '--search', words)}
    alias = NAMED[1]['story']['alias']
    word = NAMED[1]['story']['text'].split()[0]
    check(alias in found(word.upper()), f'{word} finds nothing')
    check(alias in found(word[:4]), 'the beginning of a word finds nothing')
    check(not found(f'{word} takterdapatdimanapun'), 'a missing word is overlooked')


def control_characters_do_not_reach_a_terminal(place):
    typed = dict(NAMED[0]['story'], text='Awal \x1b]0;judul\x07\x1b[2J akhir \u202eterbalik')
    number = place.file_one({'story': typed}, 'officer')
    done = subprocess.run([CTL, '--profile', 'officer', 'show', number], env=place.session.env,
                          capture_output=True, check=True)
    check(b'akhir' in done.stdout, 'no story')
    check(not re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae', done.stdout), 'a terminal obeys')


def unknown_number_is_not_found(place):
    check_exit(place.office.call('officer', 'show', 'KB-2026-9999'), 2)


def test_of_the_line_is_in_no_list(place):
    before = len(place.office.run('officer', 'list'))
    place.office.file([NAMED[0]], '--canary', profile='supervisor')
    pulled = place.office.run('officer', 'sync')[0]
    check(pulled['entries'] >= 1, 'it did not arrive')
    check(len(place.office.run('officer', 'list')) == before, 'it is listed')


def receipt_words_go_to_their_descriptor_alone(place):
    reader, writer = os.pipe()
    process = place.office.popen('stranger', 'complaint', 'file', '--endpoint', place.office.endpoint,
                                 secrets={'--words-fd': writer}, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(json.dumps(NAMED[0]))
    with open(reader) as pipe:
        words = pipe.read().split()
    check(process.returncode == 0 and len(words) == 8, f'{len(words)} words: {err}')
    check(not any(word in out + err for word in words if len(word) > 4), 'a word is printed')


# Checking.

def untouched_journal_is_verified(place):
    for profile in place.lists:
        result = place.office.call(profile, 'verify')
        check_exit(result, 0)
        check(result.out[0]['ok'] and result.out[0]['wrong'] == 0, str(result.out))


def changed_store_is_named(place):
    path = place.office.store_path('officer')
    kept = path.read_bytes()
    try:
        with sqlite3.connect(path) as db:
            row, content = db.execute('SELECT id, content FROM entries ORDER BY id LIMIT 1').fetchone()
            changed = bytearray(content)
            changed[len(changed) // 2] ^= 1
            db.execute('UPDATE entries SET content = ? WHERE id = ?', (bytes(changed), row))
        db.close()
        check_exit(place.office.call('officer', 'verify'), 6)
    finally:
        path.write_bytes(kept)


def truncated_store_is_named(place):
    path = place.office.store_path('officer')
    kept = path.read_bytes()
    try:
        path.write_bytes(kept[:len(kept) // 2])
        check_exit(place.office.call('officer', 'status'), 6)
        check(path.read_bytes() == kept[:len(kept) // 2], 'it was written to')
    finally:
        path.write_bytes(kept)


def journals_are_compared_by_words(place):
    words = {}
    for profile in ('supervisor', 'officer'):
        place.office.run(profile, 'sync')
        head = place.office.run(profile, 'head', '--stream', 'roster', '--seq', '5')[0]
        words[profile] = head['words'].split()
        check(len(words[profile]) == 12 and head['code'].startswith('kumbang:compare:roster:5:'),
              str(head))
    check(words['supervisor'] == words['officer'], 'two journals')
    place.office.run('officer', 'compare', '--stream', 'roster', '--seq', '5', *words['supervisor'])
    check_exit(place.office.call('officer', 'compare', '--stream', 'roster', '--seq', '5',
                                 *words['supervisor'][:11]), 1)
    check_exit(place.office.call('officer', 'head', '--stream', 'roster', '--seq', '99999'), 2)


def own_office_trusts_nobody(place):
    with Session() as session, Office(session) as office:
        office.found('Inspektorat Uji Jalur', 'Sari Contoh')
        office.file(NAMED[:1], '--quick')
        office.run('supervisor', 'canary')
        check(len(office.run('supervisor', 'list')) == 1, 'a canary is in the list')
        check_exit(office.call('supervisor', 'rebuild', '--yes'), 0)
        check(len(office.run('supervisor', 'list')) == 1, 'a case went away')
        check_exit(office.call('supervisor', 'republish'), 7)
        head = office.run('supervisor', 'head')[0]
        other = office.run('supervisor', 'head', '--seq', '1')[0]
        check_exit(office.call('supervisor', 'compare', '--seq', str(head['seq']),
                               *other['words'].split()), 4)
        result = office.call('supervisor', 'verify')
        check_exit(result, 4)
        check([line['alarm'] for line in result.out if 'alarm' in line] == ['fork'], 'not named')


def rolled_back_server_is_an_alarm(place):
    with Session() as session, Office(session) as office:
        roll_back(office)


def roll_back(office):
    office.found('Inspektorat Lain', 'Sari Contoh')
    office.stop()
    shutil.copytree(office.data, office.folder / 'old')
    office.start()
    office.file(NAMED[:1], '--quick')
    office.run('supervisor', 'sync')
    office.stop()
    shutil.rmtree(office.data)
    (office.folder / 'old').rename(office.data)
    office.start()
    check_exit(office.call('supervisor', 'sync'), 4)
    check(office.run('supervisor', 'status')[0]['alarm'] == 'rollback', 'another alarm')
    check(len(office.run('supervisor', 'list')) == 1, 'a case went away')
    result = office.call('supervisor', 'verify')
    check_exit(result, 4)
    check([line['alarm'] for line in result.out if 'alarm' in line] == ['rollback'], 'not named')
    office.run('supervisor', 'alarm', 'clear')
    check(office.run('supervisor', 'status')[0]['alarm'] is None, 'it was not cleared')


# Identities.

def open_identity(place, number, passphrase, screen):
    """Opens and, once it is shown, closes again. Returns (exit code, stages, all that was said)."""
    process = place.office.popen('custodian', *place.opening_words(number),
                                 secrets={'--passphrase-fd': passphrase},
                                 env={'DISPLAY': screen.display, 'GDK_BACKEND': 'x11'},
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        stages, said = [], ''
        for line in process.stdout:
            said += line
            stages.append(json.loads(line)['stage'])
            if stages[-1] == 'shown':
                process.send_signal(signal.SIGINT)
        said += process.stderr.read()
        return process.wait(SLOW_SECONDS), stages, said
    finally:
        end(process)


@needs_identity_window
def wrong_passphrase_records_nothing(place):
    number = place.file_one(NAMED[0])
    with Screen() as screen:
        code, stages, said = open_identity(place, number, b'bukan kata sandi yang benar', screen)
        check(code == 7 and 'recording' not in stages, f'exit {code}: {said}')
        check(place.openings(number, 'custodian') == 0, 'it was recorded')
        # The right one is taken after the wait that the wrong one costs.
        wait_for(lambda: open_identity(place, number, PASSPHRASE, screen)[0] == 0, 'opened')
    check(place.openings(number, 'custodian') == 1, 'a try during the wait was recorded')


@needs_identity_window
def identity_is_shown_and_counted(place):
    sample = NAMED[2]
    number = place.file_one(sample)
    with Screen() as screen:
        code, stages, said = open_identity(place, number, PASSPHRASE, screen)
    check(code == 0, f'exit {code}: {said}')
    check(stages == ['unlocking', 'recording', 'releasing', 'shown', 'closed'], ' '.join(stages))
    check(sample['civil']['name'] not in said and sample['contact']['phone'] not in said,
          'the identity was printed')
    check(place.openings(number, 'officer') == 1, 'the officer does not see it')
    uses = [item for item in place.office.run('officer', 'show', number)[0]['timeline']
            if item['kind'] == 'identity-use']
    check([(use['reason'], use['letter'], use['author-name']) for use in uses] ==
          [(REASON, LETTER, 'Ratna Contoh')], str(uses))


def opening_without_identity_is_not_found(place):
    number = place.file_one(UNNAMED)
    result = place.office.call('custodian', *place.opening_words(number),
                               secrets={'--passphrase-fd': PASSPHRASE})
    check_exit(result, 2)


def officer_has_no_key_to_open_with(place):
    number = place.lists['officer'][0]['number']
    result = place.office.call('officer', *place.opening_words(number),
                               secrets={'--passphrase-fd': PASSPHRASE})
    check_exit(result, 5)
    check(place.openings(number, 'officer') == 0, 'it was recorded')


def opening_wants_a_reason_and_known_fields(place):
    number = place.lists['custodian'][0]['number']
    short = place.office.call('custodian', 'identity', 'open', number, '--fields', 'name',
                              '--reason', 'pendek', '--letter', LETTER)
    check_exit(short, 1)
    unknown = place.office.call('custodian', 'identity', 'open', number, '--fields', 'name,shoe',
                                '--reason', REASON, '--letter', LETTER)
    check_exit(unknown, 1)


def custodians_key_is_never_replaced(place):
    result = place.office.call('custodian', 'custodian', 'setup',
                               secrets={'--passphrase-fd': b'lima kata sandi yang lain'})
    check_exit(result, 7)


def passphrase_is_asked_without_echo(place):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(CTL, [str(CTL), '--profile', 'asked', 'custodian', 'setup'],
                  {**place.session.env, 'LC_ALL': 'C.UTF-8'})
    shown = b''
    try:
        for prompt in (b'words:', b'more:'):
            while prompt not in shown:
                shown += os.read(terminal, 4096)
            wait_for(lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO, 'echo off')
            os.write(terminal, PASSPHRASE + b'\n')
        while True:
            shown += os.read(terminal, 4096)
    except OSError:
        pass            # A terminal whose program has ended.
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    check(code == 0 and b'age1' in shown, f'exit {code}: {shown!r}')
    check(PASSPHRASE not in shown, 'it was shown')


# How it ends.

def usage_is_1(place):
    for words in ((), ('nope',), ('list', '--view', 'nope'), ('show',), ('sync', '--nope'),
                  ('office', 'create'), ('profile', 'publish', '--days', '31')):
        check_exit(place.office.call('supervisor', *words), 1)


def not_joined_is_2(place):
    for words in (('status',), ('sync',), ('list',), ('verify',)):
        check_exit(place.office.call('nobody', *words), 2)


def unreachable_server_is_3(place):
    result = place.office.call('stranger', 'complaint', 'file', '--endpoint', 'http://127.0.0.1:9',
                               stdin=json.dumps(NAMED[0]))
    check_exit(result, 3)


def missing_keyring_is_5(place):
    nowhere = {'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nonexistent/bus'}
    result = place.office.call('officer', 'status', env=nowhere)
    check_exit(result, 5)
    check(json.loads(result.err)['error'] == 'keyring', result.err)


def store_in_use_is_6(place):
    reader, writer = os.pipe()
    number = place.lists['custodian'][0]['number']
    holder = place.office.popen('custodian', *place.opening_words(number),
                                secrets={'--passphrase-fd': reader}, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
    try:
        # It takes the passphrase's first byte, the store open, and waits for the rest.
        os.write(writer, b'x')
        left = bytearray(4)
        wait_for(lambda: fcntl.ioctl(writer, termios.FIONREAD, left) == 0
                 and left == bytes(4), 'the holder reads')
        result = place.office.call('custodian', 'status')
        check_exit(result, 6)
        check('--profile' in subprocess.run([CTL, '--profile', 'custodian', 'status'],
                                            env=place.session.env, capture_output=True,
                                            text=True).stderr, 'it does not say what to do')
    finally:
        end(holder)
        os.close(writer)


def descriptor_that_is_closed_is_usage(place):
    result = place.office.call('asker', 'custodian', 'setup', '--passphrase-fd', '77')
    check_exit(result, 1)


def nothing_secret_is_kept_in_files(place):
    lines = [line.split() for line in place.office.recovery.read_text('ascii').splitlines()]
    keys = {}
    for name, *letters in lines[1:]:
        if name[0] in 'AB':
            keys.setdefault(name[0], b'')
            keys[name[0]] += base64.b32decode(''.join(letters))[:8]
    check([len(key) for key in keys.values()] == [32, 32], 'the sheet holds no keys')
    for path in place.office.store_path('supervisor').parent.rglob('*'):
        content = path.read_bytes() if path.is_file() else b''
        for key in keys.values():
            check(key not in content and key.hex().encode() not in content, path.name)


TESTS = [
    sheet_is_private_and_never_overwritten,
    founding_in_a_joined_profile_is_refused,
    refused_code_leaves_no_sheet,
    code_founds_once,
    other_words_enrol_nobody,
    newcomer_waits_on_after_a_break,
    code_lets_one_computer_ask,
    mistyped_code_is_named,
    custodian_without_a_key_is_refused,
    revoked_computer_is_shut_out,
    two_supervisors_agree,
    office_comes_back_from_its_sheet,
    officer_reads_the_office_alone,
    supervisor_reads_every_story,
    custodian_reads_numbers_and_no_story,
    story_arrives_as_it_was_typed,
    search_wants_every_word,
    control_characters_do_not_reach_a_terminal,
    unknown_number_is_not_found,
    test_of_the_line_is_in_no_list,
    receipt_words_go_to_their_descriptor_alone,
    untouched_journal_is_verified,
    changed_store_is_named,
    truncated_store_is_named,
    journals_are_compared_by_words,
    own_office_trusts_nobody,
    rolled_back_server_is_an_alarm,
    identity_is_shown_and_counted,
    wrong_passphrase_records_nothing,
    opening_without_identity_is_not_found,
    officer_has_no_key_to_open_with,
    opening_wants_a_reason_and_known_fields,
    custodians_key_is_never_replaced,
    passphrase_is_asked_without_echo,
    usage_is_1,
    not_joined_is_2,
    unreachable_server_is_3,
    missing_keyring_is_5,
    store_in_use_is_6,
    descriptor_that_is_closed_is_usage,
    nothing_secret_is_kept_in_files,
]


def run_test(number, test, place):
    name = '/ctl/' + test.__name__.replace('_', '-')
    try:
        test(place)
    except Skipped as why:
        print(f'ok {number} {name} # SKIP {why}', flush=True)
        return True
    except Exception:
        print(f'not ok {number} {name}')
        print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
        return False
    print(f'ok {number} {name}', flush=True)
    return True


def main():
    wanted = [test for test in TESTS if not sys.argv[1:] or test.__name__ in sys.argv[1:]]
    print(f'1..{len(wanted)}', flush=True)
    place = Place()
    try:
        results = [run_test(i, test, place) for i, test in enumerate(wanted, 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
