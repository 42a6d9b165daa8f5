// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that a reporter derives from the words of the receipt, and nothing else.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { expand } from '@noble/hashes/hkdf.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';
import { ascii, concat } from './bytes.js';

// In slices of 10 ms, so that a slow phone still answers while one types.
async function stretch(words, genesis) {
  const salt = concat(ascii('kumbang/reporter/v1'), genesis);
  return scryptAsync(ascii(words.slice(0, 7).join(' ')), salt,
                     { N: 2 ** 14, r: 8, p: 1, dkLen: 32, asyncTick: 10 });
}

// words: the 8 words; genesis: 32 bytes. All keys, 32 bytes each; the caller wipes them.
export async function deriveKeys(words, genesis) {
  const k = await stretch(words, genesis);
  const key = (info) => expand(sha256, k, ascii(info), 32);
  const keys = { age: key('age'), sign: key('sign'), mailbox: key('mailbox'), answer: key('answer') };
  k.fill(0);
  return keys;
}

export const authorOf = (keys) => ed25519.getPublicKey(keys.sign);
export const recipientOf = (keys) => bech32.encodeFromBytes('age', x25519.getPublicKey(keys.age));

// What a complaint is made with: what opens answers is not among it.
export async function deriveReporter(words, genesis) {
  const keys = await deriveKeys(words, genesis);
  const { age, mailbox, ...rest } = keys;
  const reporter = { words, ...rest, author: authorOf(keys), recipient: recipientOf(keys),
                     mailboxHash: sha256(mailbox) };
  age.fill(0);
  mailbox.fill(0);
  return reporter;
}

export const sign = (reporter, bytes) => ed25519.sign(bytes, reporter.sign);

export function wipeReporter(reporter) {
  reporter.sign.fill(0);
  reporter.answer.fill(0);
  reporter.words = null;
}
