#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two officers and a supervisor work on cases by command, over a real intake. Prints TAP."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(os.environ['KB_SRCROOT'], 'tools')))
sys.dont_write_bytecode = True

from kumbang_office import ROOT, Office, Session  # noqa: E402

PEOPLE = {'andi': 'Andi Contoh', 'rina': 'Rina Contoh'}


def samples():
    done = subprocess.run([sys.executable, ROOT / 'tools' / 'demo' / 'make-samples.py'],
                          capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


SAMPLES = samples()
USUAL = next(s for s in SAMPLES if s['story']['reported']['inspectorate'] == 'no')
ABOUT_US = next(s for s in SAMPLES if s['story']['reported']['inspectorate'] == 'staff')


class Place:
    def __init__(self):
        self.session = Session()
        self.office = Office(self.session)
        self.office.found('Inspektorat Contoh', 'Sari Contoh')
        for profile, person in PEOPLE.items():
            self.office.join(profile, 'officer', person)

    def close(self):
        self.office.close()
        self.session.close()

    def new_case(self, sample=USUAL, profiles=('andi', 'rina', 'supervisor')):
        """Files SAMPLE; returns the number that PROFILES all have it under."""
        receipt = self.office.file([sample], '--quick')[0]
        numbers = set()
        for profile in profiles:
            self.office.run(profile, 'sync')
            numbers |= {row['number'] for row in self.office.run(profile, 'list')
                        if self.show(profile, row['number'])['registration']
                        == receipt['registration']}
        check(len(numbers) == 1, f'numbers {numbers}')
        return numbers.pop()

    def show(self, profile, number):
        return self.office.run(profile, 'show', number)[0]

    def sync(self, *profiles):
        for profile in profiles:
            self.office.run(profile, 'sync')

    def assign(self, profile, number, whom):
        self.office.run(profile, 'case', 'assign', number, '--device', self.office.devices[whom])


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def notes(case):
    return [op['value'] for item in case['timeline'] for op in item['ops'] if op['do'] == 'note']


def work_is_kept_without_a_server_and_sent_later(place):
    office, number = place.office, place.new_case()
    office.stop()
    office.run('andi', 'case', 'note', number, stdin='Sudah ditelepon.\nBesok lagi.\n')
    place.assign('andi', number, 'rina')
    office.run('andi', 'case', 'tag', number, '--add', 'jalan')
    case = place.show('andi', number)
    check(case['pending'] == 3, case['pending'])
    check(case['assignee-name'] == PEOPLE['rina'] and case['tags'] == 'jalan', case)
    check(notes(case) == ['Sudah ditelepon.\nBesok lagi.'], case['timeline'])
    waiting = office.run('andi', 'outbox', 'list')
    check([(item['number'], item['refusal']) for item in waiting] == [(number, None)] * 3, waiting)
    check(waiting[0]['change'] == 'Sudah ditelepon.\nBesok lagi.', waiting[0])
    check(office.call('andi', 'outbox', 'drop', str(waiting[0]['id'])).code == 7, 'dropped')
    check(office.call('andi', 'outbox', 'drop', '99').code == 2, 'dropped what is not there')
    check(office.run('andi', 'status')[0]['pending'] == 3, 'the status does not count them')
    office.start()
    place.sync('andi', 'rina')
    check(office.run('andi', 'outbox', 'list') == [], 'they wait still')
    mine, other = place.show('andi', number), place.show('rina', number)
    check(mine['pending'] == 0, 'still pending')
    check(mine['timeline'] == other['timeline'] and mine['fields'] == other['fields'], other)
    check(notes(other) == notes(case), other['timeline'])


def unaware_changes_conflict_until_one_settles_them(place):
    office, number = place.office, place.new_case()
    place.assign('andi', number, 'andi')
    place.assign('rina', number, 'rina')
    place.sync('andi', 'rina', 'andi')
    for profile in PEOPLE:
        conflicts = place.show(profile, number)['conflicts']
        check([(c['author'], c['in-force']) for c in conflicts]
              == [(PEOPLE['andi'], True), (PEOPLE['rina'], False)], conflicts)
    place.assign('rina', number, 'rina')
    check(not place.show('rina', number)['conflicts'], 'pending, but not settled')
    place.sync('rina', 'andi')
    for profile in PEOPLE:
        case = place.show(profile, number)
        check(not case['conflicts'] and case['assignee-name'] == PEOPLE['rina'], case['conflicts'])
        check(len([i for i in case['timeline'] if i['kind'] == 'work']) == 3, 'the history')


def moves(case):
    return [(op['value'], item['refused']) for item in case['timeline'] for op in item['ops']
            if op['do'] == 'move']


def a_case_goes_by_the_table(place):
    office, number = place.office, place.new_case()
    check(place.show('andi', number)['status'] == 'diterima', 'does not start as received')
    check(office.call('andi', 'case', 'move', number, '--to', 'telaah').code == 1, 'jumped')
    office.run('andi', 'case', 'move', number, '--to', 'verifikasi')
    office.run('andi', 'case', 'move', number, '--to', 'telaah')
    place.sync('andi', 'supervisor')
    dispose = ('case', 'move', number, '--to', 'disposisi')
    check(office.call('andi', *dispose).code == 1, 'an officer disposed')
    check(office.call('supervisor', *dispose).code == 1, 'disposed without a sheet')
    check(office.call('andi', 'case', 'sheet', number, stdin='{"group":"x"}').code == 1, 'a sheet')
    office.run('andi', 'case', 'sheet', number,
               stdin=json.dumps({'group': 'berkadar', 'category': 'aset', 'conclusion': 'Ya'}))
    place.sync('andi', 'supervisor')
    office.run('supervisor', *dispose)
    place.sync('supervisor', 'andi', 'rina')
    for profile in ('andi', 'rina', 'supervisor'):
        case = place.show(profile, number)
        check((case['status'], case['sheet-group'], case['category']) ==
              ('disposisi', 'berkadar', 'aset'), case['status'])
        check(moves(case) == [('verifikasi', False), ('telaah', False), ('disposisi', False)],
              moves(case))


def two_moves_at_once_are_settled_by_a_third(place):
    office, number = place.office, place.new_case()
    office.run('andi', 'case', 'move', number, '--to', 'verifikasi')
    place.sync('andi', 'rina', 'supervisor')
    office.run('andi', 'case', 'move', number, '--to', 'telaah')
    office.run('rina', 'case', 'move', number, '--to', 'perlu_dilengkapi', '--reason', 'Bukti')
    place.sync('andi', 'rina', 'supervisor')
    case = place.show('supervisor', number)
    check([(c['field'], c['value'], c['in-force']) for c in case['conflicts']]
          == [('status', 'telaah', True), ('status', 'perlu_dilengkapi', False)], case['conflicts'])
    office.run('supervisor', 'case', 'move', number, '--to', 'perlu_dilengkapi')
    place.sync('supervisor', 'andi', 'rina')
    for profile in ('andi', 'rina', 'supervisor'):
        case = place.show(profile, number)
        check(case['status'] == 'perlu_dilengkapi' and case['waits'], case['status'])
        check(not case['conflicts'] and not any(refused for _, refused in moves(case)), case)


def changes_of_no_known_form_are_refused(place):
    office, number = place.office, place.new_case()
    for words in (('set', '--field', 'importance', '--value', 'low'),
                  ('set', '--field', 'Field', '--value', 'x'),
                  ('assign', '--device', 'ab'), ('assign',), ('tag', '--add', ''), ('note',)):
        result = office.call('andi', 'case', words[0], number, *words[1:], stdin=' \n')
        check(result.code == 1, f'{words}: exit {result.code}')
    check(place.show('andi', number)['pending'] == 0, 'something was kept')


def excluded_officer_gets_nothing_new_and_no_alarm(place):
    office, number = place.office, place.new_case()
    office.run('rina', 'case', 'note', number, stdin='Sebelumnya')
    place.sync('rina', 'andi', 'supervisor')
    office.run('supervisor', 'case', 'exclude', number, '--device', office.devices['rina'])
    place.sync('andi')
    office.run('andi', 'case', 'note', number, stdin='Sesudahnya')
    place.sync('andi', 'rina', 'supervisor')
    check(notes(place.show('andi', number)) == ['Sebelumnya', 'Sesudahnya'], 'the other officer')
    check(notes(place.show('supervisor', number)) == ['Sebelumnya', 'Sesudahnya'], 'supervisor')
    case = place.show('rina', number)
    check(notes(case) == ['Sebelumnya'], case['timeline'])
    check(case['excluded'] > 0, 'does not say so')
    check(not [i for i in case['timeline'] if i['quarantine']], case['timeline'])
    result = office.call('rina', 'case', 'note', number, stdin='Masih bisa?')
    check(result.code != 0, 'may still write')
    check(place.show('rina', number)['pending'] == 0, 'kept what may not be written')


def officers_alone_are_excluded_and_by_supervisors_alone(place):
    office, number = place.office, place.new_case()
    for profile, device in (('supervisor', 'supervisor'), ('andi', 'rina')):
        result = office.call(profile, 'case', 'exclude', number, '--device',
                             office.devices[device])
        check(result.code != 0, f'{profile} excluded {device}')


def leadership_case_is_opened_to_the_case_team(place):
    office = place.office
    before = len(office.run('andi', 'list'))
    number = place.new_case(ABOUT_US, profiles=['supervisor'])
    place.sync('andi')
    check(number.startswith('KBP-') and len(office.run('andi', 'list')) == before, 'officers see it')
    result = office.call('supervisor', 'case', 'widen', number)
    check(result.code != 0, 'one person was enough')
    office.run('supervisor', 'case', 'widen', number,
               secrets={'--recovery-fd': office.recovery.read_bytes()})
    place.sync('andi', 'supervisor')
    rows = office.run('andi', 'list')
    check(len(rows) == before + 1, 'no new case')
    case = place.show('andi', next(r['number'] for r in rows
                                   if r['alias'] == ABOUT_US['story']['alias']))
    check(case['number'].startswith('KB-') and case['widened'], case['number'])
    check(case['text'] == ABOUT_US['story']['text'], 'the story')
    check(not case['has-contact'] and not case['has-civil'], 'the identity came along')
    check(case['registration'] == place.show('supervisor', number)['registration'], 'registration')


def supervisor_sets_what_all_desktops_follow(place):
    office = place.office
    clocks = {'verify': 14, 'warn': 3}
    result = office.call('andi', 'office', 'set', 'clocks', stdin=json.dumps(clocks))
    check(result.code != 0, 'an officer may')
    for section, value in [('clocks', {'verify': 0}), ('clocks', []), ('clock', {}),
                           ('holidays-2027', {'add': [{'date': '2026-01-01', 'name': 'x'}]})]:
        result = office.call('supervisor', 'office', 'set', section, stdin=json.dumps(value))
        check(result.code == 1, f'{section} {value}: {result.code}')
    check(office.run('supervisor', 'office', 'settings') == [], 'something was written')
    holidays = {'add': [{'date': '2027-01-01', 'name': 'Tahun Baru'}], 'remove': ['2027-12-24']}
    office.run('supervisor', 'office', 'set', 'clocks', stdin=json.dumps({'verify': 20}))
    office.run('supervisor', 'office', 'set', 'clocks', stdin=json.dumps(clocks, indent=2))
    office.run('supervisor', 'office', 'set', 'holidays-2027', stdin=json.dumps(holidays))
    place.sync('andi')
    expected = [{'section': 'clocks', 'value': clocks},
                {'section': 'holidays-2027', 'value': holidays}]
    for profile in 'andi', 'supervisor':
        check(office.run(profile, 'office', 'settings') == expected, profile)



def case_is_exported_alike_and_says_so(place):
    """Before either hears of the other's export, both hold the same state: the same bytes."""
    office, number = place.office, place.new_case()
    paths = {profile: office.folder / f'{profile}.pdf' for profile in PEOPLE}
    digests = set()
    for profile, path in paths.items():
        answer = office.run(profile, 'case', 'export', number, '--output', str(path))[0]
        check(answer['sha256'] == hashlib.sha256(path.read_bytes()).hexdigest(), answer)
        digests.add(answer['sha256'])
        did = [op for item in place.show(profile, number)['timeline'] for op in item['ops']
               if op['do'] == 'did']
        check([(op['field'], op['value']) for op in did]
              == [('export', f'case {answer["sha256"]}')], did)
    check(len(digests) == 1, 'two desktops, two files')
    text = subprocess.run(['pdftotext', '-raw', paths['andi'], '-'], capture_output=True, text=True,
                          check=True).stdout
    check(number in text, 'the number')
    check(USUAL['story']['alias'] not in text, 'the alias on paper')
    again = ('andi', 'case', 'export', number, '--output', str(paths['andi']))
    check(office.call(*again).code == 7, 'a file was replaced unasked')
    check(office.call(*again, '--force').code == 0, 'not replaced')
    check(office.call(*again, '--force', '--sheet').code == 2, 'a sheet that is not there')
    check(office.call(*again[:-1], '/proc/a.pdf').code == 8, 'written where nothing can be')
    left = [path.name for path in office.folder.iterdir() if path.name.startswith('.kumbang')]
    check(not left, left)


def reporter_and_office_write_to_each_other(place):
    office = place.office
    filed = office.call('stranger', 'complaint', 'file', '--endpoint', office.endpoint, '--words-fd', '2',
                        stdin=json.dumps(USUAL) + '\n')
    check(filed.code == 0, filed.err)
    words = filed.err.strip()

    def reporter(command, text='', typed=words):
        return office.call('stranger', 'reporter', command, '--endpoint', office.endpoint,
                           secrets={'--words-fd': typed.encode()}, stdin=text)

    check(reporter('read').out == [{'card': None, 'counter': 0, 'set_aside': 0}], 'something before anything')
    place.sync('andi', 'rina')
    number = next(row['number'] for row in office.run('andi', 'list')
                  if place.show('andi', row['number'])['registration'] == filed.out[0]['registration'])
    check(office.call('andi', 'case', 'tell', number, stdin=' \n').code == 1, 'an empty message')
    office.run('andi', 'case', 'tell', number, '--asks', stdin='Kapan?\n')
    place.sync('andi')
    *lines, card = reporter('read').out
    check([(line['by'], line['text'], line.get('asks')) for line in lines] == [('office', 'Kapan?', True)], lines)
    check(card['card']['waits'] and card['counter'] == 2, card)

    check(reporter('write', 'Kemarin.').code == 0, 'the reporter writes')
    check(reporter('object', 'Saya keberatan.').code == 0, 'the reporter objects')
    place.sync('rina', 'andi', 'rina')
    *lines, card = reporter('read').out
    check([(line['by'], line['kind']) for line in lines]
          == [('office', 'message'), ('reporter', 'message'), ('reporter', 'objection')], lines)
    check(card['set_aside'] == 0, card)
    slip = ' '.join(words.split()[::-1])
    check(reporter('read', typed=slip).code != 0, 'words in another order')


TESTS = [
    work_is_kept_without_a_server_and_sent_later,
    unaware_changes_conflict_until_one_settles_them,
    a_case_goes_by_the_table,
    two_moves_at_once_are_settled_by_a_third,
    changes_of_no_known_form_are_refused,
    excluded_officer_gets_nothing_new_and_no_alarm,
    officers_alone_are_excluded_and_by_supervisors_alone,
    leadership_case_is_opened_to_the_case_team,
    supervisor_sets_what_all_desktops_follow,
    case_is_exported_alike_and_says_so,
    reporter_and_office_write_to_each_other,
]


def run_test(number, test, place):
    name = '/ctl/casework/' + test.__name__.replace('_', '-')
    try:
        test(place)
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
