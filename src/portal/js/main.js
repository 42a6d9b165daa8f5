// SPDX-License-Identifier: GPL-3.0-or-later
// The reporter's way through the page: which step follows which, and what is known at each.
import { leaks, looksPersonal } from './checks.js';
import { audienceFor, dropIdentity, finishComplaint, sealIdentity } from './complaint.js';
import { $, announce, chosen, choose, say, show } from './dom.js';
import {
  filledIdentity, followAnswers, readIdentity, readStory, validate, watchFields, wipeAll,
  wipeIdentity,
} from './fields.js';
import { isCurrent } from './profile.js';
import { mustStay, showReceipt } from './receipt.js';
import { showReview } from './review.js';
import { TooLong } from './seal.js';
import { deliver, giveUp } from './sending.js';
import { keepDraft, showWaiting, startButtons } from './start.js';
import { currentStep, goBack, goTo, leaving, startSteps } from './steps.js';
import { addToQueue, dropDraft } from './stored.js';
import {
  begin, complaintNow, identityKind, loadProfile, refuse, visit, wipeVisit,
} from './visit.js';

export * from './common.js';

const STEPS = ['apa', 'siapa', 'kapan', 'identitas', 'periksa'];
const EXPIRED = new Error('the profile is out of date');

// ---------------------------------------------------------------- the steps

// A complaint's first bytes name its stream: another audience needs another complaint, and what was
// sealed into the old one is void.
function followAudience() {
  const { complaint } = visit;
  const changed = complaint && complaint.audience !== audienceFor(chosen('inspectorate'));
  const refused = visit.sealed && identityKind() !== 'open';
  if (!changed && !refused) return;
  if (complaint) dropIdentity(complaint);
  if (changed) visit.complaint = null;
  if (visit.sealed && identityKind() === 'open') show('id-refill');
  visit.sealed = null;
}

function enterIdentity() {
  const kind = identityKind();
  show('id-open', kind === 'open' && !visit.sealed);
  show('id-sealed', kind === 'open' && Boolean(visit.sealed));
  show('id-none', kind === 'none');
  show('id-custodian', kind === 'custodian');
  $('id-h').textContent = kind === 'open' ? $('id-h').dataset.text : say('aliasOnlyH');
  const next = document.querySelector('[data-go="seal"]');
  const toSeal = kind === 'open' && !visit.sealed;
  next.textContent = toSeal ? next.dataset.text : $('r-next').dataset.done;
}

function enterReview() {
  const story = readStory();
  const unchanged = visit.sealed && visit.sealed.text === story.text;
  showReview(story, {
    office: visit.profile.office,
    go: (step) => {
      visit.editing = true;
      goTo(step);
    },
    identity: {
      sealed: Boolean(visit.sealed),
      filled: visit.sealed ? visit.sealed.filled : [],
      onReopen: () => {
        goTo('identitas');
        reopen();
      },
    },
    leaks: unchanged ? visit.sealed.leaks : looksPersonal(story.text),
  });
}

function reopen() {
  dropIdentity(visit.complaint);
  visit.sealed = null;
  enterIdentity();
  $('id-name').focus();
}

const CHECKED = { apa: ['apa'], siapa: [], kapan: [] };

function next(step) {
  if (!validate(step, CHECKED[step])) return;
  keepDraft();
  if (step === 'siapa') followAudience();
  const audience = audienceFor(chosen('inspectorate'));
  if (step === 'siapa' && !visit.profile.recipients[audience]) {
    announce(say('noLeaders'));
    $('note-staff').textContent = say('noLeaders');
    show('note-staff');
    return;
  }
  const complete = identityKind() !== 'open' || visit.sealed;
  if (visit.editing) {
    visit.editing = false;
    goTo(complete ? 'periksa' : 'identitas');
    return;
  }
  goTo(STEPS[STEPS.indexOf(step) + 1]);
}

async function busy(button, work) {
  if (button.getAttribute('aria-busy')) return;
  const { textContent: label } = button;
  button.setAttribute('aria-busy', 'true');
  button.textContent = say('sealing');
  try {
    await work();
  } catch (error) {
    failed(error);
  } finally {
    button.removeAttribute('aria-busy');
    if (button.textContent === say('sealing')) button.textContent = label;
  }
}

function failed(error) {
  const box = $('s-' + currentStep()).querySelector('.body');
  const note = document.createElement('div');
  note.className = 'sum';
  note.setAttribute('role', 'alert');
  const key = error === EXPIRED ? 'expired' : 'noSeal';
  note.textContent = say(error instanceof TooLong ? 'tooLong' : key);
  box.prepend(note);
  scrollTo(0, 0);
}

// Leaving step 4 seals the identity; from then on the page holds only the sealed envelope.
async function sealStep(button) {
  const open = identityKind() === 'open' && !visit.sealed;
  if (!validate('identitas', open ? ['identity', 'alias'] : ['alias'])) return;
  await busy(button, async () => {
    const complaint = await complaintNow();
    if (open) {
      const identity = readIdentity();
      const { text } = readStory();
      const found = leaks(text, { ...identity.civil, phone: identity.contact.phone });
      await sealIdentity(complaint, identity);
      visit.sealed = { filled: filledIdentity(), text, leaks: found };
      wipeIdentity();
      show('id-refill', false);
      announce(say('sealed'));
    }
    visit.editing = false;
    keepDraft();
    goTo('periksa');
  });
}

// ---------------------------------------------------------------- sending

