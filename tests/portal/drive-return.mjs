// SPDX-License-Identifier: GPL-3.0-or-later
// Comes back to the citizen's page with the words of a receipt, as a person would, and prints what is
// shown as one line of JSON:
//
//   node tests/portal/drive-return.mjs URL "WORDS" [answer TEXT | objection TEXT]
//   →  {"number":"…","status":"…","messages":[{"own":false,"text":"…"}],"identity":"…","text":"…"}
//
// With a text, that is sent first, and what is shown afterwards is printed.
import { launch, openReport, sayInReport, shownReport } from './browser.mjs';

const [url, words, kind, text] = process.argv.slice(2);
if (!words || (kind && !['answer', 'objection'].includes(kind)) || (kind && !text)) {
  console.error('usage: drive-return.mjs URL WORDS [answer TEXT | objection TEXT]');
  process.exit(2);
}
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  await page.goto(url);
  await openReport(page, words);
  if (kind) await sayInReport(page, kind, text);
  console.log(JSON.stringify(await shownReport(page)));
} finally {
  await browser.close();
}
