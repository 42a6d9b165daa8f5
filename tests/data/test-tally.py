#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The closing line of make check must not flatter: each way in which a test program can go wrong
counts as a failure. Prints TAP."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TALLY = pathlib.Path(os.environ['KB_SRCROOT']) / 'tools' / 'tally.py'
GOOD_TAP = 'TAP version 13\n1..2\nok 1 /a\nok 2 /b\n'
CASES = (
    # (name, [(result, stdout)], last line, exit code)
    ('counts-each-tap-line', [('OK', GOOD_TAP)], '2 passed, 0 failed', 0),
    ('counts-a-program-without-tap-once', [('OK', 'hello\n')], '1 passed, 0 failed', 0),
    ('counts-a-failed-line', [('FAIL', 'ok 1 /a\nnot ok 2 /b\n')], '1 passed, 1 failed', 1),
    ('counts-a-crash-after-good-lines', [('FAIL', GOOD_TAP)], '2 passed, 1 failed', 1),
    ('counts-a-timeout', [('TIMEOUT', '')], '0 passed, 1 failed', 1),
    ('names-what-was-skipped', [('OK', 'ok 1 /a\nok 2 /b # SKIP no screen\n')],
     '1 passed, 0 failed, 1 skipped', 0),
    ('an-incomplete-test-is-no-pass', [('FAIL', 'ok 1 /a\nnot ok 2 /b # later\n')],
     '1 passed, 1 failed', 1),
    ('fails-when-nothing-ran', [], '0 passed, 0 failed', 1),
)


def tally(*paths):
    return subprocess.run([sys.executable, TALLY, *paths], text=True, capture_output=True)


def main():
    failed = False
    print(f'1..{len(CASES) + 1}')
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, runs, last, code) in enumerate(CASES, 1):
            log = pathlib.Path(folder, f'{number}.json')
            log.write_text(''.join(json.dumps({'name': 't', 'result': result, 'stdout': out}) + '\n'
                                   for result, out in runs))
            done = tally(log)
            good = done.stdout.splitlines()[-1] == last and done.returncode == code
            failed |= not good
            print(f"{'' if good else 'not '}ok {number} /house/tally/{name}")
        good = tally(pathlib.Path(folder, 'absent.json')).returncode == 1
        failed |= not good
        print(f"{'' if good else 'not '}ok {len(CASES) + 1} /house/tally/fails-when-a-log-is-absent")
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
