#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""swarm.py [--from SEED] [--count N] [--steps N] [--real]: one server and five desktops (and a laptop that
is lost and revoked) at random work, each a process of its own, over lines that are cut and
deaf, with kill -9 and clocks that jump. In the end all desktops of a stream must be equal and
nothing that was acknowledged may be lost. Each schedule follows from its seed, which is printed."""
import argparse
import collections
import json
import random
import shutil
import sys
import tempfile
import time
import traceback

from swarm_desk import Gone
from swarm_net import CUT, DEAF, OPEN, TORN
from swarm_office import LOST, Office

HOUR = 3600
YEAR = 365 * 24 * HOUR
ROUNDS = 12
STREAMS = ('roster', 'office', 'leadership')
COMPLAINT, WORK = 16, 18
NO_SUCH_CASE = 7                # of KbStoreError: a desktop that has not pulled it yet


class Schedule:
    def __init__(self, office, seed, steps):
        self.office = office
        self.random = random.Random(seed)
        self.steps = steps
        self.n = 0
        self.acked = collections.defaultdict(set)    # desk → notes whose writing was answered
        self.tried = set()                           # every note and story ever begun
        self.complaints = set()                      # stories that the server said it has
        self.cases = collections.defaultdict(dict)   # stream → case → complaint id

    # The steps. Each may be refused or cut short; none may break a promise.

    def pick(self, desks=None):
        return self.random.choice(list(desks or self.office.desks.values()))

    def text(self, what):
        self.n += 1
        text = f'{what}-{self.n}-'
        self.tried.add(text)
        return text

    def exchange(self):
        self.pick().ask('exchange')

    def complain(self):
        text = self.text('aduan')
        about = self.random.choice(('no', 'no', 'no', 'staff'))
        story = {'category': 'korupsi', 'alias': 'kumbang', 'text': text + ' cerita contoh',
                 'reported': {'inspectorate': about}}
        answer = self.pick().ask('complain', story=story, contact={'phone': '081200000000'})
        if answer['ok']:
            self.complaints.add(text)

    def write(self):
        desk = self.pick([desk for desk in self.office.desks.values()
                          if desk.role != 'custodian'])
        streams = ['office'] + (['leadership'] if desk.role == 'supervisor' else [])
        stream = self.random.choice([name for name in streams if self.cases[name]] or [None])
        if stream is None:
            return
        case = self.random.choice(sorted(self.cases[stream]))
        text = self.text('catatan')
        ops = [{'note': text}]
        if self.random.random() < 0.6:
            field, values = self.random.choice((
                ('assignee', ('', *self.office.keys.values())),
                ('importance', ('', 'high')),
                ('bidang_uji', ('', 'a', 'b'))))
            ops.append({'set': field, 'value': self.random.choice(values)})
        if self.random.random() < 0.3:
            ops.append({self.random.choice(('add', 'remove')): 'tags',
                        'value': self.random.choice('xyz')})
        answer = desk.ask('write', stream=stream, case=case, members={'ops': ops})
        if answer['ok']:
            self.acked[desk.name].add(text)
        elif answer['domain'] != 'kb-store-error-quark' or answer['code'] != NO_SUCH_CASE:
            raise AssertionError(f"{desk.name} can't write: {answer['message']}")

    def use_identity(self):
        if self.cases['office']:
            case = self.random.choice(sorted(self.cases['office']))
            self.office.desks['ratna'].ask('use', case=case, reason='Alasan yang cukup panjang',
                                           complaint=self.cases['office'][case])

    def learn(self):
        """Which cases there are, as a supervisor sees it."""
        for stream in ('office', 'leadership'):
            answer = self.office.desks['sari'].ask('entries', stream=stream)
            for entry in answer.get('entries', ()):
                if entry['kind'] == COMPLAINT:
                    self.cases[stream][entry['case']] = entry['id']

    def disturb(self):
        desk = self.pick()
        desk.line.mode = self.random.choice((CUT, CUT, DEAF, TORN))

    def heal(self):
        for desk in self.office.desks.values():
            if self.random.random() < 0.6:
                desk.line.mode = OPEN

    def kill_desk(self):
        """At a random moment of an exchange, or at rest; it comes back with another clock."""
        desk = self.pick()
        if self.random.random() < 0.7:
            desk.send('exchange')
            time.sleep(self.random.random() * 0.03)
        desk.kill()
        if self.random.random() < 0.5:
            desk.clock = self.random.choice((0, HOUR, -3 * HOUR, 10 * YEAR, -10 * YEAR))

    def kill_intake(self):
        desk = self.pick()
        desk.send('exchange')
        time.sleep(self.random.random() * 0.02)
        self.office.intake.kill()
        self.office.intake.clock += self.random.choice((0, 0, -2 * HOUR, HOUR, 26 * HOUR))
        self.office.intake.start()
        desk._answer()

    def revoke(self):
        """Either supervisor; broken off, it is finished in the end."""
        self.pick([self.office.desks['sari'], self.office.desks['budi']]).ask(
            'revoke', device=self.office.keys[LOST])

    def run(self):
        weights = ((self.exchange, 26), (self.write, 34), (self.complain, 10), (self.learn, 8),
                   (self.use_identity, 3), (self.disturb, 6), (self.heal, 6), (self.kill_desk, 5),
                   (self.kill_intake, 2))
        steps, odds = zip(*weights)
        revoke_at = self.random.randrange(self.steps)
        self.learn()
        for i in range(self.steps):
            step = self.revoke if i == revoke_at else self.random.choices(steps, odds)[0]
            try:
                step()
            except Gone:
                pass
        self.finish()
        self.check()

    # The end: everything heals, and then it must all be there.

    def finish(self):
        office = self.office
        for desk in office.desks.values():
            desk.kill()
            desk.clock = 0
            desk.line.mode = OPEN
        sari = office.desks['sari']
        sari.must('exchange')
        answer = sari.ask('revoke', device=office.keys[LOST])
        if not answer['ok']:
            sari.must('mend')
        for _ in range(ROUNDS):
            for desk in office.staying:
                desk.must('exchange')
            heads = [desk.must('head') for desk in office.staying]
            leadership = [desk.must('head')['leadership'] for desk in office.reading('leadership')]
            states = [desk.must('verify') for desk in office.staying]
            if (all(state['pending'] == 0 for state in states) and len(set(leadership)) == 1 and
                    len({(head['office'], head['roster']) for head in heads}) == 1):
                return
        raise AssertionError(f'no rest after {ROUNDS} rounds: {states}')

    def check(self):
        for desk in self.office.staying:
            state = desk.must('verify')
            assert state['wrong'] == 0, f'{desk.name}: {state}'
            assert state['alarm'] == '', f"{desk.name}: alarm {state['alarm']}"
            assert state['refused'] == 0, f'{desk.name}: {state}'
        for stream in ('office', 'leadership'):
            self.check_equal(stream)
        self.check_nothing_lost()
        answer = self.office.desks[LOST].ask('exchange')
        assert not answer['ok'], 'the revoked laptop still gets in'

    def check_equal(self, stream):
        first, *others = self.office.reading(stream)
        cases = first.must('cases', stream=stream)['cases']
        head = first.must('head')[stream]
        for desk in others:
            assert desk.must('head')[stream] == head, f'{stream}: {desk.name} has another head'
            theirs = desk.must('cases', stream=stream)['cases']
            assert theirs == cases, f'{stream}: {desk.name} folds otherwise than {first.name}'

    def check_nothing_lost(self):
        counts = collections.Counter()
        entries = []
        for stream in ('office', 'leadership'):
            entries += self.office.desks['sari'].must('entries', stream=stream)['entries']
        for entry in entries:
            assert entry['quarantine'] == 0, f'set aside: {entry}'
            for text in self.texts_of(entry):
                counts[text] += 1
        wanted = set(self.complaints)
        for name, notes in self.acked.items():
            if name != LOST:
                wanted |= notes
        lost = sorted(text for text in wanted if counts[text] == 0)
        doubled = sorted(text for text, n in counts.items() if n > 1)
        assert not lost, f'lost: {lost}'
        assert not doubled, f'doubled: {doubled}'
        assert set(counts) <= self.tried, 'something that nobody wrote'

    @staticmethod
    def texts_of(entry):
        if not entry['text']:
            return []
        text = json.loads(entry['text'])
        if entry['kind'] == COMPLAINT:
            return [text['text'].split()[0]]
        if entry['kind'] == WORK:
            return [op['note'] for op in text['ops'] if 'note' in op]
        return []


def run_one(template, folder, seed, options):
    office = template.copy_to(f'{folder}/{seed}', f'-{seed}' if options.real else '')
    try:
        office.start()
        Schedule(office, seed, options.steps).run()
        return None
    except (AssertionError, Gone, OSError, KeyError, ValueError) as error:
        traceback.print_exc(limit=4, file=sys.stdout)
        return str(error) or repr(error)
    finally:
        office.stop()
        shutil.rmtree(office.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--from', dest='first', type=int, default=1)
    parser.add_argument('--count', type=int, default=20)
    parser.add_argument('--steps', type=int, default=40)
    parser.add_argument('--real', action='store_true', help="use the session's keyring")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='kumbang-swarm-')
    template = Office(f'{folder}/template')
    failed = 0
    try:
        template.found()
        template.stop()
        print(f'1..{options.count}', flush=True)
        for i in range(options.count):
            seed = options.first + i
            why = run_one(template, folder, seed, options)
            failed += why is not None
            print(f"{'ok' if why is None else 'not ok'} {i + 1} /swarm/seed-{seed}", flush=True)
            if why is not None:
                print(f'# {why}', flush=True)
    finally:
        template.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
