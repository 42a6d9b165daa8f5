// SPDX-License-Identifier: GPL-3.0-or-later
// What is committed in dist/ is what the sources give: nobody need trust a minified file.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { equal, ok, run, skip, test } from './tap.mjs';

const portal = fileURLToPath(new URL('../../src/portal/', import.meta.url));
const built = existsSync(join(portal, 'node_modules/esbuild')) ? mkdtempSync(join(tmpdir(), 'kb-page-')) : null;
if (built) execFileSync(process.execPath, [join(portal, 'build.mjs'), built], { stdio: ['ignore', 'ignore', 'inherit'] });

const needsNpm = () => built || skip('npm packages are not installed: make deps');
const committed = () => readdirSync(join(portal, 'dist')).filter((name) => name !== 'meson.build').sort();

test('build/same-files', () => {
  needsNpm();
  equal(readdirSync(built).sort(), committed());
});

for (const name of committed()) {
  test('build/same-bytes/' + name, () => {
    needsNpm();
    ok(readFileSync(join(built, name)).equals(readFileSync(join(portal, 'dist', name))),
       name + ' differs: run `npm ci && npm run build` in src/portal and commit dist/');
  });
}

test('build/nothing-from-elsewhere', () => {
  for (const name of committed().filter((file) => file.endsWith('.html'))) {
    const html = readFileSync(join(portal, 'dist', name), 'utf8');
    ok(!/(src|action)="?(https?:)?\/\//.test(html), name + ' loads from another host');
    equal(html.match(/https?:\/\/[^"<\s]+/g).filter((url) => url !== 'https://www.bmkg.go.id/'), []);
  }
});

test('build/no-post-quantum-in-the-bundle', () => {
  ok(!readFileSync(join(portal, 'dist/kumbang.js'), 'utf8').includes('ML-KEM'));
});

await run();
if (built) rmSync(built, { recursive: true });
