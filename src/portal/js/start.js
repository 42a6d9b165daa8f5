// SPDX-License-Identifier: GPL-3.0-or-later
// The first screen: a draft of before, a sealed report that waits, or a new one.
import { $, choose, chosen, longDate, show } from './dom.js';
import { followAnswers, refreshFields } from './fields.js';
import { showReceipt } from './receipt.js';
import { deliver } from './sending.js';
import { goTo } from './steps.js';
import { dropDraft, dropFromQueue, loadDraft, loadQueue, saveDraft } from './stored.js';
import { begin, visit } from './visit.js';

const RADIOS = ['category', 'kind', 'inspectorate'];
const KEPT = ['text', 'group', 'name', 'position', 'unit', 'from', 'to', 'where', 'value', 'witnesses',
  'evidence', 'elsewhere', 'alias'];

export function keepDraft() {
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

export function showWaiting() {
  const [first] = loadQueue();
  const draft = loadDraft();
  show('queue', Boolean(first));
  if (first) $('queue-p').textContent = $('queue-p').dataset.text.replace('{number}', first.number);
  show('draft', Boolean(draft));
  if (draft) {
    const date = longDate(new Date(draft.saved));
    $('draft-p').textContent = $('draft-p').dataset.text.replace('{date}', date);
  }
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

export function startButtons() {
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
