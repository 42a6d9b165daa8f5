#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A complaint's way from a real browser to the custodian's window, in one real system. Prints TAP.

A server, a keyring, an office of three, Chromium, GTK windows on virtual screens. The tests of one
complaint follow it step by step; a name on the command line runs that test and those before it in
its file.
"""
import os
import pathlib
import sys
import time

ROOT = pathlib.Path(os.environ.get('KB_SRCROOT', pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests' / 'e2e')]
os.environ.pop('GTK_A11Y', None)

import scene  # noqa: E402


def chosen(wanted):
    import faults
    import main_job
    import window
    groups = [main_job.TESTS, window.TESTS, faults.TESTS]
    if not wanted:
        return [test for group in groups for test in group]
    picked = []
    for group in groups:
        places = [i for i, test in enumerate(group) if test.__name__ in wanted]
        picked += group[:max(places) + 1] if places else []
    return picked


def main():
    why = scene.missing()
    if why:
        print(f'1..0 # SKIP {why}')
        return 0
    tests = chosen(sys.argv[1:])
    print(f'1..{len(tests)}', flush=True)
    began = time.monotonic()
    place = scene.Place()
    try:
        place.set_up()
        print(f'# the office is founded after {time.monotonic() - began:.1f} s', flush=True)
        results = [scene.run_test(i, 'e2e', test, place) for i, test in enumerate(tests, 1)]
    finally:
        place.close()
    print(f'# {time.monotonic() - began:.1f} s in all')
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
