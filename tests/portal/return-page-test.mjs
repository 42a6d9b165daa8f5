// SPDX-License-Identifier: GPL-3.0-or-later
// Coming back with the words, in a real Chromium against a real kumbang-intake: read, answer, object;
// what can't be confirmed is not shown, and nothing of it stays on the phone.
import { existsSync, readFileSync } from 'node:fs';
import {
  atStep, fillUntilReview, haveChromium, launch, openReport, sayInReport, send, shownReport,
} from './browser.mjs';
import { INTAKE, Office, haveNpm } from './office.mjs';
import { equal, ok, run, skip, test } from './tap.mjs';

const ready = haveChromium() && haveNpm() && existsSync(INTAKE);
const { Talk } = ready ? await import('./tell.mjs') : {};
const sample = JSON.parse(readFileSync(new URL('fields-sample.json', import.meta.url), 'utf8'));

let browser = null;
let office = null;
let talk = null;

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

const bodyText = (page) => page.evaluate(() => document.body.innerText);
const storage = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));

// A complaint by a visitor of before: { words, number, entry }.
async function complain(changes = {}) {
  const page = await visit();
  await fillUntilReview(page, { ...structuredClone(sample), ...changes });
  const receipt = await send(page);
  const entry = new Uint8Array(page.sent.filter((r) => r.url().endsWith('/v1/complaints')).pop().postDataBuffer());
  await page.context().close();
  return { ...receipt, entry };
}

async function askFor(page, words) {
  await page.click('[data-go=again]');
  await atStep(page, 'kata');
  await page.fill('#kata', words);
  await page.click('#kata-open');
}

async function comeBack(words, options) {
  const page = await visit(options);
  await openReport(page, words);
  return page;
}

const cases = (name, body) => test('return-page/' + name, async () => {
  if (!ready) skip('needs Chromium, the npm packages and kumbang-intake');
  browser ??= await launch();
  office ??= await Office.found();
  talk ??= new Talk(office);
  await body();
});

const answer = (page, text) => sayInReport(page, 'answer', text);

cases('nothing-said-yet/unconfirmed-and-never-zero', async () => {
  const { words, number } = await complain();
  const page = await comeBack(words);
  const text = await bodyText(page);
  for (const part of [number, 'Belum dipastikan kantor', 'Belum ada pesan.', 'Jumlah pembukaan belum dipastikan kantor.', 'Dibaca oleh: tim pemeriksa']) ok(text.includes(part), part);
  ok(!/dibuka 0/i.test(text));
  equal(await page.evaluate(() => document.activeElement.id), 'h-laporan');
  equal([page.trouble, await storage(page)], [[], '{}{}']);
  await page.context().close();
});

cases('read-answer-object/whole-talk', async () => {
  const { words, entry } = await complain();
  const soon = Math.floor(Date.now() / 1000) + 20 * 86400;
  await talk.tell(entry, { kind: 'message', text: 'Mohon sebutkan tanggalnya.', asks: true });
  await talk.card(entry, 'perlu_dilengkapi', { waits: true, due: { clock: 'answer', by: soon }, uses: [{ purpose: 'open', hour: soon - 30 * 86400, parts: ['contact', 'civil'] }] });
  const page = await comeBack(words);
  let text = await bodyText(page);
  for (const part of ['Perlu dilengkapi', 'Kantor menunggu jawaban Anda.', 'Jawaban paling lambat', 'Mohon sebutkan tanggalnya.', 'Dibuka 1 kali', 'nomor yang dapat dihubungi dan data KTP, dibuka kustodian', '✓']) {
    ok(text.includes(part) || part === '✓', part);
  }
  equal(await page.locator('#objection-open').isVisible(), false);
  await answer(page, 'Tanggal 3 Maret 2026.\nPagi hari.');
  equal((await talk.heard()).map(({ kind, text: said }) => [kind, said]), [['message', 'Tanggal 3 Maret 2026.\nPagi hari.']]);
  await talk.tell(entry, { kind: 'message', text: 'Terima kasih.' });
  await talk.card(entry, 'selesai_tidak_terbukti');
  await page.click('#report-refresh');
  await page.waitForSelector('.talk .new');
  text = await bodyText(page);
  ok(text.includes('Pesan (1 baru)') && text.includes('Selesai: tidak terbukti'));
  equal((await shownReport(page)).messages.map(({ own, text: said }) => [own, said]),
        [[false, 'Mohon sebutkan tanggalnya.'], [true, 'Tanggal 3 Maret 2026.\nPagi hari.'], [false, 'Terima kasih.']]);
  await page.click('#objection-open');
  await page.fill('#objection', 'Saksi belum ditanya.');
  await page.click('#objection-send');
  await page.click('#sure-no');
  equal((await talk.heard()).length, 1);
  await page.click('#objection-send');
  await page.click('#sure-yes');
  await page.waitForFunction(() => document.querySelector('#objection-done').textContent);
  equal((await talk.heard()).pop().kind, 'objection');
  equal(await page.locator('#objection-open').isVisible(), false);
  equal([page.trouble, await storage(page)], [[], '{}{}']);
  await page.context().close();
  const again = await comeBack(words);
  equal(await again.locator('.talk .said').count(), 4);
  equal(await again.locator('.talk .new').count(), 0);
  await again.context().close();
});

