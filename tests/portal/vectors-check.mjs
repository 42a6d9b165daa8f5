// SPDX-License-Identifier: GPL-3.0-or-later
// The page's encoders give the bytes that the C ones give: tests/journal/vectors.json, made by C.
import { createHash, webcrypto } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { equal, run, skip, test } from './tap.mjs';

globalThis.crypto ??= webcrypto;
const vectors = JSON.parse(readFileSync(new URL('../journal/vectors.json', import.meta.url), 'utf8'));
const installed = existsSync(new URL('../../src/portal/node_modules/@noble/hashes', import.meta.url));
const load = (name) => import(new URL('../../src/portal/' + name, import.meta.url));
const [bytes, header, words, reporter, profile, mailbox] = installed
  ? await Promise.all(['bytes', 'header', 'words', 'reporter', 'profile', 'return/mailbox'].map((name) => load(`js/${name}.js`))) : [];

const vector = (name, body) => test('vectors/' + name, () => (installed ? body() : skip('npm packages are not installed: make deps')));
const raw = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest('hex');
const place = ({ seq, link }) => ({ seq, link: raw(link) });

const partsOf = (vector) => vector.parts.map(({ role, bytes: data }) => ({ role, bytes: raw(data) }));
const headerOf = ({ fields: f, parts }) => ({
  critical: f.critical, genesis: raw(f.genesis), stream: f.stream, caseId: raw(f.case), kind: f.kind, author: raw(f.author),
  authorSeq: f.author_seq, authorPrev: raw(f.author_prev), nonce: raw(f.nonce), seen: place(f.seen), seenRoster: place(f.seen_roster),
  audience: f.audience, epoch: f.epoch, profile: raw(f.profile), authorTime: f.author_time, replaces: raw(f.replaces),
  sealedBy: f.sealed_by, pow: raw(f.pow), parts: parts.map(({ role, bytes: data }) => ({ role, bytes: raw(data) })),
});

for (const entry of vectors.headers) {
  vector(`header/${entry.name}`, () => equal(bytes.hex(header.encodeHeader(headerOf(entry))), entry.header));
  vector(`context/${entry.name}`, () => equal(bytes.hex(header.contextOf(headerOf(entry))), entry.context));
  vector(`id/${entry.name}`, () => equal(bytes.hex(header.entryId(raw(entry.header))), entry.id));
  vector(`number/${entry.name}`, () => equal(header.registrationNumber(raw(entry.id)), entry.number));
  vector(`signed-bytes/${entry.name}`, () => equal(bytes.hex(header.signedBytes(raw(entry.header))), entry.pae));
  vector(`signature/${entry.name}`, () => (
    equal(bytes.hex(reporter.sign({ sign: raw(entry.seed) }, header.signedBytes(raw(entry.header)))), entry.signature)));
  vector(`entry/${entry.name}`, () => (
    equal(bytes.hex(header.encodeEntry(raw(entry.header), raw(entry.signature), partsOf(entry))), entry.entry)));
  vector(`leaf/${entry.name}`, () => (
    equal(sha256(Buffer.from('kumbang/leaf/v1'), raw(entry.id), raw(entry.signature)), entry.leaf)));
}

for (const v of vectors.links) {
  vector(`link/${v.seq}`, () => equal(sha256(
    Buffer.from('kumbang/link/v1'), raw(v.genesis), bytes.u8(v.stream), bytes.u64(v.seq), bytes.u64(v.hour),
    bytes.u64(v.roster_seq), raw(v.roster_link), raw(v.prev), raw(v.leaf)), v.link));
}

for (const v of vectors.receipts) {
  vector(`receipt/${v.bits}/words`, () => equal(words.wordsFromBits(raw(v.bits)).join(' '), v.words));
  vector(`receipt/${v.bits}/keys`, async () => {
    const keys = await reporter.deriveReporter(v.words.split(' '), raw(v.genesis));
    equal([keys.recipient, ...[keys.sign, keys.author, keys.mailboxHash, keys.answer].map(bytes.hex)],
          [v.recipient, v.sign, v.rpk, v.mailbox_hash, v.answer]);
  });
}

for (const v of vectors.answers) {
  vector('answer/' + v.name, () => (
    equal(bytes.hex(mailbox.macOf({ answer: raw(v.key) }, raw(v.rpk), v.counter, v.content)), v.mac)));
}

vector('profile', () => {
  const note = new TextEncoder().encode(vectors.profile.note);
  const read = profile.parseProfile(note);
  equal([bytes.hex(read.hash), bytes.hex(read.genesis)], [vectors.profile.hash, JSON.parse(vectors.profile.note.split('\n')[1]).genesis]);
});

await run();
