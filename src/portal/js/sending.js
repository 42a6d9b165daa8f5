// SPDX-License-Identifier: GPL-3.0-or-later
// The step "Mengirim": shows what send.js reports.
import { $, announce, say, show } from './dom.js';
import { startSending } from './send.js';

let running = null;

const waitSentence = ({ offline, busy, message }) => {
  if (offline) return say('stOffline');
  return message || say(busy ? 'stBusy' : 'stWait');
};

function setState(text) {
  if ($('send-state').textContent !== text) $('send-state').textContent = text;
}

function display(state, canKeep) {
  const waiting = state.kind === 'waiting';
  if (waiting) {
    setState(waitSentence(state));
    $('send-in').textContent = Number.isFinite(state.seconds)
      ? say('stIn', { n: state.attempt, s: state.seconds }) : '';
  } else {
    setState(say('stSending', { n: state.attempt }));
    $('send-in').textContent = Math.round(state.part * 100) + ' %';
    $('send-bar').value = state.part * 100;
  }
  show('send-bar', !waiting);
  show('send-now', waiting);
  show('send-later-box', waiting && canKeep);
  show('send-edit', waiting && !canKeep);
}

// What the server refuses stays refused: the reporter decides what to do.
function displayRefusal(result) {
  const key = result.kind === 'refused' ? 'stRefused' : 'stMismatch';
  setState(say(key, { message: result.message }));
  $('send-in').textContent = '';
  show('send-bar', false);
  show('send-once', false);
  show('send-now');
  show('send-later-box', false);
  show('send-edit');
}

// entry: { bytes, id }; resolves once the server has stored it.
export async function deliver(entry, { canKeep }) {
  show('send-edit', false);
  show('send-once');
  for (;;) {
    const job = startSending(entry, (state) => display(state, canKeep));
    running = job;
    $('send-now').onclick = job.tryNow;
    const result = await job.finished;
    // Kept for later, or to be changed: whoever cancelled goes on from there.
    if (result.kind === 'cancelled') return new Promise(() => {});
    if (result.kind === 'stored') {
      running = null;
      announce('');
      return result;
    }
    displayRefusal(result);
    await new Promise((resolve) => {
      $('send-now').onclick = resolve;
    });
  }
}

export function giveUp() {
  if (running) running.cancel();
  running = null;
}
