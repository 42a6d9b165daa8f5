// SPDX-License-Identifier: GPL-3.0-or-later
// The header of an entry and the entry on the wire, as docs/protocol.md draws them. Here
// is the writing; what the return visit reads is in return/entry.js.
import { sha256 } from '@noble/hashes/sha2.js';
import { base32 } from '@scure/base';
import { ascii, concat, u32, u64, u8 } from './bytes.js';

export const STREAM = { office: 2, leadership: 3 };
export const KIND_COMPLAINT = 16;
export const KIND_MESSAGE = 17;
export const ROLE = { body: 1, story: 2, contact: 3, civil: 4, message: 8 };

const ZEROS = new Uint8Array(32);

const field = (bytes, size) => {
  if (bytes.length !== size) throw new Error('a field of ' + bytes.length + ' bytes, not ' + size);
  return bytes;
};

// The first 140 bytes: they are fixed before anything is sealed, and their digest is in each part.
function encodeStart(header) {
  return concat(
    u8(1),
    u8(header.critical ? 1 : 0),
    field(header.genesis, 32),
    u8(header.stream),
    field(header.caseId, 16),
    u8(header.kind),
    field(header.author, 32),
    u64(header.authorSeq),
    field(header.authorPrev || ZEROS, 32),
    field(header.nonce, 16),
  );
}

export const contextOf = (header) => sha256(encodeStart(header));

const seen = (place) => concat(u64(place ? place.seq : 0), field(place ? place.link : ZEROS, 32));
const short = (bytes) => concat(u8(bytes.length), bytes);

// parts: [{ role, bytes }] in the order of their role, or [{ role, length, hash }].
export function encodeHeader(header) {
  const parts = header.parts.map((part) => concat(
    u8(part.role),
    u32(part.bytes ? part.bytes.length : part.length),
    part.bytes ? sha256(part.bytes) : field(part.hash, 32),
  ));
  return concat(
    encodeStart(header),
    seen(header.seen),
    seen(header.seenRoster),
    short(ascii(header.audience)),
    u32(header.epoch),
    field(header.profile || ZEROS, 32),
    u64(header.authorTime),
    field(header.replaces || ZEROS, 32),
    u8(header.sealedBy || 0),
    short(header.pow || new Uint8Array(0)),
    u8(parts.length),
    ...parts,
  );
}

export const entryId = (headerBytes) => sha256(concat(ascii('kumbang/entry/v1'), headerBytes));

// DSSE's pre-authentication encoding of the header: what the author signs.
export const signedBytes = (headerBytes) => concat(
  ascii(`DSSEv1 16 kumbang/entry/v1 ${headerBytes.length} `), headerBytes);

export function encodeEntry(headerBytes, signature, parts) {
  const states = parts.map((part) => concat(u8(0), part.bytes));
  return concat(u32(headerBytes.length), headerBytes, field(signature, 64), ...states);
}

// XXXXX-XXXXX: what the reporter and the office call the complaint by.
export function registrationNumber(id) {
  const letters = base32.encode(id).slice(0, 10);
  return letters.slice(0, 5) + '-' + letters.slice(5);
}
