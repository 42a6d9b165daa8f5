// SPDX-License-Identifier: GPL-3.0-or-later
// What is in a mailbox, opened and checked. The page has no roster: what the office says is proved by
// the answer key, which only the reporter and readers of the story know; what is the reporter's own,
// by the reporter's signature. What fails is counted and not shown.
import {
  Decrypter, KIND_COMPLAINT, KIND_MESSAGE, ascii, bech32, concat, ed25519, hex, hmac,
  registrationNumber, sha256, signedBytes, u64,
} from '../common.js';
import { decodeFrames, partOf, same } from './entry.js';

const MAX_TEXT = 4000;
const MAX_USES = 1000;
const CARD_DAYS = 35;
const AHEAD = 86400;           // seconds by which clocks may differ
const LAST_SECOND = 253402300799;  // of the year 9999: what no calendar has can't be shown

const text = (value, max = 64) => typeof value === 'string' && value.length <= max;
const whole = (value) => Number.isSafeInteger(value) && value >= 0;
const time = (value) => whole(value) && value <= LAST_SECOND;
const list = (value, check, max = MAX_USES) => Array.isArray(value) && value.length <= max && value.every(check);
const object = (value) => value !== null && typeof value === 'object';

const isMessage = (c) => c.kind === 'message' && text(c.text, 2 * MAX_TEXT) && c.text !== '';
const isUse = (use) => object(use) && text(use.purpose) && time(use.hour) && list(use.parts, (part) => text(part), 8);
const isRecipient = (to) => object(to) && text(to.audience) && whole(to.epoch)
  && typeof to.recipient === 'string' && /^age1[02-9ac-hj-np-z]{58}$/.test(to.recipient);
const isDue = (due) => due === null || (object(due) && text(due.clock) && time(due.by));
const isCard = (c) => c.kind === 'card' && text(c.status) && time(c.since) && time(c.as_of)
  && typeof c.waits === 'boolean' && isDue(c.due) && list(c.uses, isUse) && list(c.recipients, isRecipient, 8);

const secretOf = (keys) => bech32.encodeFromBytes('age-secret-key-', keys.age).toUpperCase();

export const macOf = (keys, author, counter, content) => hmac(sha256, keys.answer, concat(
  ascii('kumbang/answer/v1'), author, u64(counter), new TextEncoder().encode(content)));

async function openPart(keys, { entry }) {
  const sealed = partOf(entry, 'message');
  if (!sealed) throw new Error('no message in it');
  const decrypter = new Decrypter();
  decrypter.addIdentity(secretOf(keys));
  const members = JSON.parse(await decrypter.decrypt(sealed, 'text'));
  if (members.context !== hex(entry.context) || members.v !== 1) throw new Error('sealed for another entry');
  return members;
}

const isSigned = (entry) => ed25519.verify(entry.signature, signedBytes(entry.headerBytes), entry.header.author);

// What the office wrote: { counter, content } where the mac is right.
async function openAnswer(keys, author, frame) {
  const { counter, content, mac } = await openPart(keys, frame);
  if (!whole(counter) || typeof content !== 'string') throw new Error('not an answer');
  if (mac !== hex(macOf(keys, author, counter, content))) throw new Error('not by a reader of the story');
  const said = JSON.parse(content);
  if (!isMessage(said) && !isCard(said)) throw new Error('neither a message nor a card');
  return { counter, ...said };
}

async function openOwn(keys, frame) {
  if (!isSigned(frame.entry)) throw new Error('not signed by the reporter');
  const { kind, text: said } = await openPart(keys, frame);
  if (!/^(message|objection)$/.test(kind) || typeof said !== 'string') throw new Error('not a message');
  return { kind, text: said };
}

function findComplaint(frames, keys, author, genesis) {
  const found = frames.find(({ entry }) => entry && entry.header.kind === KIND_COMPLAINT
    && same(entry.header.author, author) && same(entry.header.genesis, genesis) && isSigned(entry));
  const body = found && partOf(found.entry, 'body');
  if (!body) return null;
  const { mailbox } = JSON.parse(new TextDecoder().decode(body));
  if (mailbox !== hex(sha256(keys.mailbox))) return null;
  const { header, id } = found.entry;
  return { id, number: registrationNumber(id), stream: header.stream, caseId: header.caseId,
           hour: found.hour, hasIdentity: header.parts.some(({ role }) => role === 3 || role === 4) };
}

const ofCase = (complaint, { stream, entry }) => entry.header.kind === KIND_MESSAGE
  && stream === complaint.stream && entry.header.stream === complaint.stream
  && same(entry.header.caseId, complaint.caseId) && entry.header.sealedBy === 0;

const newer = (a, b) => (!b || a.counter > b.counter || (a.counter === b.counter && a.as_of > b.as_of) ? a : b);

// One entry into the box: a message, a card, or one more that can't be confirmed.
async function addFrame(box, keys, author, frame) {
  const { entry, hour, seq } = frame;
  if (!entry || !ofCase(box.complaint, frame)) throw new Error('of another case');
  const id = hex(entry.id);
  if (box.seen.has(id)) return;
  box.seen.add(id);
  const own = same(entry.header.author, author);
  const said = own ? await openOwn(keys, frame) : await openAnswer(keys, author, frame);
  if (own && entry.header.authorSeq > box.last.seq) box.last = { seq: entry.header.authorSeq, id: entry.id };
  if (said.kind === 'card') box.card = newer(said, box.card);
  else box.messages.push({ ...said, own, hour, seq, id });
}

// bytes: the server's answer. Returns { complaint: { id, number, stream, caseId, hour, hasIdentity },
// messages: [{ own, kind, text, asks, hour, seq, id }] oldest first, card, last: { seq, id } of the
// reporter's newest entry, refused: how many can't be confirmed }; throws where there is no such
// complaint in it.
export async function readMailbox(bytes, { keys, author, genesis }) {
  const frames = decodeFrames(bytes);
  const complaint = findComplaint(frames, keys, author, genesis);
  if (!complaint) throw new Error('no complaint of these words');
  const box = { complaint, messages: [], card: null, last: { seq: 1, id: complaint.id }, refused: 0, seen: new Set() };
  for (const frame of frames) {
    if (frame.entry && same(frame.entry.id, complaint.id)) continue;
    try {
      await addFrame(box, keys, author, frame);
    } catch {
      box.refused++;
    }
  }
  return box;
}

// What an old card says is not what is so today; one dated ahead would never be old.
export const isFresh = (card, now = Date.now()) => {
  const age = card ? now / 1000 - card.as_of : CARD_DAYS * 86400;
  return age >= -AHEAD && age < CARD_DAYS * 86400;
};
