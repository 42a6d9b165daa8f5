// SPDX-License-Identifier: GPL-3.0-or-later
// What the return visit says, in the page's language: its sentences travel with it, not with the page.
import en from '../../text/return.en.json';
import id from '../../text/return.id.json';

const table = document.documentElement.lang === 'en' ? en : id;

export const say = (key, values = {}) => table[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// A word for a code that the office may have made newer than this page.
export const sayCode = (group, code, otherwise) => (table[`${group}.${code}`] ?? table[`${group}.${otherwise}`] ?? '');
