// SPDX-License-Identifier: GPL-3.0-or-later
// Finding, showing and saying things on the page.

export const $ = (id) => document.getElementById(id);

export const show = (id, shown = true) => {
  $(id).hidden = !shown;
};

export function make(name, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

let table = null;

// A sentence of this page's language, with {n} filled in.
export function say(key, values = {}) {
  if (!table) table = JSON.parse($('texts').textContent);
  return table[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// Read out by a screen reader without moving the focus.
export const announce = (text) => {
  $('say').textContent = text;
};

export const chosen = (name) => {
  const input = document.querySelector(`input[name="${name}"]:checked`);
  return input ? input.value : '';
};

export const chosenLabel = (name) => {
  const input = document.querySelector(`input[name="${name}"]:checked`);
  return input ? input.nextElementSibling.firstChild.textContent : '';
};

export function choose(name, value) {
  for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
    input.checked = input.value === value;
  }
}

export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, say('thousands'));

const two = (n) => String(n).padStart(2, '0');

export const clockTime = (date) => two(date.getHours()) + '.' + two(date.getMinutes());

export const longDate = (date) => (
  `${date.getDate()} ${say('months').split(' ')[date.getMonth()]} ${date.getFullYear()}`);
