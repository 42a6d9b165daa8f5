// SPDX-License-Identifier: GPL-3.0-or-later
// The reporter's way through the page: which step follows which, and what is known at each.
import { leaks, looksPersonal } from './checks.js';
import { audienceFor, beginComplaint, dropIdentity, finishComplaint, sealIdentity } from './complaint.js';
import { $, announce, chosen, choose, longDate, say, show } from './dom.js';
import { filledIdentity, readIdentity, readStory, refreshFields, validate, watchFields, wipeAll, wipeIdentity } from './fields.js';
import { fetchProfile, isCurrent } from './profile.js';
import { mustStay, showReceipt } from './receipt.js';
import { deriveReporter, wipeReporter } from './reporter.js';
import { showReview } from './review.js';
import { TooLong } from './seal.js';
import { deliver, giveUp } from './sending.js';
import { currentStep, goBack, goTo, startSteps } from './steps.js';
import { addToQueue, dropDraft, dropFromQueue, loadDraft, loadQueue, saveDraft } from './stored.js';
import { randomWords } from './words.js';

const STEPS = ['apa', 'siapa', 'kapan', 'identitas', 'periksa'];
const RADIOS = ['category', 'kind', 'inspectorate'];
const EXPIRED = new Error('the profile is out of date');
const KEPT = ['text', 'group', 'name', 'position', 'unit', 'from', 'to', 'where', 'value', 'witnesses', 'evidence', 'elsewhere', 'alias'];

// One visit. profile and reporter (a promise) are made at "Buat laporan"; complaint at step 4.
const visit = { profile: null, reporter: null, words: null, complaint: null, sealed: null, finished: null, editing: false };

const identityKind = () => {
  if (!visit.profile.custodian) return 'none';
  return chosen('inspectorate') === 'custodian' ? 'custodian' : 'open';
};

// ---------------------------------------------------------------- start

function refuse(key) {
  $('refuse').textContent = key ? say(key) : '';
  show('refuse', Boolean(key));
}

async function loadProfile() {
  if (visit.profile) return true;
  try {
    visit.profile = await fetchProfile();
    return true;
  } catch {
    return false;
  }
}

async function begin() {
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

function keepDraft() {
  if (!visit.words || visit.finished || chosen('phone-of') !== 'Mine') return;
  const fields = Object.fromEntries(KEPT.map((id) => [id, $(id).value]));
  for (const name of RADIOS) fields[name] = chosen(name);
  if (fields.text.trim() || fields.name.trim()) saveDraft(fields);
}

function restoreDraft({ fields }) {
  for (const id of KEPT) $(id).value = fields[id] || '';
  for (const name of RADIOS) choose(name, fields[name]);
  refreshFields();
  followAnswers();
}

function showWaiting() {
  const [first] = loadQueue();
  const draft = loadDraft();
  show('queue', Boolean(first));
  if (first) $('queue-p').textContent = $('queue-p').dataset.text.replace('{number}', first.number);
  show('draft', Boolean(draft));
  if (draft) $('draft-p').textContent = $('draft-p').dataset.text.replace('{date}', longDate(new Date(draft.saved)));
  // One suggested action at most.
  $('queue-go').className = first ? 'main' : '';
  $('draft-go').className = !first && draft ? 'main' : '';
  $('begin').className = first || draft ? '' : 'main';
}

async function sendQueued() {
  const [first] = loadQueue();
  goTo('kirim');
  await deliver(first, { canKeep: false });
  dropFromQueue(first.id);
  showReceipt({ number: first.number, alias: '', words: [] });
}

function startButtons() {
  for (const id of ['queue-p', 'draft-p']) $(id).dataset.text = $(id).textContent;
  const guarded = (action) => async () => (await begin()) && action();
  $('begin').onclick = guarded(() => goTo('apa'));
  $('draft-go').onclick = guarded(() => {
    restoreDraft(loadDraft());
    goTo('apa');
  });
  $('draft-drop').onclick = () => {
    dropDraft();
    showWaiting();
    $('begin').focus();
  };
  $('queue-go').onclick = sendQueued;
  $('queue-drop').onclick = () => show('queue-sure');
  $('queue-no').onclick = () => show('queue-sure', false);
  $('queue-yes').onclick = () => {
    dropFromQueue(loadQueue()[0].id);
    show('queue-sure', false);
    showWaiting();
    $('begin').focus();
  };
}

// ---------------------------------------------------------------- the steps

// Labels and notes that follow from what was answered.
function followAnswers() {
  const inspectorate = chosen('inspectorate') || 'no';
  $('form').dataset.audience = audienceFor(inspectorate);
  for (const who of ['staff', 'head', 'custodian']) show('note-' + who, inspectorate === who);
  show('group-field', chosen('category') === 'korupsi');
}

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
  next.textContent = kind === 'open' && !visit.sealed ? next.dataset.text : document.querySelector('[data-go="next"]').textContent;
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
    identity: { sealed: Boolean(visit.sealed), filled: visit.sealed ? visit.sealed.filled : [], onReopen: () => goTo('identitas') || reopen() },
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
  note.textContent = say(error instanceof TooLong ? 'tooLong' : error === EXPIRED ? 'expired' : 'noSeal');
  box.prepend(note);
  scrollTo(0, 0);
}

async function complaintNow() {
  const reporter = await visit.reporter;
  if (!visit.complaint) visit.complaint = beginComplaint(visit.profile, reporter, audienceFor(chosen('inspectorate')));
  return visit.complaint;
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
      visit.sealed = { filled: filledIdentity(), text, leaks: leaks(text, { ...identity.civil, phone: identity.contact.phone }) };
      await sealIdentity(complaint, identity);
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
    goTo('kirim');
    await deliver(visit.finished, { canKeep: true });
    dropFromQueue(visit.finished.id);
    finish(false);
  });
}

// From here on only the receipt is left.
function finish(waiting) {
  const { finished, words } = visit;
  showReceipt({ number: finished.number, alias: finished.alias, words, waiting });
  dropDraft();
  wipeVisit();
}

function wipeVisit() {
  if (visit.reporter) visit.reporter.then(wipeReporter);
  for (const key of Object.keys(visit)) if (key !== 'profile') visit[key] = null;
  wipeAll();
  followAnswers();
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

function leave(event) {
  event.preventDefault();
  const { href } = event.currentTarget;
  dropDraft();
  wipeVisit();
  quiet = true;
  location.replace(href);
}


let quiet = false;

// ---------------------------------------------------------------- wiring

const ACTIONS = {
  back: goBack,
  guide: () => goTo('panduan'),
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

// The browser's own buttons: not into a step whose conditions are not met, and not away from a
// receipt that is not on paper yet.
function mayGo(from, to) {
  if (from === 'kirim' || (from === 'terima' && mustStay())) return false;
  if (to === 'kirim' || to === 'terima' || to === 'selesai') return false;
  if (!visit.words) return to === 'mulai' || to === 'panduan';
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
  for (const link of document.querySelectorAll('[data-exit]')) link.addEventListener('click', leave);
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
  addEventListener('pageshow', (event) => event.persisted && chosen('phone-of') === 'Shared' && location.reload());
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
