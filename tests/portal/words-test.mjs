// SPDX-License-Identifier: GPL-3.0-or-later
// The word list is part of the protocol: a receipt on paper must still open in ten years.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { equal, ok, run, skip, test } from './tap.mjs';

const path = new URL('../../src/portal/words.txt', import.meta.url);
const text = readFileSync(path, 'utf8');
const words = text.trimEnd().split('\n');

test('words/2048-in-order', () => {
  equal(words.length, 2048);
  equal(words.slice().sort().join('\n') + '\n', text);
});

test('words/plain-letters', () => {
  ok(words.every((word) => /^[a-z]{4,7}$/.test(word)));
});

test('words/four-letters-tell-apart', () => {
  equal(new Set(words.map((word) => word.slice(0, 4))).size, 2048);
});

test('words/never-changes', () => {
  equal(createHash('sha256').update(text).digest('hex'),
        '7af5f90fda568b1999d7476106c900f4b053aab0a48f52613f3553947e71c213');
});

test('words/made-from-the-dictionary', () => {
  if (!existsSync('/usr/share/hunspell/id_ID.dic')) skip('hunspell-id is not installed');
  const script = new URL('../../src/portal/words/make-words.mjs', import.meta.url).pathname;
  equal(execFileSync(process.execPath, [script], { encoding: 'utf8' }), text);
});

await run();
