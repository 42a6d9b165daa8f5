// SPDX-License-Identifier: GPL-3.0-or-later
// The return visit: from the words of the receipt to the report, and back to nothing. Nothing of it
// is kept on the phone; leaving the step, or the page, wipes it.
import {
  $, STREAM, announce, authorOf, currentStep, deriveKeys, fetchProfile, goBack, goTo, hex, leaving, make,
  readWords, show,
} from '../common.js';
import { makeComposer } from './composer.js';
import { isFresh, readMailbox } from './mailbox.js';
import { composeMessage } from './message.js';
import { factsOf, identityOf, statusOf, talkOf } from './report.js';
import { isClosed } from './status.js';
import { say } from './texts.js';

const WAITS = [2, 5, 15, 30, 60];
const REQUEST_MS = 60000;

// keys: those of the words; box: what the mailbox holds; known: the messages of this visit so far.
const here = { keys: null, author: null, profile: null, box: null, known: null, jobs: [] };
let misses = 0;
let waitUntil = 0;
let timer = 0;

class Told extends Error {}      // its message is for the reporter

// ---------------------------------------------------------------- the mailbox

async function answerOf(response) {
  const { code, message = '' } = await response.json().catch(() => ({}));
  const error = new Told(message || say('words.busy'));
  error.missed = response.status === 404 && code === 'no_mailbox';
  if (error.missed) error.message = say('words.none');
  error.seconds = Math.min(Number(response.headers.get('Retry-After')) || 0, 3600);
  return error;
}

async function fetchMailbox(keys) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), REQUEST_MS);
  try {
    const response = await fetch('v1/mailbox', {
      method: 'POST', cache: 'no-store', credentials: 'omit', signal: stop.signal,
      headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ mailbox: hex(keys.mailbox) }),
    });
    if (!response.ok) throw await answerOf(response);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw error instanceof Told ? error : new Told(say('words.offline'));
  } finally {
    clearTimeout(late);
  }
}

async function readBox() {
  const bytes = await fetchMailbox(here.keys);
  const { keys, author, profile: { genesis } } = here;
  return readMailbox(bytes, { keys, author, genesis }).catch(() => {
    throw new Told(say('words.unread'));
  });
}

const wipeKeys = (keys) => keys && Object.values(keys).forEach((key) => key.fill(0));

function wipe() {
  here.jobs.forEach(({ cancel }) => cancel());
  wipeKeys(here.keys);
  Object.assign(here, { keys: null, author: null, profile: null, box: null, known: null, jobs: [] });
  $('report').replaceChildren();
  $('kata').value = '';
}

// ---------------------------------------------------------------- the words

function wordsProblem(text) {
  $('kata-e').textContent = text;
  show('kata-e', Boolean(text));
  if (text) $('kata').setAttribute('aria-invalid', 'true');
  else $('kata').removeAttribute('aria-invalid');
}

function wordsSentence({ error, unknown, count }) {
  if (error === 'word') return say('words.unknown', { words: unknown.join(', ') });
  return error === 'count' ? say('words.count', { n: count }) : say('words.check');
}

// Guessing is slowed by the server; here the wait is only said.
function wait(seconds) {
  waitUntil = Date.now() + seconds * 1000;
  clearInterval(timer);
  const tick = () => {
    const s = Math.ceil((waitUntil - Date.now()) / 1000);
    $('kata-wait').textContent = s > 0 ? say('words.wait', { s }) : '';
    if (s <= 0) clearInterval(timer);
  };
  timer = setInterval(tick, 500);
  tick();
}

async function openWith(words) {
  here.profile = await fetchProfile().catch(() => {
    throw new Told(say('words.offline'));
  });
  here.keys = await deriveKeys(words, here.profile.genesis);
  here.author = authorOf(here.keys);
  here.box = await readBox();
}

function failed(error) {
  wipeKeys(here.keys);
  here.keys = null;
  wordsProblem(error instanceof Told ? error.message : say('words.unread'));
  if (error.missed) wait(WAITS[Math.min(misses++, WAITS.length - 1)]);
  else if (error.seconds) wait(error.seconds);
  $('kata').focus();
}

