// SPDX-License-Identifier: GPL-3.0-or-later
// A sealed part: JSON whose first member is the context, padded with spaces to one of a few sizes,
// as one age file for one recipient, or for a message's two.
import { Encrypter } from 'age-encryption';
import { hex } from './bytes.js';

export const STORY_SIZES = [4096, 16384, 65536];
export const IDENTITY_SIZES = [4096];

export class TooLong extends Error {}

// The smallest of sizes that holds the object; spaces after JSON are still JSON.
export function pad(object, sizes) {
  const json = new TextEncoder().encode(JSON.stringify(object));
  const size = sizes.find((candidate) => json.length <= candidate);
  if (!size) throw new TooLong('more than the largest size');
  const out = new Uint8Array(size).fill(0x20);
  out.set(json);
  json.fill(0);
  return out;
}

export async function sealPart(context, members, sizes, ...recipients) {
  const plain = pad({ context: hex(context), v: 1, ...members }, sizes);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(plain);
  plain.fill(0);
  return sealed;
}