cases('tampered/not-shown-and-said-once', async () => {
  const { words, entry } = await complain();
  await talk.tell(entry, { kind: 'message', text: 'Kirim uang ke rekening ini.' }, { change: { mac: '00'.repeat(32) } });
  await talk.tell(entry, { kind: 'message', text: 'Laporan sedang ditelaah.' });
  const page = await comeBack(words);
  const text = await bodyText(page);
  ok(!text.includes('rekening') && text.includes('Laporan sedang ditelaah.'));
  equal(text.split('tidak dapat dipastikan asalnya').length, 2);
  await page.context().close();
});

cases('leadership/read-and-said-by-the-leaders', async () => {
  const changed = structuredClone(sample);
  changed.story.reported.inspectorate = 'staff';
  const { words, entry } = await complain(changed);
  await talk.tell(entry, { kind: 'message', text: 'Kami terima.' });
  const page = await comeBack(words);
  const text = await bodyText(page);
  ok(text.includes('Dibaca oleh: pimpinan Inspektorat, bukan petugas') && text.includes('Kami terima.'));
  await answer(page, 'Baik.');
  equal((await talk.heard('leadership')).map(({ text: said }) => said), ['Baik.']);
  await page.context().close();
});

cases('words/named-before-anything-is-sent', async () => {
  const page = await visit();
  const say = async (words) => {
    await page.fill('#kata', words);
    await page.click('#kata-open');
    return page.textContent('#kata-e');
  };
  await page.click('[data-go=again]');
  await atStep(page, 'kata');
  equal(await page.evaluate(() => document.activeElement.id), 'kata');
  ok((await say('')).includes('belum diisi'));
  ok((await say('qqqq sawah zzzz')).includes('qqqq, zzzz'));
  ok((await say('sawah sawah')).includes('Ada 2 kata'));
  ok((await say('sawah '.repeat(8))).includes('tidak cocok'));
  equal(await page.getAttribute('#kata', 'aria-invalid'), 'true');
  equal(page.sent.filter((r) => r.url().includes('mailbox')).length, 0);
  await page.context().close();
});

cases('words/short-numbered-and-capital', async () => {
  const { words, number } = await complain();
  const typed = words.split(' ').map((word, i) => `${i + 1}. ${word.slice(0, 4).toUpperCase()}`).join('\n');
  const page = await comeBack(typed);
  ok((await bodyText(page)).includes(number));
  await page.context().close();
});

