// SPDX-License-Identifier: GPL-3.0-or-later
// One step at a time: what is shown, the browser's history, title and focus.
import { $ } from './dom.js';

let siteTitle = '';
let current = 'mulai';
let guard = () => true;      // may this step be left for that one by the browser's buttons?
let entered = () => {};

// What has to be done when a step is left, by its name: a report that was opened is wiped.
export const leaving = {};

export const currentStep = () => current;

function display(name) {
  if (name !== current && leaving[current]) leaving[current]();
  $('s-' + current).classList.remove('on');
  $('s-' + name).classList.add('on');
  current = name;
  const heading = $('h-' + name);
  const count = $('s-' + name).querySelector('.count');
  const visible = [...heading.childNodes].filter((node) => (
    node.nodeType === 3 || !node.classList.contains('nojs')));
  const title = visible.map((node) => node.textContent).join('');
  document.title = name === 'mulai' ? siteTitle : (count ? count.textContent + ': ' : '') + title;
  entered(name);
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

export function goTo(name, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState']({ step: name }, '');
  display(name);
}

export const goBack = () => history.back();

export function startSteps(hooks) {
  ({ guard, entered } = hooks);
  siteTitle = document.title;
  history.replaceState({ step: 'mulai' }, '');
  addEventListener('popstate', (event) => {
    const name = (event.state && event.state.step) || 'mulai';
    if (guard(current, name)) display(name);
    else history.pushState({ step: current }, '');
  });
}
