#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/openapi.yaml against the server's source: the same codes, statuses and routes. TAP."""
import re
import sys
from pathlib import Path

import yaml

root = Path(sys.argv[1])
api = yaml.safe_load((root / 'docs/openapi.yaml').read_text(encoding='utf-8'))
refusals = dict(
    (code, status) for status, code in
    re.findall(r'\[KB_REFUSAL_\w+\] = \{ (\d+), "(\w+)"', (root / 'src/intake/kb-refusal.c').read_text()))
del refusals['none']
routes = re.findall(r'\{ "(/[^"]*)", "([A-Z]+)"', (root / 'src/intake/kb-server.c').read_text())


def references(node):
    if isinstance(node, dict):
        if '$ref' in node:
            yield node['$ref']
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def resolve(reference):
    node = api
    for name in reference.removeprefix('#/').split('/'):
        node = node[name]
    return node


def check_codes():
    listed = api['components']['schemas']['Code']['enum']
    assert len(listed) == len(set(listed)), 'a code is listed twice'
    assert set(listed) == set(refusals), set(listed) ^ set(refusals)


def check_statuses():
    described = {status for path in api['paths'].values() for op in path.values() for status in op['responses']}
    missing = set(refusals.values()) - described - {'405'}
    assert not missing, missing


def check_routes():
    paths = {(re.sub(r'\{.*', '', path), op.upper()) for path, item in api['paths'].items() for op in item}
    assert paths == set(routes), paths ^ set(routes)


def check_references():
    for reference in references(api):
        resolve(reference)


checks = [check_codes, check_statuses, check_routes, check_references]
failed = 0
print(f'1..{len(checks)}')
for number, check in enumerate(checks, 1):
    try:
        check()
        print(f'ok {number} /openapi/{check.__name__[6:]}')
    except (AssertionError, KeyError) as error:
        failed = 1
        print(f'not ok {number} /openapi/{check.__name__[6:]}\n# {error!r}')
sys.exit(failed)
