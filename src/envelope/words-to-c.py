# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the receipt's word list as a C table: words-to-c.py words.txt kb-word-table.h"""
import re
import sys

source, target = sys.argv[1:]
with open(source, encoding='ascii') as file:
    words = file.read().split()

# The list is part of the protocol: kb_word_list_find() relies on each of these.
assert len(words) == 2048, 'not 2,048 words'
assert words == sorted(words), 'not sorted'
assert all(re.fullmatch('[a-z]{4,7}', word) for word in words), 'not 4 to 7 letters'
assert len({word[:4] for word in words}) == 2048, 'first four letters are not unique'

with open(target, 'w', encoding='ascii') as file:
    file.write('/* Made by words-to-c.py. */\nstatic const char word_table[2048][8] = {\n')
    file.writelines(f'  "{word}",\n' for word in words)
    file.write('};\n')
