// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of each step, their checks, and how a mistake is shown: under the field when it is
// left, and in a summary on top when the step is left.
import { audienceFor } from './complaint.js';
import { $, chosen, grouped, make, say, show } from './dom.js';
import {
  LIMITS, aliasTellsName, checkAlias, checkEmail, checkFilled, checkNik, checkPhone, checkText,
  clean, digits, nikDateOdd,
} from './checks.js';

const IDENTITY = ['name', 'nik', 'phone', 'safe', 'email', 'address', 'gender', 'occupation'];
const STORY = ['text', 'name', 'position', 'unit', 'from', 'to', 'where', 'value', 'witnesses',
  'evidence', 'elsewhere', 'alias'];

const CHECKS = {
  apa: { category: () => (chosen('category') ? null : ['categoryEmpty']), text: checkText },
  identity: {
    'id-name': checkFilled('nameEmpty'),
    'id-nik': checkNik,
    'id-phone': checkPhone,
    'id-email': checkEmail,
  },
  alias: { alias: checkAlias },
  periksa: { honest: () => ($('honest').checked ? null : ['honestEmpty']) },
};

const value = (id) => $(id).value;

const summaryTitle = (n) => (n === 1 ? say('sumOne') : say('sumMany', { n }));

// A summary names only what is still wrong.
function unlist(id) {
  for (const link of document.querySelectorAll(`.sum a[href="#${id}"]`)) {
    const box = link.parentElement;
    link.remove();
    const left = box.querySelectorAll('a').length;
    if (left) box.firstChild.textContent = summaryTitle(left);
    else box.remove();
  }
}

function mark(id, sentence) {
  if (!sentence) unlist(id);
  const note = $(id + '-e');
  note.hidden = !sentence;
  note.textContent = sentence || '';
  const target = $(id);
  if (target.tagName === 'FIELDSET') {
    for (const input of target.querySelectorAll('input')) {
      if (sentence) {
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', id + '-e');
      } else {
        input.removeAttribute('aria-invalid');
      }
    }
  } else if (sentence) target.setAttribute('aria-invalid', 'true');
  else target.removeAttribute('aria-invalid');
}

const sentenceOf = (problem) => (
  problem && say(problem[0], problem[1] && { n: grouped(problem[1].n) }));

function checkOne(id, check) {
  const problem = check($(id).value || '');
  mark(id, sentenceOf(problem));
  return problem;
}

const labelledTarget = (id) => (
  $(id).tagName === 'FIELDSET' ? $(id).querySelector('input') : $(id));

function summarise(section, problems) {
  const title = make('b', { text: summaryTitle(problems.length) });
  const box = make('div', { class: 'sum', role: 'alert', tabindex: '-1' }, title);
  for (const [id, problem] of problems) {
    const link = make('a', { href: '#' + id, text: sentenceOf(problem) });
    link.addEventListener('click', (event) => {
      event.preventDefault();
      labelledTarget(id).focus();
    });
    box.append(link);
  }
  section.querySelector('.body').prepend(box);
  box.focus();
  scrollTo(0, 0);
}

// Checks the named groups of fields; shows what is wrong in the step's section.
export function validate(step, groups) {
  const section = $('s-' + step);
  for (const old of section.querySelectorAll('.sum')) old.remove();
  const problems = [];
  for (const group of groups) {
    for (const [id, check] of Object.entries(CHECKS[group])) {
      const problem = checkOne(id, check);
      if (problem) problems.push([id, problem]);
    }
  }
  if (problems.some(([id]) => id === 'id-email')) $('id-more').open = true;
  if (problems.length) summarise(section, problems);
  return problems.length === 0;
}

function questions() {
  $('id-nik-q').hidden = !(digits(value('id-nik')).length === 16 && nikDateOdd(value('id-nik')));
  $('alias-q').hidden = !aliasTellsName(value('alias'), value('id-name'));
}

function countText() {
  const n = value('text').length;
  $('text-n').textContent = n ? say('counter', { n: grouped(n) }) : '';
  const left = LIMITS.text - n;
  const near = left <= LIMITS.text / 5;
  // Read out at each hundred only, shown at each letter.
  const hundreds = grouped(Math.ceil(left / 100) * 100);
  $('text-left').textContent = near ? say('counterLeft', { n: hundreds }) : '';
  if (near) $('text-n').textContent = say('counterLeft', { n: grouped(left) });
}

export function watchFields() {
  for (const group of Object.values(CHECKS)) {
    for (const [id, check] of Object.entries(group)) {
      $(id).addEventListener('change', () => {
        if ($(id).tagName === 'FIELDSET' || id === 'honest') checkOne(id, check);
      });
      // What was marked is unmarked as soon as it is right.
      $(id).addEventListener('input', () => {
        if ($(id).getAttribute('aria-invalid') && !check(value(id))) mark(id, null);
      });
      // Left empty is not yet a mistake: only Lanjut says so.
      $(id).addEventListener('blur', () => {
        if (id !== 'honest' && value(id).trim()) checkOne(id, check);
      });
    }
  }
  for (const id of ['id-nik', 'id-name', 'alias']) {
    $(id).addEventListener('blur', questions);
    $(id).addEventListener('input', () => {
      if (!$('id-nik-q').hidden || !$('alias-q').hidden) questions();
    });
  }
  $('text').addEventListener('input', countText);
}

// Labels and notes that follow from what was answered.
export function followAnswers() {
  const inspectorate = chosen('inspectorate') || 'no';
  $('form').dataset.audience = audienceFor(inspectorate);
  for (const who of ['staff', 'head', 'custodian']) show('note-' + who, inspectorate === who);
  show('group-field', chosen('category') === 'korupsi');
}

// The story as the protocol names its members.
export function readStory() {
  const text = Object.fromEntries(STORY.map((id) => [id, clean(value(id))]));
  const category = chosen('category');
  return {
    alias: text.alias.trim(),
    category,
    group: category === 'korupsi' ? value('group') : '',
    text: text.text,
    reported: {
      kind: chosen('kind'),
      name: text.name,
      position: text.position,
      unit: text.unit,
      inspectorate: chosen('inspectorate') || 'no',
    },
    when: { from: text.from, to: text.to },
    where: text.where,
    value: text.value,
    witnesses: text.witnesses,
    elsewhere: text.elsewhere,
    evidence: text.evidence,
  };
}

export function readIdentity() {
  const typed = Object.fromEntries(IDENTITY.map((id) => [id, clean(value('id-' + id))]));
  return {
    contact: {
      phone: digits(typed.phone).replace(/[()]/g, ''),
      email: typed.email.trim(),
      safe: typed.safe,
    },
    civil: {
      name: typed.name.trim(),
      nik: digits(typed.nik),
      address: typed.address,
      gender: typed.gender,
      occupation: typed.occupation,
    },
  };
}

// Which fields are filled in, by their labels: what the review may show of a sealed identity.
export const filledIdentity = () => IDENTITY.filter((id) => value('id-' + id).trim())
  .map((id) => document.querySelector(`label[for="id-${id}"]`).firstChild.textContent.trim());

export function wipeIdentity() {
  for (const id of IDENTITY) {
    $('id-' + id).value = '';
    $('id-' + id).defaultValue = '';
    if ($(`id-${id}-e`)) mark('id-' + id, null);
  }
  $('id-nik-q').hidden = $('alias-q').hidden = true;
  $('id-more').open = false;
}

export function wipeAll() {
  $('form').reset();
  wipeIdentity();
  for (const id of STORY) $(id).value = '';
  countText();
  followAnswers();
}

export const refreshFields = countText;
