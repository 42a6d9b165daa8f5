# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for marked texts where they may be and where they must not be: files and memory."""
import os

CHUNK = 4 << 20


def spellings(marks):
    """Each mark as programs keep text: UTF-8 and UTF-16."""
    return {mark: (mark.encode(), mark.encode('utf-16-le')) for mark in marks}


def found_in(data, wanted):
    return {mark for mark, forms in wanted.items() if any(form in data for form in forms)}


def in_file(path, wanted):
    return found_in(path.read_bytes(), wanted)


def in_folder(folder, marks):
    """{path: marks} of the files under FOLDER, names of files included, that hold any of MARKS."""
    wanted = spellings(marks)
    hits = {}
    for path in sorted(folder.rglob('*')):
        found = found_in(os.fsencode(str(path)), wanted)
        if path.is_file() and not path.is_symlink():
            try:
                found |= in_file(path, wanted)
            except FileNotFoundError:
                continue                # a temporary file that was just renamed
        if found:
            hits[str(path)] = found
    return hits


def readable_maps(pid):
    with open(f'/proc/{pid}/maps', encoding='utf-8', errors='replace') as maps:
        for line in maps:
            words = line.split()
            name = words[5] if len(words) > 5 else 'anonymous'
            if words[1].startswith('r') and name not in ('[vvar]', '[vsyscall]'):
                first, last = (int(n, 16) for n in words[0].split('-'))
                yield first, last, name


def in_memory(pid, marks):
    """{mark: names of the mappings} of all that the process PID could read now."""
    wanted = spellings(marks)
    overlap = 2 * max(len(form) for forms in wanted.values() for form in forms)
    hits = {}
    with open(f'/proc/{pid}/mem', 'rb', buffering=0) as memory:
        for first, last, name in readable_maps(pid):
            before = b''
            for at in range(first, last, CHUNK):
                try:
                    data = os.pread(memory.fileno(), min(CHUNK, last - at), at)
                except OSError:
                    break               # a mapping beyond the end of its file, or just gone
                for mark in found_in(before + data, wanted):
                    hits.setdefault(mark, set()).add(name)
                before = data[-overlap:]
    return hits
