// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the page into dist/ (or the folder given as argument): index.html, en.html, kumbang.js,
// kembali.js (the return visit, fetched when asked for), the two small templates for the form without JavaScript in each language, and csp.txt. The same
// input gives the same bytes; tests/portal/build-test.mjs compares them with what is committed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { renderError, renderPage, renderReceipt, texts } from './page.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] || join(here, 'dist');
const read = (name) => readFileSync(join(here, name), 'utf8');
const write = (name, text) => writeFileSync(join(out, name), text);
const sha256 = (text) => createHash('sha256').update(text).digest('base64');
mkdirSync(out, { recursive: true });

// Recipients that this page never seals to: post-quantum hybrids, hardware tags. Left out, they
// save a third of the transfer.
const leaveOut = {
  name: 'leave-out',
  setup(builder) {
    const unwanted = /^@noble\/(post-quantum\/hybrid|curves\/nist)\.js$/;
    builder.onResolve({ filter: unwanted }, ({ path }) => ({ path, namespace: 'left-out' }));
    builder.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'export const MLKEM768P256 = {}, MLKEM768X25519 = {}, p256 = {};', loader: 'js',
    }));
  },
};

// js/word-list.js is made of words.txt: each word as the number of letters it shares with the one
// before, and the rest. That is 800 bytes less on the wire than the plain list.
function frontCode(words) {
  const shared = (a, b) => {
    let n = 0;
    while (n < a.length && a[n] === b[n]) n++;
    return n;
  };
  return words.map((word, i) => {
    const n = i ? shared(words[i - 1], word) : 0;
    return n + word.slice(n);
  }).join('');
}

const wordList = `// SPDX-License-Identifier: GPL-3.0-or-later
// Made by build.mjs from words.txt; don't edit. A digit says how much of the word before is kept.
const CODED = '${frontCode(read('words.txt').trim().split('\n'))}';

let last = '';
export const WORDS = CODED.match(/\\d[a-z]*/g).map((part) => {
  last = last.slice(0, part[0]) + part.slice(1);
  return last;
});
`;
if (!existsSync(join(here, 'js/word-list.js')) || read('js/word-list.js') !== wordList) writeFileSync(join(here, 'js/word-list.js'), wordList);

// What kembali.js borrows from kumbang.js: js/common.js there is kumbang.js itself.
const borrow = {
  name: 'borrow',
  setup(builder) {
    builder.onResolve({ filter: /\/common\.js$/ }, () => ({ path: './kumbang.js', external: true }));
  },
};

async function buildScript(entry, banner, options) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    banner: { js: `/* Kumbang. SPDX-License-Identifier: GPL-3.0-or-later${banner} */` },
    write: false,
    logLevel: 'warning',
    ...options,
  });
  return result.outputFiles[0].contents;
}

write('kumbang.js', await buildScript(
  'js/main.js', '; in it age-encryption (BSD-3-Clause), noble and scure (MIT)',
  { plugins: [leaveOut], external: ['./kembali.js'] }));
write('kembali.js', await buildScript('js/return/main.js', '', { plugins: [borrow] }));

async function minifyCss(name) {
  const result = await build({
    absWorkingDir: here, entryPoints: [name], minify: true, write: false, charset: 'utf8',
    target: ['chrome80', 'firefox78', 'safari14'], legalComments: 'none',
  });
  return result.outputFiles[0].text.trim();
}

const css = await minifyCss('style.css');
const noscriptCss = await minifyCss('noscript.css');
const guide = JSON.parse(read('../../data/guide.json'));
const tables = { id: JSON.parse(read('text/id.json')), en: JSON.parse(read('text/en.json')) };

function sameKeys(a, b) {
  const missing = Object.keys(a).filter((key) => !(key in b));
  if (missing.length) throw new Error('texts missing in one language: ' + missing.join(', '));
}
sameKeys(tables.id, tables.en);
sameKeys(tables.en, tables.id);

// The return visit's texts are in its script. These groups are looked up by a code.
const returnTexts = { id: JSON.parse(read('text/return.id.json')), en: JSON.parse(read('text/return.en.json')) };
sameKeys(returnTexts.id, returnTexts.en);
sameKeys(returnTexts.en, returnTexts.id);
const byCode = /^(status|statusP|due|way|identity|answer|objection)\./;
const sourceOf = (folder) => readdirSync(join(here, folder)).filter((name) => name.endsWith('.js'))
  .map((name) => read(`${folder}/${name}`)).join('');
const returnSource = sourceOf('js/return');
const unsaid = Object.keys(returnTexts.id).filter((key) => !byCode.test(key) && !returnSource.includes(`'${key}'`));
if (unsaid.length) throw new Error('texts that no one shows: ' + unsaid.join(', '));

// Leading blanks carry nothing here: no element of the page keeps white space.
const squeeze = (html) => html.replace(/\n\s*/g, '\n').replace(/>\n</g, '><');

// The intake sends these as headers: frame-ancestors has no effect in a meta element.
const policy = (styles) => [
  "default-src 'none'", "script-src 'self'",
  `style-src ${styles.map((text) => `'sha256-${sha256(text)}'`).join(' ')}`,
  'img-src data:', "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const scriptSource = sourceOf('js');
const policies = [];
for (const [lang, table] of Object.entries(tables)) {
  const { t, used } = texts(table);
  const ofScript = Object.entries(table).filter(([key]) => key.startsWith('js.'));
  const jsTexts = Object.fromEntries(ofScript.map(([key, text]) => [key.slice(3), text]));
  const listed = /^(category|kind|inspectorate)\.|^id\.(none|custodian)/;
  for (const key of Object.keys(table)) if (listed.test(key)) used.add(key);
  const pages = {
    [lang === 'id' ? 'index.html' : 'en.html']:
      renderPage(t, { guide, lang, css, noscriptCss, jsTexts }),
    [`receipt-nojs.${lang}.html`]: renderReceipt(t, css),
    [`error-nojs.${lang}.html`]: renderError(t, css),
  };
  for (const [name, html] of Object.entries(pages)) {
    write(name, squeeze(html));
    const styles = html.includes('<noscript><style>') ? [css, noscriptCss] : [css];
    policies.push(name + '\t' + policy(styles));
  }
  const unused = Object.keys(table).filter((key) => (
    key.startsWith('js.') ? !scriptSource.includes(`'${key.slice(3)}'`) : !used.has(key)));
  if (unused.length) throw new Error('texts that no one shows: ' + unused.join(', '));
}
write('csp.txt', policies.sort().join('\n') + '\n');
