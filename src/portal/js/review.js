// SPDX-License-Identifier: GPL-3.0-or-later
// The step "Periksa": what will be sent, each line with its way back.
import { $, chosenLabel, make, say, show } from './dom.js';

const joined = (list, glue = ', ') => list.filter(Boolean).join(glue);

function line(label, value, onChange) {
  const change = make('button', { type: 'button', class: 'link', text: say('change') });
  change.append(make('span', { class: 'vh', text: ' ' + label.toLowerCase() }));
  change.addEventListener('click', onChange);
  const shown = value
    ? make('dd', { text: value })
    : make('dd', { class: 'none', text: say('empty') });
  return make('div', {}, make('dt', { text: label }), make('dd', { class: 'change' }, change), shown);
}

const shorten = (text) => (text.length > 240 ? text.slice(0, 240) + '…' : text);

function sealedLine({ sealed, filled, onReopen }) {
  const box = $('review-identity');
  box.replaceChildren();
  if (!sealed) {
    box.append(make('p', { text: say('noIdentity') }));
    box.className = 'note';
    return;
  }
  box.className = 'env';
  const again = make('button', { type: 'button', text: box.dataset.again });
  again.addEventListener('click', onReopen);
  box.append(make('div', {}, make('b', { text: box.dataset.title }),
                  make('p', { text: say('rIdentity', { what: filled.join(', ') }) }),
                  make('p', { text: box.dataset.note }), again));
}

// go(step) opens a step to change it.
export function showReview(story, { office, go, identity, leaks }) {
  const group = story.group ? $('group').selectedOptions[0].textContent : '';
  const { reported, when } = story;
  $('review-to').textContent = office;
  $('review').replaceChildren(
    line(say('rCategory'), joined([chosenLabel('category'), group], ' · '), () => go('apa')),
    line(say('rText'), shorten(story.text), () => go('apa')),
    line(say('rReported'), joined([chosenLabel('kind'), reported.name, reported.position,
                                   reported.unit]), () => go('siapa')),
    line(say('rWhen'), joined([when.from, when.to], say('until')), () => go('kapan')),
    line(say('rWhere'), story.where, () => go('kapan')),
    line(say('rValue'), story.value, () => go('kapan')),
    line(say('rWitnesses'), story.witnesses, () => go('kapan')),
    line(say('rEvidence'), story.evidence, () => go('kapan')),
    line(say('rElsewhere'), story.elsewhere, () => go('kapan')),
    line(say('rAlias'), story.alias, () => go('identitas')),
  );
  sealedLine(identity);
  show('leak', leaks.length > 0);
  const names = { name: say('leakName'), nik: say('leakNik'), phone: say('leakPhone') };
  const what = leaks.map((key) => names[key]).join(say('and'));
  $('leak-p').textContent = leaks.length ? say('leak', { what }) : '';
}
