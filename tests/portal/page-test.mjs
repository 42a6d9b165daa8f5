// SPDX-License-Identifier: GPL-3.0-or-later
// A real Chromium, a real kumbang-intake: what is typed arrives, sealed to the right people, and
// nothing of it stays where it should not.
import { existsSync, readFileSync } from 'node:fs';
import {
  atStep, begin, fillIdentity, fillUntilReview, fillWhat, fillWhen, fillWhom, haveChromium, launch, main,
  readReceipt, send, sendWithoutScript,
} from './browser.mjs';
import { INTAKE, Office, haveNpm } from './office.mjs';
import { equal, ok, run, skip, test } from './tap.mjs';

const ready = haveChromium() && haveNpm() && existsSync(INTAKE);
const sample = JSON.parse(readFileSync(new URL('fields-sample.json', import.meta.url), 'utf8'));
const fields = (changes = {}) => ({ ...structuredClone(sample), ...changes });
const about = (inspectorate) => {
  const changed = fields();
  changed.story.reported.inspectorate = inspectorate;
  return changed;
};
// Values that must never be found in clear where they don't belong.
const IDENTITY_MARKS = [sample.civil.name, sample.civil.nik, sample.contact.phone, sample.contact.email];

let browser = null;
let office = null;
const offices = [];

async function found(options) {
  const made = await Office.found(options);
  offices.push(made);
  return made;
}

