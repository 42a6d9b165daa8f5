#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the compiler itself, with the very flags by which a folder of src/ is built, whether it finds
the headers of every other folder. Those outside tools/boundaries.py must not compile; the folder's
own and those of base must. Prints TAP, one test a folder."""
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(os.environ['KB_SRCROOT'])
BUILD = pathlib.Path(os.environ['KB_BUILDROOT'])
sys.path.insert(0, str(ROOT / 'tools'))
sys.dont_write_bytecode = True

from boundaries import MAY_INCLUDE, folder_of, headers_by_folder  # noqa: E402


def without_input_and_output(entry):
    """The compiler command of ENTRY up to what it reads and writes."""
    words = iter(shlex.split(entry['command']))
    kept = []
    for word in words:
        if word in ('-o', '-MQ', '-MF'):
            next(words)
        elif word not in ('-c', '-MD', entry['file']):
            kept.append(word)
    return kept


def flags_by_folder():
    """{folder: [its compiler commands]}, one for each include path that occurs there."""
    flags = {}
    for entry in json.loads((BUILD / 'compile_commands.json').read_text()):
        path = (BUILD / entry['file']).resolve()
        if (ROOT / 'src') not in path.parents or folder_of(path) is None:
            continue
        words = without_input_and_output(entry)
        include_path = tuple(word for word in words if word.startswith('-I') and '.p' not in word)
        flags.setdefault(folder_of(path), {}).setdefault(include_path, words)
    return {folder: list(commands.values()) for folder, commands in flags.items()}


def compile_with(flags, header):
    return subprocess.run([*flags, '-fsyntax-only', '-w', '-include', header, '-x', 'c', '-'],
                          input='', text=True, capture_output=True, cwd=BUILD)


def complaints_about(folder, flags, headers):
    """Yields what is wrong with the include path that FOLDER is built with."""
    for other, names in headers.items():
        if other is None:
            continue
        allowed = other == folder or other in MAY_INCLUDE[folder]
        must_compile = other == folder or other == 'base' and allowed
        if allowed and not must_compile:
            continue  # May, but need not: not every folder uses all that it is entitled to.
        for header in names if not allowed else names[:1]:
            done = compile_with(flags, header)
            if not allowed and done.returncode == 0:
                yield f'{folder} can include {header} of {other}'
            elif not allowed and f'{header}: No such file' not in done.stderr:
                yield f'{header} in {folder} failed for another reason: {done.stderr[:300]}'
            elif allowed and done.returncode != 0:
                yield f'{folder} cannot include {header} of {other}: {done.stderr[:300]}'


def main():
    flags, headers = flags_by_folder(), headers_by_folder()
    print(f'1..{len(flags) + 1}')
    print(f"{'ok' if flags and headers.get('base') else 'not ok'} 1 /house/boundaries/folders-are-built")
    failed = not flags
    for number, folder in enumerate(sorted(flags), 2):
        complaints = [complaint for command in flags[folder]
                      for complaint in complaints_about(folder, command, headers)]
        for complaint in complaints:
            print('# ' + complaint.replace('\n', ' '))
        failed |= bool(complaints)
        name = folder.replace('/', '-')
        print(f"{'not ' if complaints else ''}ok {number} /house/boundaries/{name}-finds-only-its-own")
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
