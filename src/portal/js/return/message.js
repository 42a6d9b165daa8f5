// SPDX-License-Identifier: GPL-3.0-or-later
// A reporter's message: sealed to who works the case and to the reporter, signed with the receipt's
// key, behind the reporter's last entry in that stream.
import {
  KIND_MESSAGE, ROLE, STORY_SIZES, STREAM, base32, contextOf, encodeEntry, encodeHeader, entryId, hex,
  recipientOf, sealPart, sign, signedBytes,
} from '../common.js';

const caseAudience = (caseId) => 'case-' + base32.encode(caseId).replace(/=/g, '').toLowerCase();

// To whom: the newest card names it, also where the case has readers of its own; without a card, and
// where the key was changed since, the profile does.
export function recipientFor({ complaint, card }, profile) {
  const audience = complaint.stream === STREAM.leadership ? 'leadership' : 'office';
  const named = card ? card.recipients : [];
  const own = named.find((to) => to.audience === caseAudience(complaint.caseId));
  if (own) return own;
  const candidates = [named.find((to) => to.audience === audience), profile.recipients[audience]];
  return candidates.filter(Boolean).reduce((best, to) => (to.epoch > best.epoch ? to : best));
}

// kind: 'message' or 'objection'. Returns { bytes, id }.
export async function composeMessage({ box, keys, author, profile, kind, text, now = Date.now() }) {
  const to = recipientFor(box, profile);
  const start = {
    genesis: profile.genesis,
    stream: box.complaint.stream,
    caseId: box.complaint.caseId,
    kind: KIND_MESSAGE,
    author,
    authorSeq: box.last.seq + 1,
    authorPrev: box.last.id,
    nonce: crypto.getRandomValues(new Uint8Array(16)),
  };
  const bytes = await sealPart(contextOf(start), { kind, text }, STORY_SIZES, to.recipient, recipientOf(keys));
  const parts = [{ role: ROLE.message, bytes }];
  const header = encodeHeader({
    ...start, audience: to.audience, epoch: to.epoch, profile: profile.hash,
    authorTime: Math.floor(now / 3600000) * 3600, parts,
  });
  return { bytes: encodeEntry(header, sign(keys, signedBytes(header)), parts), id: hex(entryId(header)) };
}
