// SPDX-License-Identifier: GPL-3.0-or-later
// One visit: what is known from "Buat laporan" to the receipt, in memory alone.
import { audienceFor, beginComplaint } from './complaint.js';
import { $, announce, chosen, say, show } from './dom.js';
import { fetchProfile, isCurrent } from './profile.js';
import { deriveReporter, wipeReporter } from './reporter.js';
import { randomWords } from './words.js';

// profile and reporter (a promise) are made at "Buat laporan"; complaint at step 4.
export const visit = {
  profile: null,
  reporter: null,
  words: null,
  complaint: null,
  sealed: null,
  finished: null,
  editing: false,
};

export const identityKind = () => {
  if (!visit.profile.custodian) return 'none';
  return chosen('inspectorate') === 'custodian' ? 'custodian' : 'open';
};

export function refuse(key) {
  $('refuse').textContent = key ? say(key) : '';
  show('refuse', Boolean(key));
}

export async function loadProfile() {
  if (visit.profile) return true;
  try {
    visit.profile = await fetchProfile();
    return true;
  } catch {
    return false;
  }
}

export async function begin() {
  refuse(null);
  announce(say('loading'));
  const loaded = await loadProfile();
  announce('');
  if (!loaded || !isCurrent(visit.profile)) {
    refuse(loaded ? 'expired' : 'noProfile');
    return false;
  }
  if (!visit.words) {
    visit.words = randomWords();
    // Half a second or more of work on a cheap phone: while the first question is being read.
    visit.reporter = new Promise((resolve) => setTimeout(resolve, 400))
      .then(() => deriveReporter(visit.words, visit.profile.genesis));
  }
  return true;
}

export async function complaintNow() {
  const reporter = await visit.reporter;
  const audience = audienceFor(chosen('inspectorate'));
  if (!visit.complaint) visit.complaint = beginComplaint(visit.profile, reporter, audience);
  return visit.complaint;
}

export function wipeVisit() {
  if (visit.reporter) visit.reporter.then(wipeReporter);
  for (const key of Object.keys(visit)) if (key !== 'profile') visit[key] = null;
}
