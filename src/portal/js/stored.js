// SPDX-License-Identifier: GPL-3.0-or-later
// What stays on the phone: the story's draft (only where the reporter said so), and sealed reports
// that wait to be sent. Never anything of the identity in clear.
import { base64 } from '@scure/base';

const DRAFT = 'kumbang.draft';
const QUEUE = 'kumbang.queue';
const DRAFT_DAYS = 7;

// Storage may be switched off, or full: then nothing is kept, and the callers say so.
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

const load = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
const store = (key, value) => attempt(() => {
  localStorage.setItem(key, JSON.stringify(value));
  return true;
});
const drop = (key) => attempt(() => localStorage.removeItem(key));

export function loadDraft(now = Date.now()) {
  const draft = load(DRAFT);
  if (draft && now - draft.saved < DRAFT_DAYS * 86400000 && draft.fields) return draft;
  if (draft) drop(DRAFT);
  return null;
}

export const saveDraft = (fields, now = Date.now()) => store(DRAFT, { saved: now, fields });
export const dropDraft = () => drop(DRAFT);

export const loadQueue = () => (load(QUEUE) || [])
  .map(({ bytes, ...rest }) => ({ ...rest, bytes: base64.decode(bytes) }));

const storeQueue = (list) => (list.length
  ? store(QUEUE, list.map(({ bytes, ...rest }) => ({ ...rest, bytes: base64.encode(bytes) })))
  : drop(QUEUE));

export const addToQueue = ({ bytes, id, number }) => (
  storeQueue([...loadQueue().filter((other) => other.id !== id), { bytes, id, number }]));

export const dropFromQueue = (id) => storeQueue(loadQueue().filter((other) => other.id !== id));
