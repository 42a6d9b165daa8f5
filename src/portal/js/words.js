// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a receipt: 7 words of 11 bits and a check word that catches slips of the pen.
import { sha256 } from '@noble/hashes/sha2.js';
import { ascii, concat } from './bytes.js';
import { WORDS } from './word-list.js';

const COUNT = 8;

// The first 11 bits of bytes, `at` bits in.
function elevenBits(bytes, at) {
  let value = 0;
  for (let bit = at; bit < at + 11; bit++) {
    value = value << 1 | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
  }
  return value;
}

function checkWord(seven) {
  const digest = sha256(concat(ascii('kumbang/words/v1'), ascii(seven.join(' '))));
  return WORDS[elevenBits(digest, 0)];
}

// 10 bytes, of which the first 77 bits count → 8 words.
export function wordsFromBits(bits) {
  const seven = Array.from({ length: 7 }, (_, i) => WORDS[elevenBits(bits, 11 * i)]);
  return [...seven, checkWord(seven)];
}

export const randomWords = () => wordsFromBits(crypto.getRandomValues(new Uint8Array(10)));

const byStart = new Map(WORDS.map((word) => [word.slice(0, 4), word]));

// One typed word → the word of the list: case and what follows the fourth letter don't matter.
export const findWord = (typed) => byStart.get(typed.trim().toLowerCase().slice(0, 4)) || null;

// What a person typed → { words } or { error: 'count' | 'word' | 'check', unknown, count }. Numbers,
// commas and line breaks between the words don't matter.
export function readWords(text) {
  const typed = text.split(/[^\p{L}]+/u).filter(Boolean);
  const words = typed.map(findWord);
  const unknown = typed.filter((_, i) => !words[i]);
  if (unknown.length) return { error: 'word', unknown };
  if (words.length !== COUNT) return { error: 'count', count: words.length };
  if (checkWord(words.slice(0, 7)) !== words[7]) return { error: 'check' };
  return { words };
}
