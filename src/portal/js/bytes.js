// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes in, bytes out: what the modules that write formats share.

export const ascii = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

export function unhex(text, size) {
  if (typeof text !== 'string' || text.length !== 2 * size || /[^0-9a-f]/.test(text)) {
    throw new Error('not the hex of ' + size + ' bytes');
  }
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

export function concat(...arrays) {
  const out = new Uint8Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

export const u8 = (value) => Uint8Array.of(value);

export function u32(value) {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

// A JavaScript number is exact up to 2^53: enough for every count and time of the format.
export function u64(value) {
  return concat(u32(Math.floor(value / 0x100000000)), u32(value % 0x100000000));
}
