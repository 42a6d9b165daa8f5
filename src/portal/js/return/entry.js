// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the server answers to a mailbox: frames with entries, as docs/protocol.md draws them.
// Everything has its limit, and nothing may trail.
import { ROLE, contextOf, entryId, hex, sha256 } from '../common.js';

const FRAME_REPORTER = 3;
const MAX_HEADER = 4096;
const MAX_PARTS = 8;
const MAX_PART = 128 * 1024;
const MAX_FRAMES = 201;        // the complaint and the newest 200 messages
const PRESENT = 0;
const STATES = 4;

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  take(size) {
    if (size > this.bytes.length - this.at) throw new Error('cut short');
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  u8() {
    return this.take(1)[0];
  }

  u32(max = 0xffffffff) {
    this.take(4);
    const value = this.view.getUint32(this.at - 4);
    if (value > max) throw new Error('larger than allowed');
    return value;
  }

  u64() {
    return this.u32(0x1fffff) * 0x100000000 + this.u32();
  }

  get left() {
    return this.bytes.length - this.at;
  }

  end() {
    if (this.left) throw new Error('bytes behind the end');
  }
}

const place = (from) => ({ seq: from.u64(), link: from.take(32) });
const letters = (bytes) => String.fromCharCode(...bytes);

function readPartRecords(from) {
  const count = from.u8();
  if (count > MAX_PARTS) throw new Error('too many parts');
  return Array.from({ length: count }, () => (
    { role: from.u8(), length: from.u32(MAX_PART), hash: from.take(32) }));
}

export function decodeHeader(bytes) {
  const from = new Reader(bytes);
  if (from.u8() !== 1) throw new Error('another version');
  const header = {
    critical: (from.u8() & 1) === 1,
    genesis: from.take(32),
    stream: from.u8(),
    caseId: from.take(16),
    kind: from.u8(),
    author: from.take(32),
    authorSeq: from.u64(),
    authorPrev: from.take(32),
    nonce: from.take(16),
    seen: place(from),
    seenRoster: place(from),
    audience: letters(from.take(from.u8())),
    epoch: from.u32(),
    profile: from.take(32),
    authorTime: from.u64(),
    replaces: from.take(32),
    sealedBy: from.u8(),
    pow: from.take(from.u8()),
    parts: readPartRecords(from),
  };
  from.end();
  return header;
}

// The bytes of a part are kept where they are there and are those that the header names.
function readPart(from, { role, length, hash }) {
  const state = from.u8();
  if (state >= STATES) throw new Error('unknown state of a part');
  if (state !== PRESENT) return { role, bytes: null };
  const bytes = from.take(length);
  if (hex(sha256(bytes)) !== hex(hash)) throw new Error('not the part that was signed');
  return { role, bytes };
}

function decodeEntry(from) {
  const headerBytes = from.take(from.u32(MAX_HEADER));
  const header = decodeHeader(headerBytes);
  const signature = from.take(64);
  const parts = header.parts.map((record) => readPart(from, record));
  from.end();
  return { header, headerBytes, signature, parts, id: entryId(headerBytes), context: contextOf(header) };
}

// What is broken inside its frame is null: it is not shown, and counted.
function attempt(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

// → [{ stream, seq, hour, entry }], in the order of the answer; throws where the frames are broken.
export function decodeFrames(bytes) {
  const from = new Reader(bytes);
  const frames = [];
  while (from.left) {
    const frame = new Reader(from.take(from.u32()));
    if (frame.u8() !== FRAME_REPORTER) continue;
    const [stream, seq, hour] = [frame.u8(), frame.u64(), frame.u64()];
    frames.push({ stream, seq, hour, entry: attempt(() => decodeEntry(frame)) });
    if (frames.length > MAX_FRAMES) throw new Error('too many entries');
  }
  return frames;
}

export const partOf = (entry, name) => {
  const part = entry.parts.find(({ role }) => role === ROLE[name]);
  return part ? part.bytes : null;
};

export const same = (a, b) => a.length === b.length && hex(a) === hex(b);
