#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of the Flatpak manifest before anybody builds it. Prints TAP."""
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(os.environ['KB_SRCROOT'])
APP_ID = 'id.go.kotawaringinbaratkab.Kumbang'
# All that the sandbox may reach. What is not here needs a reason and a change of this list.
ALLOWED = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
           '--device=dri', '--talk-name=org.freedesktop.secrets'}
BUILD_SYSTEMS = {'meson', 'autotools', 'cmake', 'cmake-ninja', 'simple'}


def no_repeats(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f'a key twice among {names}')
    return dict(pairs)


def bad_sources(module):
    """Yields what is wrong with the sources of MODULE: each must be pinned, or this very tree."""
    for source in module.get('sources', []):
        if source.get('type') == 'dir':
            if source.get('path') != '..':
                yield f"{module['name']}: dir {source.get('path')}"
        elif source.get('type') == 'archive':
            if not re.fullmatch('[0-9a-f]{64}', source.get('sha256', '')):
                yield f"{module['name']}: archive without its sha256"
            if not source.get('url', '').startswith('https://'):
                yield f"{module['name']}: archive not over https"
        else:
            yield f"{module['name']}: source of type {source.get('type')}"


def options_of_meson():
    text = (ROOT / 'meson_options.txt').read_text()
    return set(re.findall(r"^option\('([^']+)'", text, re.MULTILINE)) | {'buildtype'}


def bad_modules(manifest):
    modules = manifest['modules']
    if [module['name'] for module in modules][-1:] != ['kumbang']:
        yield 'kumbang is not the last module'
    for module in modules:
        if module.get('buildsystem') not in BUILD_SYSTEMS:
            yield f"{module['name']}: build system {module.get('buildsystem')}"
        if not module.get('sources'):
            yield f"{module['name']}: no sources"
        yield from bad_sources(module)
    for option in modules[-1].get('config-opts', []):
        name = re.fullmatch(r'-D([^=]+)=.+', option)
        if not name or name.group(1) not in options_of_meson():
            yield f'no such option: {option}'


def main():
    path = ROOT / 'flatpak' / f'{APP_ID}.json'
    manifest = json.loads(path.read_text(), object_pairs_hook=no_repeats)
    head = {'id': APP_ID, 'runtime': 'org.gnome.Platform', 'sdk': 'org.gnome.Sdk',
            'runtime-version': '49', 'command': 'kumbang'}
    results = [
        ('names-the-application-and-its-runtime',
         [f'{key} is {manifest.get(key)}' for key, value in head.items()
          if manifest.get(key) != value]),
        ('asks-for-no-more-than-agreed',
         [f'{arg} is not agreed' for arg in manifest['finish-args'] if arg not in ALLOWED]),
        ('modules-are-complete-and-pinned', list(bad_modules(manifest))),
    ]
    print(f'1..{len(results)}')
    for number, (name, complaints) in enumerate(results, 1):
        for complaint in complaints:
            print('# ' + complaint)
        print(f"{'not ' if complaints else ''}ok {number} /data/flatpak/{name}")
    return int(any(complaints for _, complaints in results))


if __name__ == '__main__':
    sys.exit(main())