cases('words/of-nobody-wait-longer-each-time', async () => {
  const { wordsFromBits } = await import('../../src/portal/js/words.js');
  const page = await visit();
  await askFor(page, wordsFromBits(new Uint8Array(10).fill(1)).join(' '));
  await page.waitForSelector('#kata-e:visible');
  ok((await page.textContent('#kata-e')).startsWith('Tidak ada laporan'));
  ok(/lagi dalam [12] detik/.test(await page.textContent('#kata-wait')));
  await page.waitForFunction(() => !document.querySelector('#kata-wait').textContent);
  await page.click('#kata-open');
  await page.waitForFunction(() => /dalam [45] detik/.test(document.querySelector('#kata-wait').textContent));
  const asked = () => page.sent.filter((r) => r.url().includes('mailbox')).length;
  equal(asked(), 2);
  await page.click('#kata-open');
  equal(asked(), 2);
  await page.context().close();
});

cases('offline/in-the-middle-and-sent-once', async () => {
  const { words } = await complain();
  const page = await comeBack(words);
  const before = (await talk.heard()).length;
  await page.context().setOffline(true);
  await page.fill('#answer', 'Saya di bukit.');
  await page.click('#answer-send');
  await page.waitForSelector('#answer-now:visible');
  ok((await bodyText(page)).includes('Menunggu sinyal.'));
  await page.context().setOffline(false);
  await page.evaluate(() => document.querySelector('#answer-now:not([hidden])')?.click());
  await page.waitForFunction(() => document.querySelector('.talk .own'));
  equal((await talk.heard()).length, before + 1);
  const posts = page.sent.filter((r) => r.url().endsWith('/v1/messages')).map((r) => r.postDataBuffer());
  ok(posts.every((body) => body.equals(posts[0])));
  await page.context().close();
});

cases('went-on-elsewhere/made-anew-behind-it', async () => {
  const { words } = await complain();
  const [one, two] = [await comeBack(words), await comeBack(words)];
  await answer(one, 'Dari ponsel pertama.');
  await answer(two, 'Dari ponsel kedua.');
  equal((await talk.heard()).slice(-2).map(({ seq, text }) => [seq, text]), [[2, 'Dari ponsel pertama.'], [3, 'Dari ponsel kedua.']]);
  equal(await two.locator('.talk .own').count(), 2);
  await one.context().close();
  await two.context().close();
});

cases('refused/text-stays', async () => {
  const { words } = await complain();
  const page = await comeBack(words);
  await page.route('**/v1/messages', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"code":"too_large","message":"Pesan terlalu besar."}' }), { times: 1 });
  await page.fill('#answer', 'Tetap di sini.');
  await page.click('#answer-send');
  await page.waitForFunction(() => /Pesan terlalu besar/.test(document.querySelector('#answer-state').textContent));
  equal([await page.inputValue('#answer'), await page.evaluate(() => document.querySelector('#answer').readOnly)], ['Tetap di sini.', false]);
  await page.context().close();
});

cases('limits/said-while-typing', async () => {
  const { words } = await complain();
  const page = await comeBack(words);
  await page.fill('#answer', 'x'.repeat(3900));
  equal(await page.textContent('#answer-n'), 'sisa 100 huruf');
  await page.fill('#answer', 'x'.repeat(4010));
  await page.click('#answer-send');
  ok((await page.textContent('#answer-e')).includes('10 huruf'));
  await page.fill('#answer', '  ');
  await page.click('#answer-send');
  ok((await page.textContent('#answer-e')).includes('belum diisi'));
  await page.context().close();
});

cases('back-and-exit/wipe-everything', async () => {
  const { words, number, entry } = await complain();
  await talk.tell(entry, { kind: 'message', text: 'Rahasia kantor.' });
  const page = await comeBack(words);
  await page.goBack();
  await atStep(page, 'mulai');
  const rest = await page.content();
  ok(!rest.includes(number) && !rest.includes('Rahasia kantor.'));
  await page.goForward();
  ok(!await page.locator('#s-laporan').isVisible());
  await page.goto(office.url);
  await openReport(page, words);
  await page.route('https://www.bmkg.go.id/**', (route) => route.fulfill({ body: 'cuaca' }));
  await page.click('#s-laporan .bar .button');
  await page.waitForURL('https://www.bmkg.go.id/');
  await page.goBack();
  ok(!(await page.content()).includes('Rahasia kantor.'));
  equal(await storage(page), '{}{}');
  await page.context().close();
});

