#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a text file as a C string that a program carries: text-to-c.py FILE NAME HEADER"""
import json
import sys

source, name, target = sys.argv[1:]
with open(source, encoding='utf-8') as file:
    lines = file.read().splitlines(keepends=True)

with open(target, 'w', encoding='utf-8') as file:
    file.write(f'/* Made by text-to-c.py. */\nstatic const char {name}[] =\n')
    file.writelines(f'  {json.dumps(line, ensure_ascii=False)}\n' for line in lines)
    file.write('  ;\n')
