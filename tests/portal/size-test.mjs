// SPDX-License-Identifier: GPL-3.0-or-later
// What a first visit transfers, compressed as the intake serves it. Prints the figures.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ok, run, test } from './tap.mjs';

const LIMIT = 60 * 1024;
const FIRST_LIMIT = 14 * 1024;
const RETURN_LIMIT = 14 * 1024;
const PROFILE = 1024;            // the third request: the office's profile, not compressed

const read = (name) => readFileSync(new URL('../../src/portal/dist/' + name, import.meta.url));
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const sizes = Object.fromEntries(['index.html', 'en.html', 'kumbang.js', 'kembali.js'].map((name) => {
  const bytes = read(name);
  const row = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes) };
  console.log(`# ${name}: ${row.raw} raw, ${row.gzip} gzip, ${row.brotli} brotli`);
  return [name, row];
}));

const whole = (name, coding) => sizes[name][coding] + sizes['kumbang.js'][coding] + PROFILE;
console.log(`# first visit, 3 requests: ${whole('index.html', 'brotli')} brotli, ${whole('index.html', 'gzip')} gzip (limit ${LIMIT})`);

for (const name of ['index.html', 'en.html']) {
  test('size/first-response/' + name, () => ok(sizes[name].brotli <= FIRST_LIMIT));
  test('size/whole-visit/' + name, () => ok(whole(name, 'brotli') <= LIMIT));
  test('size/whole-visit-gzip/' + name, () => ok(whole(name, 'gzip') <= LIMIT));
}

// Fetched by those who come back, on top of the first visit.
test('size/return-visit', () => ok(sizes['kembali.js'].brotli <= RETURN_LIMIT));

await run();