async function submitWords() {
  const button = $('kata-open');
  if (button.getAttribute('aria-busy')) return;
  if (Date.now() < waitUntil) {
    announce($('kata-wait').textContent);
    return;
  }
  const read = readWords($('kata').value);
  const empty = !$('kata').value.trim();
  wordsProblem(empty ? say('words.empty') : read.error ? wordsSentence(read) : '');
  if (!read.words) {
    $('kata').focus();
    return;
  }
  button.setAttribute('aria-busy', 'true');
  button.textContent = say('words.opening');
  announce(say('words.opening'));
  try {
    await openWith(read.words);
    misses = 0;
    $('kata').value = '';
    display();
    if (currentStep() === 'kata') goTo('laporan', { replace: true });
    else wipe();
  } catch (error) {
    failed(error);
  } finally {
    announce('');
    button.removeAttribute('aria-busy');
    button.textContent = say('words.open');
  }
}

// ---------------------------------------------------------------- the report

async function refresh() {
  const known = new Set(here.box.messages.map(({ id }) => id));
  here.box = await readBox();
  here.known = known;
  displayParts();
  return hex(here.box.last.id);
}

const compose = (kind) => async (text) => {
  const { box, keys, author, profile } = here;
  return composeMessage({ box, keys, author, profile, kind, text });
};

// Stored: shown at once, also where the connection breaks before the mailbox was read again.
function added(kind, text, { id }) {
  const { box } = here;
  const last = { seq: box.last.seq + 1, id: Uint8Array.from(id.match(/../g), (pair) => parseInt(pair, 16)) };
  const message = { own: true, kind, text, id, hour: Math.floor(Date.now() / 3600000) };
  here.box = { ...box, last, messages: [...box.messages, message] };
  displayParts();
  refresh().catch(() => {});
}

// A stale epoch may mean a key that the card does not name yet: the profile does.
async function catchUp() {
  here.profile = await fetchProfile();
  return refresh();
}

// Resolves with the reporter's decision; the question stands where the button was.
const askSure = () => new Promise((resolve) => {
  const close = (sure) => {
    show('sure', false);
    show('objection-send');
    resolve(sure);
  };
  show('sure');
  show('objection-send', false);
  $('sure-yes').onclick = () => close(true);
  $('sure-no').onclick = () => {
    close(false);
    $('objection-send').focus();
  };
  $('sure-no').focus();
});

// One suggested action at most: what is being written last.
function showObjection(shown) {
  show('objection-box', shown);
  $('answer-send').className = shown ? '' : 'main';
}

function makeObjection() {
  const { element, job } = makeComposer('objection', {
    compose: compose('objection'), refresh: catchUp, confirm: askSure,
    stored: (text, entry) => {
      showObjection(false);
      added('objection', text, entry);
    },
  }, say('objection.p'));
  here.jobs.push(job);
  const button = (id, key, cls = '') => make('button', { type: 'button', id, class: cls, text: say(key) });
  element.append(make('div', { id: 'sure', hidden: '' }, make('p', { text: say('objection.sure') }),
    make('div', { class: 'stack' }, button('sure-no', 'cancel'), button('sure-yes', 'objection.yes'))));
  return make('section', { id: 'objection-box', 'aria-labelledby': 'objection-title', hidden: '' },
    make('h2', { id: 'objection-title', text: say('objection.h') }), readers(), element);
}

function readers() {
  const leaders = here.box.complaint.stream === STREAM.leadership;
  return make('div', { class: 'who' },
    make('b', { text: `${say('readers')} ${say(leaders ? 'readLeaders' : 'readTeam')}` }));
}

const objectedSince = ({ messages, card }) => messages.some(({ kind, hour }) => (
  kind === 'objection' && (hour + 1) * 3600 > card.since));

// What changes when the mailbox is read again; what is being typed stays.
function displayParts() {
  const { box, known } = here;
  $('report-top').replaceChildren(factsOf(box), statusOf(box), talkOf(box, known));
  $('report-identity').replaceChildren(identityOf(box));
  const closed = isClosed(box.card) && isFresh(box.card);
  const objected = closed && objectedSince(box);
  show('objection-open', closed && !objected && $('objection-box').hidden);
  $('objection-done').textContent = objected ? say('objection.sent') : '';
}

