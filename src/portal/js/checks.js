// SPDX-License-Identifier: GPL-3.0-or-later
// What a field may hold. Each check returns null, or [key of the sentence, its numbers]: the words
// are in text/, so that nothing here speaks a language.

export const LIMITS = { text: 20000, field: 500, name: 120, alias: 24, aliasMin: 3 };

// What is typed stays as it is, save control characters and halves of letters (a broken paste):
// strict readers refuse those.
export const clean = (text) => new TextDecoder().decode(new TextEncoder().encode(
  text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')));

const bare = (text) => clean(text).trim();

export const digits = (text) => text.replace(/[\s.-]/g, '');

export function checkNik(typed) {
  const nik = digits(typed);
  if (!nik) return ['nikEmpty'];
  if (/\D/.test(nik)) return ['nikLetters'];
  if (nik.length < 16) return ['nikShort', { n: nik.length }];
  if (nik.length > 16) return ['nikLong', { n: nik.length }];
  return null;
}

// Digits 7–12 are the date of birth, with 40 added to the day for women. A question, not a block:
// there are cards with mistakes on them.
export function nikDateOdd(typed) {
  const nik = digits(typed);
  const day = Number(nik.slice(6, 8)) % 40;
  const month = Number(nik.slice(8, 10));
  return Number(nik.slice(6, 8)) > 71 || day < 1 || day > 31 || month < 1 || month > 12;
}

export function checkPhone(typed) {
  const phone = digits(typed).replace(/[()]/g, '');
  if (!phone) return ['phoneEmpty'];
  if (!/^(08|\+62)/.test(phone)) return ['phoneStart'];
  const rest = phone.replace('+', '');
  if (/\D/.test(rest)) return ['phoneLetters'];
  if (rest.length < 9) return ['phoneShort', { n: rest.length }];
  if (rest.length > 14) return ['phoneLong', { n: rest.length }];
  return null;
}

export function checkAlias(typed) {
  const length = [...bare(typed)].length;
  if (length < LIMITS.aliasMin) return ['aliasShort'];
  if (length > LIMITS.alias) return ['aliasLong'];
  return null;
}

export const checkEmail = (typed) => (
  !bare(typed) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(bare(typed)) ? null : ['emailForm']);

export const checkFilled = (key) => (typed) => (bare(typed) ? null : [key]);

export function checkText(typed) {
  const { length } = clean(typed);
  if (!bare(typed)) return ['textEmpty'];
  if (length > LIMITS.text) return ['textLong', { n: length - LIMITS.text }];
  return null;
}

// Words of a name that are long enough to give it away.
const nameWords = (name) => (
  bare(name).toLowerCase().split(/[^\p{L}]+/u).filter((word) => word.length > 2));

export const aliasTellsName = (alias, name) => {
  const low = alias.toLowerCase();
  return nameWords(name).some((word) => low.includes(word));
};

// Which of the identity's values stand in the story: [] or some of 'name', 'nik', 'phone'.
export function leaks(story, { name, nik, phone }) {
  const low = story.toLowerCase();
  const numbers = digits(low);
  const found = [];
  if (bare(name).length > 2 && low.includes(bare(name).toLowerCase())) found.push('name');
  if (digits(nik) && numbers.includes(digits(nik))) found.push('nik');
  const tail = digits(phone).replace(/\D/g, '').replace(/^(62|0)/, '');
  if (tail.length > 6 && numbers.includes(tail)) found.push('phone');
  return found;
}

// The same question where the identity is sealed and gone: only the form of a number tells.
export const looksPersonal = (story) => {
  const numbers = digits(story);
  const found = [];
  if (/(^|\D)\d{16}(\D|$)/.test(numbers)) found.push('nik');
  if (/(^|\D)(08|\+628)\d{7,11}(\D|$)/.test(numbers)) found.push('phone');
  return found;
};