// A fresh visitor: own storage, own history.
async function visit({ url = office.url, width = 360, height = 640, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.trouble = [];
  page.sent = [];
  page.on('pageerror', (error) => page.trouble.push(String(error)));
  page.on('console', (message) => /Content Security Policy|Trusted/.test(message.text()) && page.trouble.push(message.text()));
  page.on('dialog', (dialog) => dialog.accept());
  page.on('request', (request) => page.sent.push(request));
  await page.goto(url);
  return page;
}

const entryOf = (page) => new Uint8Array(page.sent.filter((r) => r.url().endsWith('/v1/complaints')).pop().postDataBuffer());
const storage = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
const typedNow = (page) => page.evaluate(() => [...document.querySelectorAll('input, textarea, select')].map((e) => e.value).join('\n'));
const bodyText = (page) => page.evaluate(() => document.body.innerText);

const cases = (name, body) => test('page/' + name, async () => {
  if (!ready) skip('needs Chromium, the npm packages and kumbang-intake');
  browser ??= await launch();
  office ??= await found();
  await body();
});

for (const [width, height] of [[360, 640], [1280, 800]]) {
  cases(`what-is-typed-arrives/${width}x${height}`, async () => {
    const page = await visit({ width, height });
    await fillUntilReview(page, fields());
    const receipt = await send(page);
    const opened = await office.openComplaint(entryOf(page));
    const { context, v, profile, answer, age, ...story } = opened.story;
    equal(story, sample.story);
    equal([v, opened.stream, context], [1, 2, opened.context]);
    ok(/^[0-9a-f]{64}$/.test(profile) && /^[0-9a-f]{64}$/.test(answer) && /^age1/.test(age));
    equal(opened.contact, { context, v: 1, ...sample.contact });
    equal(opened.civil, { context, v: 1, ...sample.civil });
    ok(/^[A-Z2-7]{5}-[A-Z2-7]{5}$/.test(receipt.number));
    equal(receipt.words.split(' ').length, 8);
    equal(page.trouble, []);
    await page.context().close();
  });
}

cases('stored-as-sent', async () => {
  const page = await visit();
  await fillUntilReview(page, fields());
  await send(page);
  const stored = (await office.pull('office')).pop();
  const { story, contact } = await office.openComplaint(stored);
  equal([story.text, contact], [sample.story.text, undefined]);
  await page.context().close();
});

cases('first-visit-is-three-requests-to-one-host', async () => {
  const page = await visit();
  await page.waitForLoadState('networkidle');
  equal(page.sent.map((request) => request.url().replace(office.url, '/')), ['/', '/kumbang.js', '/v1/profile']);
  ok((await page.context().cookies()).length === 0);
  await page.context().close();
});

cases('keyboard-alone', async () => {
  const page = await visit();
  const { keyboard } = page;
  // Tab to the element, whatever stands between.
  const tabTo = async (selector) => {
    for (let i = 0; i < 60; i++) {
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
      await keyboard.press('Tab');
    }
    throw new Error('Tab does not reach ' + selector);
  };
  const press = async (selector, key = 'Enter') => {
    await tabTo(selector);
    await keyboard.press(key);
  };
  await press('#begin');
  await atStep(page, 'apa');
  await press('input[name=category]', 'Space');
  await tabTo('#text');
  await keyboard.insertText(sample.story.text);
  await press('.step.on .main');
  await atStep(page, 'siapa');
  await press('.step.on .main');
  await atStep(page, 'kapan');
  await press('.step.on .main');
  await atStep(page, 'identitas');
  for (const [selector, text] of [['#id-name', 'Bambang Contoh'], ['#id-nik', sample.civil.nik], ['#id-phone', '0812 3456 7890'], ['#alias', 'kumbang']]) {
    await tabTo(selector);
    await keyboard.insertText(text);
  }
  await keyboard.press('Enter');
  await atStep(page, 'periksa');
  await press('#honest', 'Space');
  await press('.step.on .main');
  await atStep(page, 'terima');
  const { story, contact } = await office.openComplaint(entryOf(page));
  equal([story.category, story.text, contact.phone], ['korupsi', sample.story.text, '081234567890']);
  await page.context().close();
});

cases('identity-is-sealed-when-its-step-is-left', async () => {
  const page = await visit();
  await fillUntilReview(page, fields());
  const everything = await typedNow(page) + await bodyText(page) + await storage(page) + await page.content();
  for (const mark of IDENTITY_MARKS) ok(!everything.includes(mark), mark + ' is still in the page');
  ok((await bodyText(page)).includes('Identitas disegel'));
  await page.context().close();
});

cases('receipt-leaves-nothing-on-the-phone', async () => {
  const page = await visit();
  await fillUntilReview(page, fields());
  await send(page);
  equal(await storage(page), '{}{}');
  ok(!(await typedNow(page)).includes(sample.story.text));
  await main(page).click();
  await page.fill('#word4', 'zzzz');
  await main(page).click();
  ok((await bodyText(page)).includes('Kata tanda terima tidak cocok.'));
  await page.click('#r-again');
  ok(await page.isVisible('#words'));
  await main(page).click();
  await page.click('#r-skip');
  await atStep(page, 'selesai');
  equal((await readReceipt(page)).words, '');
  await page.context().close();
});

cases('receipt-is-not-lost-by-going-back', async () => {
  const page = await visit();
  await fillUntilReview(page, fields());
  const { words } = await send(page);
  await page.evaluate(() => new Promise((resolve) => {
    addEventListener('popstate', () => resolve(), { once: true });
    history.back();
  }));
  equal((await readReceipt(page)).words, words);
  await main(page).click();
  await page.fill('#word4', words.split(' ')[3].slice(0, 4).toUpperCase());
  await main(page).click();
  await atStep(page, 'selesai');
  await page.context().close();
});

cases('staff-of-the-inspectorate/read-by-leadership', async () => {
  const page = await visit();
  await fillUntilReview(page, about('staff'));
  ok((await page.locator('#s-periksa .who').innerText()).includes('pimpinan Inspektorat, bukan petugas'));
  await send(page);
  const opened = await office.openComplaint(entryOf(page));
  equal([opened.stream, opened.story.reported.inspectorate, opened.civil.name], [3, 'staff', sample.civil.name]);
  await page.context().close();
});

cases('head-of-the-inspectorate/better-address-is-named', async () => {
  const page = await visit();
  await begin(page);
  await fillWhat(page, sample.story);
  await main(page).click();
  await fillWhom(page, about('head').story);
  const text = await bodyText(page);
  ok(text.includes('Inspektorat Provinsi') && text.includes('KPK'));
  await page.context().close();
});

cases('custodian/no-identity-is-taken', async () => {
  const page = await visit();
  await fillUntilReview(page, about('custodian'));
  await send(page);
  const opened = await office.openComplaint(entryOf(page));
  equal([opened.stream, opened.contact, opened.civil], [3, undefined, undefined]);
  await page.context().close();
});

cases('another-audience-voids-the-sealed-identity', async () => {
  const page = await visit();
  await fillUntilReview(page, fields());
  await page.locator('#review button').nth(2).click();
  await page.check('input[name=inspectorate][value=staff]');
  await main(page).click();
  await atStep(page, 'identitas');
  ok((await bodyText(page)).includes('Isi sekali lagi'));
  await fillIdentity(page, sample);
  await main(page).click();
  await atStep(page, 'periksa');
  await send(page);
  const opened = await office.openComplaint(entryOf(page));
  equal([opened.stream, opened.civil.context], [3, opened.context]);
  await page.context().close();
});

cases('no-custodian/said-and-no-identity', async () => {
  const { url } = await found({ custodian: false });
  const page = await visit({ url });
  await begin(page);
  await fillWhat(page, sample.story);
  for (const step of ['siapa', 'kapan', 'identitas']) {
    await main(page).click();
    await atStep(page, step);
  }
  ok((await bodyText(page)).includes('Saat ini belum ada kustodian'));
  ok(!await page.isVisible('#id-name'));
  await page.fill('#alias', 'kumbang');
  await main(page).click();
  await atStep(page, 'periksa');
  await send(page);
  await page.context().close();
});

cases('profile-out-of-date/refused-and-said', async () => {
  const page = await visit({ url: 'about:blank' });
  await page.clock.install({ time: Date.now() + 31 * 86400000 });
  await page.goto(office.url);
  await page.waitForSelector('#refuse:visible');
  await page.click('#begin');
  await page.waitForSelector('#refuse:visible');
  ok((await bodyText(page)).includes('sudah lewat masa berlakunya'));
  ok(await page.isVisible('#begin') && !await page.isVisible('#text'));
  await page.context().close();
});

cases('profile-unreachable/refused-and-said', async () => {
  const page = await visit({ url: 'about:blank' });
  await page.route('**/v1/profile', (route) => route.abort());
  await page.goto(office.url);
  await page.click('#begin');
  await page.waitForSelector('#refuse:visible');
  ok((await bodyText(page)).includes('belum dapat diambil'));
  await page.context().close();
});

cases('lapses/named-in-a-summary', async () => {
  const page = await visit();
  await begin(page);
  await main(page).click();
  ok((await page.locator('.sum').innerText()).startsWith('Ada 2 isian yang perlu dilengkapi'));
  equal(await page.evaluate(() => document.activeElement.className), 'sum');
  await page.locator('.sum a').last().click();
  equal(await page.evaluate(() => document.activeElement.id), 'text');
  equal(await page.getAttribute('#text', 'aria-invalid'), 'true');
  await page.fill('#text', sample.story.text);
  ok((await page.locator('.sum').innerText()).startsWith('Ada 1 isian'));
  await fillWhat(page, sample.story);
  equal(await page.locator('.sum').count(), 0);
  equal(await page.getAttribute('#text', 'aria-invalid'), null);
  await page.context().close();
});

cases('server-away/same-bytes-sent-again-stored-once', async () => {
  const own = await found();
  const page = await visit({ url: own.url });
  await fillUntilReview(page, fields());
  const { port } = own;
  await own.stop();
  await page.check('#honest');
  await main(page).click();
  await page.waitForSelector('#send-now:visible');
  ok((await bodyText(page)).includes('Belum terkirim. Sambungan terputus.'));
  await own.serve(port);
  await page.click('#send-now');
  await atStep(page, 'terima');
  const posts = page.sent.filter((r) => r.url().endsWith('/v1/complaints')).map((r) => r.postDataBuffer());
  ok(posts.length > 1 && posts.every((body) => body.equals(posts[0])));
  const again = await fetch(own.url + 'v1/complaints', { method: 'POST', body: posts[0], headers: { 'Content-Type': 'application/vnd.kumbang.entry' } });
  equal([again.status, (await again.json()).code], [409, 'already_stored']);
  equal((await own.pull('office')).length, 1);
  await page.context().close();
});

cases('server-restored/waits-and-sends-the-same-bytes', async () => {
  const own = await found();
  const page = await visit({ url: own.url });
  await fillUntilReview(page, fields());
  const { port } = own;
  await own.stop();
  await own.restore(port);
  await page.check('#honest');
  await main(page).click();
  await page.waitForSelector('#send-now:visible');
  await own.endRestoring();
  await page.click('#send-now');
  await atStep(page, 'terima');
  const posts = page.sent.filter((r) => r.url().endsWith('/v1/complaints')).map((r) => r.postDataBuffer());
  ok(posts.length > 1 && posts.every((body) => body.equals(posts[0])));
  equal((await own.pull('office')).length, 1);
  await page.context().close();
});

cases('refused/changed-and-sent-again', async () => {
  const page = await visit();
  await page.route('**/v1/complaints', (route) => route.fulfill({
    status: 413, contentType: 'application/json', body: '{"code":"too_large","message":"Kiriman terlalu besar."}' }), { times: 1 });
  await fillUntilReview(page, fields());
  await page.check('#honest');
  await main(page).click();
  await page.waitForSelector('#send-edit:visible');
  ok((await bodyText(page)).includes('Kiriman terlalu besar. Laporan Anda masih ada di halaman ini.'));
  await page.click('#send-edit');
  await atStep(page, 'periksa');
  await send(page);
  equal((await office.openComplaint(entryOf(page))).civil.name, sample.civil.name);
  await page.context().close();
});

cases('kept-for-later/only-sealed-bytes-and-sent-next-time', async () => {
  const page = await visit();
  await fillUntilReview(page, fields({ shared: true }));
  await page.context().setOffline(true);
  await page.check('#honest');
  await main(page).click();
  await page.click('#send-later');
  await atStep(page, 'terima');
  const receipt = await readReceipt(page);
  equal(receipt.words.split(' ').length, 8);
  const kept = await storage(page);
  for (const mark of [...IDENTITY_MARKS, sample.story.text.slice(0, 20), sample.story.alias, ...receipt.words.split(' ').slice(0, 1)]) {
    ok(!kept.includes(`"${mark}`) && !kept.includes(mark + ' '), mark + ' is kept');
  }
  const tried = page.sent.length;
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  equal(page.sent.length, tried);
  await page.goto(office.url);
  await page.waitForSelector('#queue:visible');
  ok((await bodyText(page)).includes(receipt.number));
  await page.click('#queue-go');
  await atStep(page, 'terima');
  equal((await readReceipt(page)).number, receipt.number);
  equal(await storage(page), '{}{}');
  equal((await office.openComplaint(entryOf(page))).story.text, sample.story.text);
  await page.context().close();
});

cases('own-phone/draft-of-the-story-alone', async () => {
  const page = await visit();
  await fillUntilReview(page, fields());
  await page.goto('about:blank');
  await page.goto(office.url);
  const kept = await storage(page);
  ok(kept.includes(sample.story.alias));
  for (const mark of IDENTITY_MARKS) ok(!kept.includes(mark), mark + ' is kept');
  await page.click('#draft-go');
  await atStep(page, 'apa');
  equal(await page.inputValue('#text'), sample.story.text);
  await page.goto(office.url);
  await page.click('#draft-drop');
  equal(await storage(page), '{}{}');
  await page.context().close();
});

cases('draft/gone-after-seven-days', async () => {
  const page = await visit();
  await begin(page);
  await fillWhat(page, sample.story);
  await page.goto('about:blank');
  await page.clock.install({ time: Date.now() + 8 * 86400000 });
  await page.goto(office.url);
  equal([await page.isVisible('#draft'), await storage(page)], [false, '{}{}']);
  await page.context().close();
});

cases('shared-phone/no-draft', async () => {
  const page = await visit();
  await fillUntilReview(page, fields({ shared: true }));
  await page.goto(office.url);
  equal([await storage(page), await page.isVisible('#draft')], ['{}{}', false]);
  await page.context().close();
});

cases('leave/wipes-and-goes-elsewhere', async () => {
  const page = await visit();
  await page.route('https://www.bmkg.go.id/**', (route) => route.fulfill({ body: 'cuaca' }));
  await begin(page);
  await fillWhat(page, sample.story);
  await main(page).click();
  await atStep(page, 'siapa');
  await page.click('.exit');
  await page.waitForURL('https://www.bmkg.go.id/');
  await page.goto(office.url);
  equal([await storage(page), await page.isVisible('#draft')], ['{}{}', false]);
  await page.context().close();
});

cases('story-with-the-name-in-it/asked', async () => {
  const changed = fields();
  changed.story.text = 'Saya Bambang Contoh, telepon 0812-3456-7890, melihatnya.';
  const page = await visit();
  await fillUntilReview(page, changed);
  ok((await page.innerText('#leak')).includes('Cerita memuat nama Anda dan nomor telepon.'));
  await page.context().close();
});

cases('too-many/waits-as-the-server-says', async () => {
  const own = await found({ submissionsPerHour: 1 });
  for (const first of [true, false]) {
    const page = await visit({ url: own.url });
    await fillUntilReview(page, fields());
    await page.check('#honest');
    await main(page).click();
    if (first) await atStep(page, 'terima');
    else await page.waitForSelector('#send-now:visible');
    if (!first) ok(/lagi dalam \d+ detik/.test(await bodyText(page)), await bodyText(page));
    await page.context().close();
  }
});

cases('without-javascript/story-alone-sealed-by-the-server', async () => {
  const page = await visit({ javaScriptEnabled: false });
  ok((await page.innerText('main')).includes('Laporan disegel oleh server, bukan oleh ponsel Anda'));
  ok(!await page.isVisible('#id-name') && !await page.isVisible('#begin'));
  const { number } = await sendWithoutScript(page, sample.story);
  ok(/^[A-Z2-7]{5}-[A-Z2-7]{5}$/.test(number), number);
  const { story, civil } = await office.openComplaint((await office.pull('office')).pop());
  equal([story.text.replace(/\r\n/g, '\n'), story.alias, story.reported.unit, civil], [sample.story.text, sample.story.alias, sample.story.reported.unit, undefined]);
  await page.context().close();
});

cases('without-javascript/lapse-is-said', async () => {
  const answer = await fetch(office.url + 'lapor', { method: 'POST', body: new URLSearchParams({ lang: 'id', category: 'korupsi', text: '', alias: 'x' }) });
  equal(answer.status, 400);
  ok((await answer.text()).includes('Laporan belum diterima'));
});

cases('english/own-address-same-form', async () => {
  const page = await visit({ url: office.url + 'en' });
  equal(await page.getAttribute('html', 'lang'), 'en');
  await fillUntilReview(page, fields());
  await send(page);
  equal((await office.openComplaint(entryOf(page))).story.text, sample.story.text);
  equal(page.trouble, []);
  await page.context().close();
});

await run();
if (browser) await browser.close();
for (const each of offices) await each.close();
