# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folder of src/ may include which: the table of docs/architecture.md, for the lint (which
reads the #include lines) and for tests/data/test-boundaries.py (which asks the compiler)."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A folder's own headers go without saying. seal's parts are libraries of their own, so that who may
# seal cannot open by that; the error codes come with either of the two.
SEALING = ('seal/sealing', 'seal/error')
OPENING = ('seal/opening', 'seal/error')
PROGRAM = ('paper', 'casework', 'store', 'sync', 'office', 'keyring', 'journal', 'envelope', *SEALING,
           'seal/sign', 'base')
MAY_INCLUDE = {
    'base': (),
    'seal/error': (),
    'seal/sign': ('base',),
    'seal/core': ('seal/sign', 'seal/error', 'base'),
    'seal/sealing': ('seal/core', 'seal/sign', 'seal/error', 'base'),
    'seal/opening': ('seal/core', 'seal/sign', 'seal/error', 'base'),
    'journal': ('seal/sign', 'base'),
    'envelope': ('journal', *SEALING, 'seal/sign', 'base'),
    'casework': ('journal', 'seal/sign', 'base'),
    'paper': ('casework', 'journal', 'seal/sign', 'base'),
    'keyring': ('base',),
    'store': ('journal', 'seal/sign', 'base'),
    'sync': ('store', 'keyring', 'journal', 'casework', 'envelope', *OPENING, 'seal/sign', 'base'),
    'office': ('keyring', 'journal', 'envelope', 'sync', 'store', 'casework', *OPENING, *SEALING,
               'seal/sign', 'base'),
    'identity': ('journal', *OPENING, 'seal/sign', 'base'),
    'desktop': PROGRAM,
    'ctl': PROGRAM,
    'intake': ('journal', *SEALING, 'seal/sign', 'envelope', 'base'),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)


def folder_of(path):
    """The folder of the table that PATH, somewhere below src/, belongs to; None if it has none."""
    parts = path.relative_to(ROOT / 'src').parts[:-1]
    for length in (2, 1):
        name = '/'.join(parts[:length])
        if name in MAY_INCLUDE:
            return name
    return None


def headers_by_folder():
    """{folder: [headers' base names]}; headers outside the table are under None."""
    headers = {}
    for path in sorted((ROOT / 'src').rglob('*.h')):
        headers.setdefault(folder_of(path), []).append(path.name)
    return headers