async function send(button) {
  if (identityKind() === 'open' && !visit.sealed) {
    goTo('identitas');
    return;
  }
  if (!validate('periksa', ['periksa'])) return;
  await busy(button, async () => {
    if (!isCurrent(visit.profile)) throw EXPIRED;
    const complaint = await complaintNow();
    const story = readStory();
    visit.finished = { ...await finishComplaint(complaint, story), alias: story.alias };
  });
  if (!visit.finished) return;
  goTo('kirim');
  await deliver(visit.finished, { canKeep: true });
  finish(false);
}

// From here on only the receipt is left.
function finish(waiting) {
  const { finished, words } = visit;
  showReceipt({ number: finished.number, alias: finished.alias, words, waiting });
  dropDraft();
  wipeVisit();
  wipeAll();
}

function keepForLater() {
  if (!addToQueue(visit.finished)) {
    announce(say('noStore'));
    $('send-state').textContent = say('noStore');
    return;
  }
  giveUp();
  finish(true);
}

function editAgain() {
  giveUp();
  const step = visit.finished ? 'periksa' : 'mulai';
  visit.finished = null;
  goTo(step, { replace: true });
}

let quiet = false;            // leaving on purpose asks nothing

function leave(event) {
  event.preventDefault();
  const { href } = event.currentTarget;
  dropDraft();
  wipeVisit();
  wipeAll();
  if (leaving[currentStep()]) leaving[currentStep()]();
  quiet = true;
  location.replace(href);
}

// ---------------------------------------------------------------- wiring

const ACTIONS = {
  back: goBack,
  guide: () => goTo('panduan'),
  ask: () => goTo(document.querySelector('[id^=s-tanya-]').id.slice(2)),
  to: ({ dataset }) => goTo(dataset.to),
  item: ({ dataset }) => showItem(dataset.to),
  again: openReturn,
  anyway: () => (visit.words ? goTo('apa') : $('begin').click()),
  next: (button) => next(button.closest('.step').id.slice(2)),
  seal: sealStep,
  send,
  reopen,
  as: async ({ dataset }) => {
    if (!await begin()) {
      goTo('mulai');
      return;
    }
    choose('category', dataset.category);
    $('group').value = dataset.group;
    followAnswers();
    goTo('apa');
  },
};

// What the questions lead to: that place in the list, opened.
function showItem(name) {
  goTo('panduan');
  for (const other of document.querySelectorAll('.guide details')) other.open = other.id === 'k-' + name;
  const summary = $('k-' + name).firstChild;
  summary.scrollIntoView();
  summary.focus({ preventScroll: true });
}

// The way back is a script of its own, fetched when it is asked for: the first visit stays small.
let returned = null;

async function openReturn(button) {
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  refuse(null);
  try {
    returned = await import('./kembali.js');
    returned.enter();
  } catch {
    refuse('noReturn');
  }
  button.removeAttribute('aria-busy');
}

const FREE = /^(mulai|panduan|(tanya|akhir)-)/;

// The browser's own buttons: not into a step whose conditions are not met, and not away from a
// receipt that is not on paper yet.
function mayGo(from, to) {
  if (from === 'kirim' || (from === 'terima' && mustStay())) return false;
  if (to === 'kata') return Boolean(returned);
  if (to === 'laporan') return Boolean(returned && returned.isOpen());
  if (to === 'kirim' || to === 'terima' || to === 'selesai') return false;
  if (!visit.words) return FREE.test(to);
  return to !== 'periksa' || identityKind() !== 'open' || Boolean(visit.sealed);
}

const ENTERED = { mulai: showWaiting, identitas: enterIdentity, periksa: enterReview };

function wire() {
  $('form').noValidate = true;
  $('text').removeAttribute('maxlength');   // a long paste is told, not cut
  $('form').addEventListener('submit', (event) => event.preventDefault());
  $('form').addEventListener('change', followAnswers);
  $('id-h').dataset.text = $('id-h').textContent;
  for (const button of document.querySelectorAll('[data-go]')) {
    button.dataset.text = button.textContent;
    button.addEventListener('click', () => ACTIONS[button.dataset.go](button));
  }
  for (const link of document.querySelectorAll('[data-exit]')) {
    link.addEventListener('click', leave);
  }
  $('send-later').onclick = keepForLater;
  $('send-edit').onclick = editAgain;
  // Enter in a one-line field is the step's main button.
  $('form').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT' || event.isComposing) return;
    event.preventDefault();
    const main = event.target.closest('.step').querySelector('.bar .main');
    if (main) main.click();
  });
  addEventListener('pagehide', keepDraft);
  // Back in the browser may bring the page as it was: not on a phone that others use.
  addEventListener('pageshow', (event) => {
    if (event.persisted && chosen('phone-of') === 'Shared') location.reload();
  });
  addEventListener('beforeunload', (event) => {
    const unsaved = visit.words && $('text').value.trim();
    if (quiet || !(unsaved || mustStay() || visit.finished)) return;
    event.preventDefault();
    event.returnValue = '';
  });
  let timer = 0;
  $('form').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(keepDraft, 800);
  });
}

for (const slow of document.querySelectorAll('.slow')) slow.remove();
startSteps({ guard: mayGo, entered: (name) => ENTERED[name] && ENTERED[name]() });
wire();
watchFields();
startButtons();
followAnswers();
showWaiting();
loadProfile().then((loaded) => loaded && !isCurrent(visit.profile) && refuse('expired'));
