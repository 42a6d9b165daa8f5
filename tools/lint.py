#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint.py: the house rules that a compiler does not know. Prints TAP, one test a rule.

Looks at the files that git tracks, or, where there is no git, at all but the build folders.
"""
import pathlib
import re
import subprocess
import sys

from boundaries import INCLUDE, MAY_INCLUDE, ROOT, folder_of, headers_by_folder

SOURCES = ('.c', '.h', '.ui', '.py', '.sh', '.js', '.mjs', '.cjs', '.css', '.sql', '.svg', '.xml',
           '.build', '.yaml', '.yml')
BINARY = ('.png', '.gz', '.br', '.db', '.sqlite', '.age', '.bin', '.woff2', '.ico', '.pdf')
# Bytes that tests feed to decoders, and texts that were not written here.
NOT_OURS = re.compile(r'^(COPYING$|tests/.*/(fixtures|corpus|vectors)/|tests/fuzz/corpus)')
MAX_LINES = 600
MAX_COLUMNS = 100
URL = re.compile(r'https?://\S{40,}')
# Spelled in two parts, so that this file passes its own rule.
UNFINISHED = re.compile(r'\b(' + 'TO' + 'DO|FIX' + r'ME)\b')
OUTSIDE = '../' + 'shared'
REGISTRIES = tuple('.'.join(parts) for parts in (
    ('registry', 'npmjs', 'org'), ('registry', 'yarnpkg', 'com'), ('deb', 'debian', 'org'),
    ('snapshot', 'debian', 'org'), ('pypi', 'org'), ('files', 'pythonhosted', 'org'),
    ('crates', 'io'), ('proxy', 'golang', 'org'), ('dl', 'flathub', 'org'), ('docker', 'io'),
    ('ghcr', 'io'), ('cdn', 'jsdelivr', 'net'), ('unpkg', 'com'),
))
DEPRECATED = re.compile(
    r'GtkFileChooserNative|gtk_file_chooser_native_|GTK_FILE_CHOOSER_NATIVE'
    r'|AdwMessageDialog|adw_message_dialog_|ADW_MESSAGE_DIALOG'
    r'|AdwAboutWindow|adw_about_window_|adw_show_about_window|ADW_ABOUT_WINDOW')
MAY_USE_DEPRECATED = re.compile(r'^src/(desktop/kb-dialogs\.[ch]$|identity/)')


def tracked_files():
    done = subprocess.run(['git', '-C', ROOT, 'ls-files', '-z', '--cached', '--others',
                           '--exclude-standard'], capture_output=True, text=True)
    if done.returncode == 0:
        names = [name for name in done.stdout.split('\0') if name]
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob('*')]
        names = [name for name in names
                 if not re.search(r'(^|/)(build[^/]*|node_modules|__pycache__|\.git|out)/', name)]
    return sorted(name for name in names if (ROOT / name).is_file())


def read_texts():
    """{path: text} of each tracked text file that was written here."""
    texts = {}
    for name in tracked_files():
        if name.endswith(BINARY) or NOT_OURS.match(name):
            continue
        try:
            texts[name] = (ROOT / name).read_text(encoding='utf-8')
        except UnicodeDecodeError:
            pass  # Bytes for a test, not a text.
    return texts


def is_script(text):
    return text.startswith('#!')


def without_licence(texts):
    for name, text in texts.items():
        wants = name.endswith(SOURCES) or is_script(text) or name == 'Makefile'
        if wants and 'SPDX-License-Identifier: ' not in text[:1500]:
            yield f'{name}: no SPDX line'


def too_long(texts):
    for name, text in texts.items():
        if name.startswith('src/') and name.endswith(('.c', '.h')):
            lines = text.count('\n')
            if lines > MAX_LINES:
                yield f'{name}: {lines} lines, {MAX_LINES} at most'


def too_wide(texts):
    for name, number, line in lines_of_c(texts):
        if len(line) > MAX_COLUMNS and not URL.search(line):
            yield f'{name}:{number}: {len(line)} columns, {MAX_COLUMNS} at most'


def with_tab(texts):
    for name, number, line in lines_of_c(texts):
        if '\t' in line:
            yield f'{name}:{number}: a tab'


def lines_of_c(texts):
    for name, text in texts.items():
        if name.endswith(('.c', '.h')):
            for number, line in enumerate(text.splitlines(), 1):
                yield name, number, line


def without_once(texts):
    for name, text in texts.items():
        if name.endswith('.h') and '\n#pragma once\n' not in text:
            yield f'{name}: no #pragma once'


def unfinished(texts):
    yield from found(texts, UNFINISHED.search, 'an unfinished mark')


def names_outside(texts):
    yield from found(texts, lambda line: OUTSIDE in line, 'a path outside the repository')


def names_registry(texts):
    yield from found(texts, lambda line: any(host in line for host in REGISTRIES),
                     "a package registry's host (for npm: omit-lockfile-registry-resolved=true)")


def found(texts, wrong, what):
    for name, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if wrong(line):
                yield f'{name}:{number}: {what}'


def uses_deprecated(texts):
    for name, text in texts.items():
        if name.startswith(('src/', 'ui/')) and not MAY_USE_DEPRECATED.match(name):
            for match in DEPRECATED.finditer(text):
                number = text.count('\n', 0, match.start()) + 1
                yield f'{name}:{number}: {match.group()} outside src/desktop/kb-dialogs.c'


def crosses_boundary(texts):
    owner = {header: folder for folder, names in headers_by_folder().items() for header in names}
    for name, text in texts.items():
        if not name.startswith('src/') or not name.endswith(('.c', '.h')):
            continue
        here = folder_of(ROOT / name)
        if here is None:
            yield f'{name}: its folder is not in tools/boundaries.py'
            continue
        for header in INCLUDE.findall(text):
            there = owner.get(pathlib.PurePath(header).name)
            if there and there != here and there not in MAY_INCLUDE[here]:
                yield f'{name}: {here} may not include {header} of {there}'


RULES = (
    ('each-source-has-its-licence', without_licence),
    ('no-file-is-too-long', too_long),
    ('no-line-is-too-wide', too_wide),
    ('no-tabs-in-c', with_tab),
    ('each-header-has-pragma-once', without_once),
    ('no-unfinished-marks', unfinished),
    ('no-paths-outside-the-repository', names_outside),
    ('no-registry-hosts', names_registry),
    ('deprecated-dialogs-stay-in-kb-dialogs', uses_deprecated),
    ('includes-keep-to-the-table', crosses_boundary),
)


def main():
    texts = read_texts()
    print(f'1..{len(RULES)}')
    failed = 0
    for number, (rule, check) in enumerate(RULES, 1):
        complaints = list(check(texts))
        for complaint in complaints:
            print('# ' + complaint)
        failed += bool(complaints)
        print(f"{'not ' if complaints else ''}ok {number} /lint/{rule}")
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
