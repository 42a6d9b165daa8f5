#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po.py update | check-files | check-complete | check-format: keeps po/ true.

update          rewrites po/POTFILES.in from the sources and merges every language with them
check-files     POTFILES.in lists each file with translatable strings, and no other
check-complete  no message of a fresh template lacks its translation
check-format    msgfmt accepts every language, formats included
The checks print TAP and change nothing. A template is made anew each time and never kept.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PO = ROOT / 'po'
MARKED = {
    '.c': re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)\s*\('),
    '.h': re.compile(r'\b(?:_|N_|C_|NC_|ngettext)\s*\((?!string\b)'),
    '.ui': re.compile(r'translatable="(?:yes|true)"'),
}
# Files of data/ carry no marks; their kind says what is translated in them.
ALWAYS = ('data/*.desktop.in', 'data/*.metainfo.xml.in', 'data/*.gschema.xml')
# Tables that the programs bring, and the members in them that are for people.
TABLES = {'data/clocks.json': ('label',), 'data/workflow.json': ('label',)}
XGETTEXT = [
    'xgettext', '--from-code=UTF-8', '--add-location=file', '--sort-by-file', '--no-wrap',
    '--package-name=kumbang', '--add-comments=Translators:',
    '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
    '--keyword=ngettext:1,2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3',
    '--flag=_:1:pass-c-format', '--flag=N_:1:pass-c-format', '--flag=ngettext:1:pass-c-format',
    '--flag=ngettext:2:pass-c-format', '--flag=g_strdup_printf:1:c-format',
    '--flag=g_set_error:4:c-format', '--flag=g_string_append_printf:2:c-format',
    '--flag=g_print:1:c-format', '--flag=g_printerr:1:c-format',
]
COMMENT = re.compile(r'/\*.*?\*/|<!--.*?-->|^\s*//.*?$', re.DOTALL | re.MULTILINE)


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, check=True, text=True, capture_output=True, **options)


def languages():
    lines = (PO / 'LINGUAS').read_text().splitlines()
    return [name for line in lines if not line.startswith('#') for name in line.split()]


def listed_files():
    lines = (PO / 'POTFILES.in').read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith('#')]


def translatable_files():
    found = {str(path.relative_to(ROOT)) for pattern in ALWAYS for path in ROOT.glob(pattern)}
    found.update(TABLES)
    for folder in ('src', 'ui'):
        for path in (ROOT / folder).rglob('*'):
            marks = MARKED.get(path.suffix)
            if marks and marks.search(COMMENT.sub('', path.read_text(encoding='utf-8'))):
                found.add(str(path.relative_to(ROOT)))
    return sorted(found)


def texts_of(value, members):
    """Every text under one of MEMBERS in a table."""
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item, members)]
    if not isinstance(value, dict):
        return []
    own = [text for name, text in value.items() if name in members and isinstance(text, str)]
    return own + texts_of(list(value.values()), members)


def mark_tables(folder):
    """Puts a table's texts, as C that xgettext reads, at the table's own path below FOLDER."""
    for name, members in TABLES.items():
        texts = texts_of(json.loads((ROOT / name).read_text(encoding='utf-8')), members)
        marked = pathlib.Path(folder, name)
        marked.parent.mkdir(parents=True, exist_ok=True)
        marked.write_text(''.join(f'_({json.dumps(text, ensure_ascii=False)})\n' for text in texts))


def make_template(folder, files):
    """Writes a template of FILES into FOLDER. The date is left out, so that two people who
    refresh the same language at the same time do not collide in its header."""
    names = pathlib.Path(folder, 'files')
    names.write_text('\n'.join(files) + '\n')
    template = pathlib.Path(folder, 'kumbang.pot')
    mark_tables(folder)
    run(*XGETTEXT, f'--directory={folder}', f'--directory={ROOT}', f'--files-from={names}',
        f'--output={template}')
    lines = template.read_text().splitlines(keepends=True)
    template.write_text(''.join(l for l in lines if not l.startswith('"POT-Creation-Date:')))
    return template


def merge(language, template):
    """Returns LANGUAGE merged with TEMPLATE: no guesses, nothing that is no longer used."""
    # Two branches that added the same message leave it twice after git's union merge.
    once = run('msguniq', '--force-po', '--use-first', '--no-wrap', str(PO / f'{language}.po')).stdout
    with tempfile.NamedTemporaryFile('w', suffix='.po') as old:
        old.write(once)
        old.flush()
        merged = run('msgmerge', '--quiet', '--no-fuzzy-matching', '--no-wrap',
                     '--add-location=file', '--sort-by-file', old.name, str(template)).stdout
    return run('msgattrib', '--force-po', '--no-obsolete', '--no-wrap', '--add-location=file',
               '--sort-by-file', input=merged).stdout


def unfinished(text):
    """Returns the messages of a PO text that lack a translation or are marked fuzzy."""
    left = set()
    for flag in ('--untranslated', '--only-fuzzy'):
        part = run('msgattrib', flag, '--no-wrap', '--no-obsolete', input=text).stdout
        for message in re.findall(r'^msgid ((?:".*"\n)+)', part, re.MULTILINE):
            left.add(''.join(line[1:-1] for line in message.splitlines()))
    return sorted(left - {''})  # The empty message is the header, which is always repeated.


def update():
    files = translatable_files()
    header = '# SPDX-License-Identifier: GPL-3.0-or-later\n# Written by tools/update-po.sh.\n'
    (PO / 'POTFILES.in').write_text(header + '\n'.join(files) + '\n')
    with tempfile.TemporaryDirectory() as folder:
        template = make_template(folder, files)
        for language in languages():
            text = merge(language, template)
            (PO / f'{language}.po').write_text(text)
            print(f'{language}: {len(unfinished(text))} messages to translate')
            for message in unfinished(text):
                print('  ' + message)
    return 0


def tap(results):
    """RESULTS: (name, [complaints]) in turn. Prints them as TAP; 1 if any has a complaint."""
    print(f'1..{len(results)}')
    for number, (name, complaints) in enumerate(results, 1):
        for complaint in complaints:
            print('# ' + complaint.replace('\n', ' '))
        print(f"{'not ' if complaints else ''}ok {number} {name}")
    return 1 if any(complaints for _, complaints in results) else 0


def check_files():
    listed, marked = listed_files(), translatable_files()
    return tap([
        ('/po/files/each-translatable-file-is-listed',
         [f'{name}: run tools/update-po.sh' for name in marked if name not in listed]),
        ('/po/files/each-listed-file-exists',
         [f'{name}: run tools/update-po.sh' for name in listed if not (ROOT / name).is_file()]),
        ('/po/files/no-file-is-listed-twice',
         [] if len(listed) == len(set(listed)) else ['run tools/update-po.sh']),
    ])


def check_complete():
    with tempfile.TemporaryDirectory() as folder:
        template = make_template(folder, translatable_files())
        return tap([(f'/po/complete/{language}', unfinished(merge(language, template)))
                    for language in languages()])


def check_format():
    results = []
    for language in languages():
        done = subprocess.run(['msgfmt', '--check', '--output-file=/dev/null', f'po/{language}.po'],
                              cwd=ROOT, text=True, capture_output=True)
        results.append((f'/po/format/{language}',
                        done.stderr.splitlines() if done.returncode else []))
    return tap(results)


COMMANDS = {
    'update': update,
    'check-files': check_files,
    'check-complete': check_complete,
    'check-format': check_format,
}

if __name__ == '__main__':
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