cases('loaded-only-when-asked/one-more-request', async () => {
  const page = await visit();
  await page.waitForLoadState('networkidle');
  equal(page.sent.length, 3);
  await page.click('[data-go=again]');
  await atStep(page, 'kata');
  equal(page.sent.map((r) => r.url().replace(office.url, '/')).slice(3), ['/kembali.js']);
  await page.context().close();
});

cases('reloaded-on-the-way/forward-leads-nowhere', async () => {
  const page = await visit();
  await page.click('[data-go=again]');
  await atStep(page, 'kata');
  await page.goBack();
  await atStep(page, 'mulai');
  await page.reload();
  await page.goForward();
  ok(await page.isVisible('#begin'));
  equal(page.trouble, []);
  await page.context().close();
});

cases('script-unreachable/said', async () => {
  const page = await visit();
  await page.route('**/kembali.js', (route) => route.abort());
  await page.click('[data-go=again]');
  await page.waitForSelector('#refuse:visible');
  ok((await page.textContent('#refuse')).includes('belum dapat diambil'));
  await page.context().close();
});

cases('keyboard-alone', async () => {
  const { words } = await complain();
  const page = await visit();
  const { keyboard } = page;
  const press = async (selector, key = 'Enter') => {
    for (let i = 0; i < 40 && !await page.evaluate((s) => document.activeElement.matches(s), selector); i++) await keyboard.press('Tab');
    ok(await page.evaluate((s) => document.activeElement.matches(s), selector), 'Tab does not reach ' + selector);
    if (key) await keyboard.press(key);
  };
  await press('[data-go=again]');
  await atStep(page, 'kata');
  await keyboard.type(words);
  await keyboard.press('Enter');
  await atStep(page, 'laporan');
  await press('#answer', null);
  await keyboard.type('Dari papan tik.');
  await press('#answer-send');
  await page.waitForFunction(() => document.querySelector('.talk .own'));
  await press('#report-refresh');
  await page.waitForFunction(() => document.querySelector('#report-state').textContent === 'Diperbarui.');
  await page.context().close();
});

cases('english/own-words', async () => {
  const { words } = await complain();
  const page = await comeBack(words, { url: office.url + 'en' });
  ok((await bodyText(page)).includes('Not confirmed by the office'));
  equal(page.trouble, []);
  await page.context().close();
});

cases('without-javascript/says-what-it-cannot', async () => {
  const page = await visit({ javaScriptEnabled: false });
  ok(!await page.isVisible('[data-go=again]'));
  ok((await page.innerText('main')).includes('Anda tidak dapat melihat kelanjutannya'));
  await page.context().close();
});

cases('questions/to-an-item-and-to-another-office', async () => {
  const page = await visit();
  await page.click('#s-mulai [data-go=guide]');
  await page.click('#s-panduan [data-go=ask]');
  await atStep(page, 'tanya-siapa');
  await page.click('#s-tanya-siapa .answers button >> nth=0');
  await page.click('#s-tanya-apa .answers button >> nth=0');
  await page.click('#s-tanya-uang .answers button >> nth=1');
  await atStep(page, 'panduan');
  ok(await page.evaluate(() => document.querySelector('#k-korupsi-pemerasan').open && document.activeElement.parentElement.id === 'k-korupsi-pemerasan'));
  await page.click('#k-korupsi-pemerasan [data-go=as]');
  await atStep(page, 'apa');
  equal(await page.inputValue('#group'), 'pemerasan');
  await page.click('#s-apa [data-go=ask]');
  await page.click('#s-tanya-siapa .answers button >> nth=2');
  await atStep(page, 'akhir-lembaga_lain');
  await page.goBack();
  await atStep(page, 'tanya-siapa');
  await page.goForward();
  await page.click('#s-akhir-lembaga_lain [data-go=anyway]');
  await atStep(page, 'apa');
  equal(page.trouble, []);
  await page.context().close();
});

await run();
if (browser) await browser.close();
if (office) await office.close();
