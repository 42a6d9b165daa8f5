// SPDX-License-Identifier: GPL-3.0-or-later
// Fills in the citizen's page as a person would and prints the receipt as one line of JSON:
//
//   node tests/portal/drive-page.mjs URL FIELDS.json   →   {"number":"…","words":"…","id":"…"}
//
// FIELDS.json: { "story": {…}, "contact": {…}, "civil": {…}, "script": true, "shared": false } with the
// members of docs/protocol.md. "script": false uses the form without JavaScript (number only).
import { readFileSync } from 'node:fs';
import { fillUntilReview, launch, send, sendWithoutScript } from './browser.mjs';

const [url, file] = process.argv.slice(2);
if (!file) {
  console.error('usage: drive-page.mjs URL FIELDS.json');
  process.exit(2);
}
const fields = JSON.parse(readFileSync(file, 'utf8'));
const browser = await launch();
try {
  const page = await browser.newPage({ javaScriptEnabled: fields.script !== false, viewport: { width: 360, height: 640 } });
  await page.goto(url);
  if (fields.script === false) {
    console.log(JSON.stringify(await sendWithoutScript(page, fields.story)));
  } else {
    await fillUntilReview(page, fields);
    console.log(JSON.stringify(await send(page)));
  }
} finally {
  await browser.close();
}
