// SPDX-License-Identifier: GPL-3.0-or-later
// To whom to seal: the office's profile, a signed note. The page can't know who may sign for this
// office (it came from the same server); desktops and canaries compare it instead. Here it is
// parsed strictly, dated, and its digest goes into header and story.
import { sha256 } from '@noble/hashes/sha2.js';
import { unhex } from './bytes.js';

const recipient = (text) => {
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(text)) throw new Error('not a recipient');
  return text;
};

export function parseProfile(bytes) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const [kind, line, blank] = text.split('\n');
  if (kind !== 'kumbang/profile/v1' || blank !== '') throw new Error('not a profile');
  const fields = JSON.parse(line);
  const recipients = {};
  for (const { audience, epoch, recipient: to } of fields.recipients) {
    recipients[audience] = { audience, epoch, recipient: recipient(to) };
  }
  return {
    hash: sha256(bytes),
    genesis: unhex(fields.genesis, 32),
    office: String(fields.office),
    notAfter: Number(fields.not_after),
    recipients,
    custodian: fields.custodian && {
      recipient: recipient(fields.custodian.recipient),
      title: String(fields.custodian.title),
    },
  };
}

export const isCurrent = (profile, now = Date.now()) => now / 1000 < profile.notAfter;

export async function fetchProfile() {
  const answer = await fetch('v1/profile', { cache: 'no-store', credentials: 'omit' });
  if (!answer.ok) throw new Error('HTTP ' + answer.status);
  return parseProfile(new Uint8Array(await answer.arrayBuffer()));
}
