// SPDX-License-Identifier: GPL-3.0-or-later
// What an office says to a reporter, written here in JavaScript from docs/protocol.md, "Answers": for
// the tests of the return visit. Also what a server answers to a mailbox.
import { createHash, createHmac } from 'node:crypto';

const portal = (name) => import(new URL('../../src/portal/' + name, import.meta.url));
const age = await portal('node_modules/age-encryption/dist/index.js');
const { concat, hex, u32, u64, u8 } = await portal('js/bytes.js');
const { ROLE, contextOf, encodeEntry, encodeHeader, entryId, signedBytes } = await portal('js/header.js');

export const KIND_MESSAGE = 17;
export const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = (data) => new Uint8Array(createHash('sha256').update(data).digest());
const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export async function sealTo(members, recipients) {
  const json = utf8(JSON.stringify(members));
  const padded = new Uint8Array([4096, 16384, 65536].find((size) => json.length <= size)).fill(0x20);
  padded.set(json);
  const encrypter = new age.Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(padded);
}

// The part that answers a story: { answer, age } are the story's. change: { mac, context } as a forger would.
export async function answerPart({ start, rpk, story, counter, content, to, change = {} }) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const mac = createHmac('sha256', Buffer.from(story.answer, 'hex'))
    .update(concat(utf8('kumbang/answer/v1'), rpk, u64(counter), utf8(text))).digest('hex');
  return sealTo({ context: hex(contextOf(start)), v: 1, counter, content: text, mac, ...change }, [to, story.age]);
}

// An entry of kind message; sign(headerBytes-to-sign) → 64 bytes. part: bytes, or a function of start.
export async function messageEntry({ genesis, stream = 2, caseId, author, seq, prev, audience = 'office', epoch = 1, time, sign, part }) {
  const start = { genesis, stream, caseId, kind: KIND_MESSAGE, author, authorSeq: seq, authorPrev: prev, nonce: random(16) };
  const parts = [{ role: ROLE.message, bytes: await part(start) }];
  const header = encodeHeader({ ...start, audience, epoch, authorTime: time ?? Math.floor(Date.now() / 1000), parts });
  return { bytes: encodeEntry(header, sign(signedBytes(header)), parts), id: entryId(header) };
}

export const frame = (stream, seq, hour, entry) => {
  const payload = concat(u8(3), u8(stream), u64(seq), u64(hour), entry);
  return concat(u32(payload.length), payload);
};

// The complaint as a mailbox shows it: every part but body withheld.
export function withheld(entry) {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
  const head = 4 + view.getUint32(0);
  const count = entry[4 + 220 + 1 + entry[4 + 220] + 4 + 32 + 8 + 32 + 1 + 1];
  const body = view.getUint32(head - 37 * count + 1);
  return concat(entry.subarray(0, head + 64 + 1 + body), new Uint8Array(count - 1).fill(1));
}

export const idOf = (entry) => sha256(concat(utf8('kumbang/entry/v1'), entry.subarray(4, 4 + new DataView(entry.buffer, entry.byteOffset).getUint32(0))));
