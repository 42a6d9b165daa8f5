#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tally.py TESTLOG.json…: counts the tests in meson's logs, one by one.

Meson counts programs; this counts the TAP lines in them. A program without TAP counts as one
test, a program that died outside its TAP as one more failure. Names what failed, prints
"N passed, N failed[, N skipped]" last and exits 1 if anything failed or nothing ran.
"""
import json
import re
import sys

TAP_LINE = re.compile(r'^(not )?ok\b([^\n#]*)(?:#\s*(\w+))?', re.MULTILINE)
ENDED_WELL = ('OK', 'EXPECTEDFAIL', 'SKIP')


def count_program(run):
    """Returns (passed, [names of failures], skipped) of one program's run."""
    lines = TAP_LINE.findall(run.get('stdout') or '')
    if not lines:
        skipped = run['result'] == 'SKIP'
        failed = run['result'] not in ENDED_WELL
        return int(not skipped and not failed), [run['result']] if failed else [], int(skipped)
    skipped = [name for bad, name, mark in lines if mark.upper() == 'SKIP']
    failed = [name.strip(' -0123456789') for bad, name, mark in lines
              if bad and mark.upper() != 'SKIP']
    passed = len(lines) - len(skipped) - len(failed)
    if run['result'] not in ENDED_WELL and not failed:
        failed = [f"outside its TAP: {run['result']}"]
    return passed, failed, len(skipped)


def main(paths):
    passed = failed = skipped = 0
    for path in paths:
        try:
            with open(path, encoding='utf-8', errors='replace') as log:
                runs = [json.loads(line) for line in log]
        except FileNotFoundError:
            print(f'FAILED {path}: no log, the tests did not run')
            failed += 1
            continue
        for run in runs:
            good, bad, left_out = count_program(run)
            for name in bad:
                print(f"FAILED {run['name']}: {name}")
            passed += good
            failed += len(bad)
            skipped += left_out
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