function display() {
  const { element, job } = makeComposer('answer', {
    compose: compose('message'), refresh: catchUp, confirm: () => true,
    stored: (text, entry) => added('message', text, entry),
  }, say('answer.hint'));
  here.jobs = [job];
  const open = make('button', { type: 'button', id: 'objection-open', text: say('objection.open') });
  open.onclick = () => {
    showObjection(true);
    show('objection-open', false);
    $('objection').focus();
  };
  $('report').replaceChildren(
    make('div', { id: 'report-top' }),
    make('h2', { text: say('answer.h') }), readers(), element,
    make('div', { id: 'report-identity' }),
    make('p', { id: 'objection-done', role: 'status' }), makeObjection(),
    make('div', { class: 'stack' }, open),
    make('p', { id: 'report-state', role: 'status' }),
    make('p', { class: 'hint', text: say('report.exitP') }));
  displayParts();
}

async function reload({ currentTarget: button }) {
  if (button.getAttribute('aria-busy') || !here.box) return;
  button.setAttribute('aria-busy', 'true');
  $('report-state').textContent = '';
  try {
    await refresh();
    $('report-state').textContent = say('report.refreshed');
  } catch (error) {
    if (here.keys) $('report-state').textContent = error.message.replace(say('words.offline'), say('report.offline'));
  }
  button.removeAttribute('aria-busy');
}

// ---------------------------------------------------------------- the steps

function addStep(name, key, body, ...foot) {
  $('form').append(make('section', { class: 'step', id: 's-' + name, 'aria-labelledby': 'h-' + name },
    make('h1', { id: 'h-' + name, tabindex: '-1', text: say(key) }),
    make('div', { class: 'body' }, ...body), make('div', { class: 'bar' }, ...foot)));
}

function buildSteps() {
  const button = (id, key, cls, action) => {
    const made = make('button', { type: 'button', id, class: cls, text: say(key) });
    made.onclick = action;
    return made;
  };
  const area = make('textarea', {
    id: 'kata', rows: 3, maxlength: 400, autocapitalize: 'off', autocomplete: 'off', autocorrect: 'off',
    spellcheck: 'false', 'aria-describedby': 'kata-h kata-e kata-wait',
  });
  area.addEventListener('input', () => wordsProblem(''));
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    submitWords();
  });
  addStep('kata', 'words.h', [make('div', { class: 'field' },
    make('label', { for: 'kata', text: say('words.label') }),
    make('p', { class: 'hint', id: 'kata-h', text: say('words.p') }), area,
    make('p', { class: 'error', id: 'kata-e', role: 'alert', hidden: '' }),
    make('p', { id: 'kata-wait' })),
  make('p', { class: 'hint', text: say('words.note') })],
  button('kata-back', 'back', 'back', goBack), button('kata-open', 'words.open', 'main', submitWords));

  const exit = make('a', { class: 'button', href: document.querySelector('.exit').href, rel: 'noreferrer', text: say('report.exit') });
  exit.onclick = (event) => {
    event.preventDefault();
    document.querySelector('.exit').click();
  };
  addStep('laporan', 'report.h', [make('div', { id: 'report' })], button('report-refresh', 'report.refresh', 'back', reload), exit);
}

const unsent = () => here.jobs.some(({ busy }) => busy) || ['answer', 'objection'].some((id) => $(id) && $(id).value.trim());

function begin() {
  buildSteps();
  leaving.laporan = wipe;
  leaving.kata = () => wordsProblem('');
  addEventListener('pagehide', wipe);
  addEventListener('pageshow', (event) => event.persisted && location.reload());
  addEventListener('beforeunload', (event) => {
    if (currentStep() !== 'laporan' || !unsent()) return;
    event.preventDefault();
    event.returnValue = '';
  });
}

// Called each time that the reporter asks for the report.
export function enter() {
  if (!$('s-kata')) begin();
  goTo('kata');
  $('kata').focus();
}

export const isOpen = () => Boolean(here.box);
