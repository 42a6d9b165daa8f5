// SPDX-License-Identifier: GPL-3.0-or-later
// One box to write in: an answer or an objection, its counter, and what becomes of it.
import { $, clean, grouped, make, show, startSending } from '../common.js';
import { say } from './texts.js';

const MAX = 4000;
const TRIES = 4;               // with new bytes, where the case went on meanwhile
const STALE = ['author_sequence', 'stale_epoch'];

function countLetters(id) {
  const left = MAX - $(id).value.length;
  const near = left <= MAX / 5;
  $(id + '-n').textContent = near ? say('counterLeft', { n: grouped(left) })
    : say('counter', { n: grouped(MAX - left) });
  $(id + '-left').textContent = near ? say('counterLeft', { n: grouped(Math.ceil(left / 100) * 100) }) : '';
}

function problem(id, text) {
  $(id + '-e').textContent = text;
  show(id + '-e', Boolean(text));
  if (text) $(id).setAttribute('aria-invalid', 'true');
  else $(id).removeAttribute('aria-invalid');
}

function check(id) {
  const text = clean($(id).value).trim();
  let wrong = text ? '' : say(id + '.empty');
  if (text.length > MAX) wrong = say('answer.long', { n: grouped(text.length - MAX) });
  problem(id, wrong);
  if (wrong) $(id).focus();
  return wrong ? null : text;
}

function waitText({ offline, busy, message }) {
  if (offline) return say('st.offline');
  return message || say(busy ? 'st.busy' : 'st.wait');
}

function display(id, state) {
  const waiting = state.kind === 'waiting';
  const text = waiting ? waitText(state) : say('st.sending', { n: state.attempt });
  if ($(id + '-state').textContent !== text) $(id + '-state').textContent = text;
  $(id + '-in').textContent = waiting && Number.isFinite(state.seconds)
    ? say('st.in', { n: state.attempt, s: state.seconds }) : '';
  show(id + '-now', waiting);
}

// Ends with { kind: 'stored' | 'refused' | 'mismatch' | 'cancelled' }. Where the case went on in the
// meantime, the message is made anew behind what is there now.
async function deliver(id, text, job, { compose, refresh }) {
  for (let tries = 1; ; tries++) {
    const entry = await compose(text);
    if (job.gone) return { kind: 'cancelled' };
    const running = startSending(entry, (state) => display(id, state), 'v1/messages');
    job.stop = running.cancel;
    $(id + '-now').onclick = running.tryNow;
    const result = await running.finished;
    if (!STALE.includes(result.code) || tries === TRIES) return { ...result, entry };
    if (await refresh() === entry.id) return { kind: 'stored', entry };
  }
}

async function submit(id, job, hooks) {
  if (job.busy) return;
  const text = check(id);
  if (text === null || !await hooks.confirm()) return;
  job.busy = true;
  const field = $(id);
  field.readOnly = true;
  $(id + '-send').setAttribute('aria-busy', 'true');
  $(id + '-state').textContent = say('st.sealing');
  const result = await deliver(id, text, job, hooks).catch(() => ({ kind: 'mismatch' }));
  job.busy = false;
  if (result.kind === 'cancelled' || job.gone) return;
  field.readOnly = false;
  $(id + '-send').removeAttribute('aria-busy');
  show(id + '-now', false);
  $(id + '-in').textContent = '';
  $(id + '-state').textContent = '';
  if (result.kind !== 'stored') {
    $(id + '-state').textContent = result.kind === 'refused' ? say('st.refused', result) : say('st.failed');
    return;
  }
  field.value = '';
  countLetters(id);
  $(id + '-state').textContent = say('st.sent');
  hooks.stored(text, result.entry);
}

// id: 'answer' or 'objection', also the prefix of its texts. hooks: compose(text) → { bytes, id };
// refresh() → the id of the reporter's last entry in the mailbox; confirm() → whether to send;
// stored(text, entry). Returns { element, job } with job.cancel().
export function makeComposer(id, hooks, hint) {
  const job = {
    busy: false, gone: false, stop: () => {},
    cancel() {
      job.gone = true;
      job.stop();
    },
  };
  const area = make('textarea', { id, rows: 4, 'aria-describedby': `${id}-h ${id}-e ${id}-n` });
  const send = make('button', { type: 'button', id: id + '-send', class: 'main', text: say(id + '.send') });
  const now = make('button', { type: 'button', id: id + '-now', text: say('st.now'), hidden: '' });
  area.addEventListener('input', () => {
    countLetters(id);
    problem(id, '');
    if (!job.busy) $(id + '-state').textContent = '';
  });
  send.onclick = () => submit(id, job, hooks);
  const element = make('div', { class: 'field' },
    make('label', { for: id, text: say(id + '.label') }),
    make('p', { class: 'hint', id: id + '-h', text: hint }),
    area,
    make('p', { class: 'error', id: id + '-e', hidden: '' }),
    make('p', { class: 'count-text', id: id + '-n', text: say('counter', { n: 0 }) }),
    make('p', { class: 'vh', id: id + '-left', role: 'status' }),
    make('p', { id: id + '-state', role: 'status' }),
    make('p', { class: 'hint', id: id + '-in' }),
    make('div', { class: 'stack' }, now, send));
  return { element, job };
}
