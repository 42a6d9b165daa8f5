// SPDX-License-Identifier: GPL-3.0-or-later
// One complaint, from the fixed start of its header to the bytes that are sent.
//
// The order matters: the context (case, nonce, rpk, stream) is fixed first, so that the identity
// can be sealed when its step is left, long before the story is finished.
import { ascii, hex } from './bytes.js';
import {
  KIND_COMPLAINT, ROLE, STREAM, contextOf, encodeEntry, encodeHeader, entryId,
  registrationNumber, signedBytes,
} from './header.js';
import { sign } from './reporter.js';
import { IDENTITY_SIZES, STORY_SIZES, sealPart } from './seal.js';

const random = (size) => crypto.getRandomValues(new Uint8Array(size));

// Who reads the story: people of the inspectorate must not sort out what is said about them.
export const audienceFor = (inspectorate) => (inspectorate === 'no' ? 'office' : 'leadership');

export function beginComplaint(profile, reporter, audience) {
  const start = {
    genesis: profile.genesis,
    stream: STREAM[audience],
    caseId: random(16),
    kind: KIND_COMPLAINT,
    author: reporter.author,
    authorSeq: 1,
    nonce: random(16),
  };
  const context = contextOf(start);
  return { profile, reporter, audience, start, context, contact: null, civil: null };
}

export async function sealIdentity(complaint, { contact, civil }) {
  const to = complaint.profile.custodian.recipient;
  const seal = (members) => sealPart(complaint.context, members, IDENTITY_SIZES, to);
  const sealed = [await seal(contact), await seal(civil)];
  [complaint.contact, complaint.civil] = sealed;
}

export function dropIdentity(complaint) {
  complaint.contact = complaint.civil = null;
}

// Returns { bytes, id, number }.
export async function finishComplaint(complaint, story, now = Date.now()) {
  const { profile, reporter, context } = complaint;
  const to = profile.recipients[complaint.audience];
  const { alias, ...rest } = story;
  const members = { profile: hex(profile.hash), answer: hex(reporter.answer),
                    age: reporter.recipient, alias, ...rest };
  const parts = [
    { role: ROLE.body, bytes: ascii(JSON.stringify({ v: 1, mailbox: hex(reporter.mailboxHash) })) },
    { role: ROLE.story, bytes: await sealPart(context, members, STORY_SIZES, to.recipient) },
    { role: ROLE.contact, bytes: complaint.contact },
    { role: ROLE.civil, bytes: complaint.civil },
  ].filter((part) => part.bytes);
  const header = encodeHeader({
    ...complaint.start,
    audience: to.audience,
    epoch: to.epoch,
    profile: profile.hash,
    authorTime: Math.floor(now / 3600000) * 3600,
    parts,
  });
  const id = entryId(header);
  return {
    bytes: encodeEntry(header, sign(reporter, signedBytes(header)), parts),
    id: hex(id),
    number: registrationNumber(id),
  };
}
