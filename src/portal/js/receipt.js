// SPDX-License-Identifier: GPL-3.0-or-later
// The receipt: number, alias and words, on paper rather than on the phone.
import { $, announce, clockTime, make, say, show } from './dom.js';
import { goTo } from './steps.js';
import { findWord } from './words.js';

let written = true;

// A receipt on the screen that was not written down yet must not be lost by a slip.
export const mustStay = () => !written;

function fill({ number, alias, words, waiting }) {
  const time = clockTime(new Date());
  $('h-terima').textContent = waiting ? say('keepH') : '✓ ' + say('receiptAt', { time });
  show('receipt-wait', waiting);
  $('r-number').textContent = number;
  $('r-alias').textContent = alias;
  $('r-alias').parentElement.hidden = !alias;
  $('r-address').textContent = location.origin + location.pathname;
  $('words').replaceChildren(...words.map((word) => make('li', { text: word })));
}

// Either the words, or the question for the fourth of them.
function showWords(shown, asked = false) {
  show('r-words', shown);
  show('r-print', shown);
  show('r-test', asked);
  show('r-again', asked);
}

function finish(waiting) {
  written = true;
  for (const id of ['r-number', 'r-alias', 'words', 'word4']) {
    $(id).textContent = '';
    if (id === 'word4') $(id).value = '';
  }
  show('done-wait', waiting);
  goTo('selesai', { replace: true });
}

function askFourth(words, waiting) {
  showWords(false, true);
  $('r-next').textContent = $('r-next').dataset.check;
  $('word4').focus();
  $('r-next').onclick = () => {
    const right = findWord($('word4').value) === words[3];
    const note = $('word4-e');
    note.hidden = right;
    note.textContent = right ? '' : say('wordWrong');
    $('word4').removeAttribute('aria-invalid');
    if (!right) {
      $('word4').setAttribute('aria-invalid', 'true');
      $('word4').focus();
      return;
    }
    announce(say('wordOk'));
    finish(waiting);
  };
}

// words: the eight words, or [] where they were shown before.
export function showReceipt({ number, alias, words, waiting = false }) {
  written = words.length === 0;
  fill({ number, alias, words, waiting });
  const next = $('r-next');
  next.dataset.written = next.dataset.written || next.textContent;
  const offer = () => {
    showWords(words.length > 0);
    next.textContent = words.length ? next.dataset.written : next.dataset.done;
    next.onclick = () => (words.length ? askFourth(words, waiting) : finish(waiting));
  };
  offer();
  $('r-print').onclick = () => print();
  $('r-again').onclick = offer;
  $('r-skip').onclick = () => finish(waiting);
  goTo('terima', { replace: true });
}
