#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a real Chromium and an office by command, over a real intake: each reads what the other
wrote. Prints TAP."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(os.environ['KB_SRCROOT'], 'tools')))
sys.dont_write_bytecode = True

from kumbang_office import BUILD, ROOT, Office, Session  # noqa: E402

HERE = ROOT / 'tests' / 'portal'
CHROMIUM = os.environ.get('KB_CHROMIUM', '/usr/bin/chromium')
SAMPLE = json.loads((HERE / 'fields-sample.json').read_text())
QUESTION = 'Mohon sebutkan tanggalnya.'
ANSWER = 'Tanggal 3 Maret 2026 – “pagi”.'


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def missing():
    if not pathlib.Path(CHROMIUM).exists():
        return 'no Chromium'
    if not shutil.which('node') or not (HERE / 'node_modules').is_dir():
        return 'no node, or npm ci was not run in tests/portal'
    return None


class Place:
    def __init__(self):
        self.session = Session()
        self.office = Office(self.session, page=BUILD / 'src' / 'portal' / 'dist')
        self.office.found('Inspektorat Contoh', 'Sari Contoh')
        self.office.join('andi', 'officer', 'Andi Contoh')
        with tempfile.NamedTemporaryFile('w', suffix='.json') as sheet:
            json.dump(SAMPLE, sheet)
            sheet.flush()
            self.receipt = self.page('drive-page.mjs', sheet.name)
        self.office.run('andi', 'sync')
        self.number = self.office.run('andi', 'list')[0]['number']

    def page(self, script, *words):
        done = subprocess.run(['node', HERE / script, self.office.endpoint + '/', *words],
                              capture_output=True, text=True, timeout=120)
        check(done.returncode == 0, f'{script}: {done.stderr[-2000:]}')
        return json.loads(done.stdout)

    def come_back(self, *said):
        return self.page('drive-return.mjs', self.receipt['words'], *said)

    def close(self):
        self.office.close()
        self.session.close()


def nothing_told_is_not_confirmed(place):
    shown = place.come_back()
    check(shown['number'] == place.receipt['number'], shown)
    check(shown['messages'] == [], shown)


def question_of_an_officer_is_read_on_the_page(place):
    place.office.run('andi', 'case', 'tell', place.number, '--asks', stdin=QUESTION + '\n')
    place.office.run('andi', 'sync')
    shown = place.come_back()
    check([line['text'].strip() for line in shown['messages']] == [QUESTION], shown)
    check('tidak dapat dipastikan' not in shown['text'], shown)
    check(shown['status'] == 'Diterima' and 'Kantor menunggu jawaban Anda.' in shown['text'], shown)


def answer_of_the_page_is_read_by_the_office(place):
    shown = place.come_back('answer', ANSWER)
    check([line['own'] for line in shown['messages']] == [False, True], shown)
    place.office.run('andi', 'sync')
    case = place.office.run('andi', 'show', place.number)[0]
    theirs = [item for item in case['timeline']
              if item['kind'] == 'message' and item['author-role'] == 'reporter']
    check([item['quarantine'] for item in theirs] == [0], theirs)
    check(case['quarantine'] == 0, case)


def both_programs_of_a_reporter_agree(place):
    def reporter(command, stdin=''):
        return place.office.run('stranger', 'reporter', command, '--endpoint', place.office.endpoint,
                                secrets={'--words-fd': place.receipt['words'].encode()}, stdin=stdin)

    reporter('write', 'Dari baris perintah.\n')
    shown = place.come_back('answer', 'Dari halaman.')
    said = [line['text'].strip() for line in shown['messages']]
    check(said == [QUESTION, ANSWER, 'Dari baris perintah.', 'Dari halaman.'], said)
    lines = [line['text'].strip() for line in reporter('read') if 'text' in line]
    check(lines == said, lines)


TESTS = [
    nothing_told_is_not_confirmed,
    question_of_an_officer_is_read_on_the_page,
    answer_of_the_page_is_read_by_the_office,
    both_programs_of_a_reporter_agree,
]


def run_test(number, test, place):
    name = '/portal/return-office/' + test.__name__.replace('_', '-')
    try:
        test(place)
    except Exception:
        print(f'not ok {number} {name}')
        print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
        return False
    print(f'ok {number} {name}', flush=True)
    return True


def main():
    lacks = missing()
    if lacks:
        print(f'1..0 # SKIP {lacks}')
        return 0
    print(f'1..{len(TESTS)}', flush=True)
    place = Place()
    try:
        results = [run_test(i, test, place) for i, test in enumerate(TESTS, 1)]
    finally:
        place.close()
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
