// SPDX-License-Identifier: GPL-3.0-or-later
// Makes words.txt, the receipt's 2,048 words, from Debian's Indonesian spelling dictionary
// (package hunspell-id). Run by hand: the list is part of the protocol and must never change
// once a receipt exists; tests/portal/words-test.mjs checks its shape and its digest.
//
//   node src/portal/words/make-words.mjs [id_ID.dic] > src/portal/words.txt
//
// How a word is chosen: plain a–z, 4 to 7 letters, one word for each first four letters, so that
// four letters are enough when typing. Within those, words of prefer.txt (everyday things, chosen
// by hand) come first, then roots that take many affixes, which is what common words do in
// Indonesian. block.txt holds words that would frighten, offend, or that few people know.
import { readFileSync } from 'node:fs';

const COUNT = 2048;
const here = (name) => readFileSync(new URL(name, import.meta.url), 'latin1');
const list = (name) => here(name).split(/\s+/).filter(Boolean);

// Two characters a flag (FLAG long); A2 marks stems that are no words by themselves.
function dictionary(text) {
  const affixes = new Map();
  for (const line of text.split('\n').slice(1)) {
    const [word, flags = ''] = line.trim().split('/');
    if (!/^[a-z]{4,7}$/.test(word) || (flags.match(/../g) || []).includes('A2')) continue;
    affixes.set(word, Math.max(affixes.get(word) || 0, flags.length / 2));
  }
  return affixes;
}

const affixes = dictionary(readFileSync(process.argv[2] || '/usr/share/hunspell/id_ID.dic', 'latin1'));
const prefer = new Set(list('prefer.txt'));
const block = new Set(list('block.txt'));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const rank = (word) => (prefer.has(word) ? 1000 : 0) + affixes.get(word);
const ranked = [...affixes.keys()]
  .filter((word) => prefer.has(word) || !block.has(word))
  .sort((a, b) => rank(b) - rank(a) || a.length - b.length || compare(a, b));

const chosen = new Map();
for (const word of ranked) {
  if (chosen.size === COUNT) break;
  const start = word.slice(0, 4);
  if (!chosen.has(start)) chosen.set(start, word);
}
process.stdout.write([...chosen.values()].sort(compare).join('\n') + '\n');
if (process.env.KB_WORDS_VERBOSE) {
  const last = [...chosen.values()].pop();
  process.stderr.write(`${chosen.size} words, last chosen ${last} with ${affixes.get(last)} affixes\n`);
}
