// SPDX-License-Identifier: GPL-3.0-or-later
// Every step in a real Chromium: no accessibility finding, nothing wider than the screen at 320 px
// (which is 1280 px at 400 %), controls large enough for a thumb. Where KB_SCREENSHOTS names a
// folder, the pictures of the steps are left there.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  atStep, begin, fillIdentity, fillUntilReview, fillWhat, fillWhen, fillWhom, haveChromium, launch, main, openReport, send,
} from './browser.mjs';
import { INTAKE, Office, haveNpm } from './office.mjs';
import { equal, run, skip, test } from './tap.mjs';

const axePath = new URL('node_modules/axe-core/axe.min.js', import.meta.url);
const ready = haveChromium() && haveNpm() && existsSync(INTAKE) && existsSync(axePath);
const sample = JSON.parse(readFileSync(new URL('fields-sample.json', import.meta.url), 'utf8'));
const pictures = process.env.KB_SCREENSHOTS;
const { Talk } = ready ? await import('./tell.mjs') : {};
const findings = {};

// Goes through all steps and calls look(name) at each.
async function walk(page, look) {
  const next = async (step) => {
    await main(page).click();
    await atStep(page, step);
  };
  await page.waitForFunction(() => !document.querySelector('.slow'));
  await look('start');
  await page.click('#s-mulai [data-go=guide]');
  await page.locator('.guide summary').first().click();
  await look('guide');
  await page.click('#s-panduan [data-go=ask]');
  await look('question');
  await page.click('#s-tanya-siapa .answers button >> nth=2');
  await look('elsewhere');
  for (const step of ['tanya-siapa', 'panduan', 'mulai']) {
    await page.click('.step.on .back');
    await atStep(page, step);
  }
  await begin(page);
  await main(page).click();
  await look('story-lapses');
  await fillWhat(page, sample.story);
  await look('story');
  await next('siapa');
  await fillWhom(page, sample.story);
  await look('reported');
  await next('kapan');
  await fillWhen(page, sample.story);
  await look('when');
  await next('identitas');
  await look('identity');
  await page.fill('#id-nik', '62010112');
  await page.fill('#alias', 'Bambang');
  await main(page).click();
  await look('identity-lapses');
  await fillIdentity(page, sample);
  await page.fill('#alias', sample.story.alias);
  await next('periksa');
  await look('review');
  await page.click('#s-periksa .back');
  await atStep(page, 'identitas');
  await look('identity-sealed');
  await next('periksa');
  await page.check('#honest');
  await page.context().setOffline(true);
  await main(page).click();
  await page.waitForSelector('#send-now:visible');
  await look('sending');
  await page.context().setOffline(false);
  await page.evaluate(() => document.querySelector('#send-now').click());
  await atStep(page, 'terima');
  await look('receipt');
  await main(page).click();
  await look('receipt-word');
  await page.click('#r-skip');
  await look('done');
}

// Two complaints that the office answered: one that waits for the reporter, one that rests; and one
// that nobody answered yet.
async function complain(browser, office) {
  const page = await browser.newPage();
  await page.goto(office.url);
  await fillUntilReview(page, sample);
  const { words } = await send(page);
  await page.close();
  return words;
}

async function answered(browser, office) {
  const talk = new Talk(office);
  const now = Math.floor(Date.now() / 1000);
  const words = [];
  for (const case_ of ['waiting', 'closed', 'silent']) {
    words.push(await complain(browser, office));
    const entry = (await office.pull('office')).pop();
    if (case_ === 'waiting') {
      await talk.tell(entry, { kind: 'message', text: 'Terima kasih atas laporan Anda. Mohon sebutkan tanggal rapatnya dan siapa yang hadir.', asks: true });
      await talk.tell(entry, { kind: 'message', text: 'Palsu' }, { change: { mac: '00'.repeat(32) } });
      await talk.card(entry, 'perlu_dilengkapi', { waits: true, due: { clock: 'answer', by: now + 21 * 86400 },
        uses: [{ purpose: 'open', hour: now - 86400, parts: ['contact', 'civil'] }] });
    }
    if (case_ === 'closed') await talk.card(entry, 'selesai_tidak_terbukti');
  }
  return words;
}

async function walkBack(page, look, [waiting, closed, silent]) {
  const open = (words) => openReport(page, words);
  const leave = async () => {
    await page.goBack();
    await atStep(page, 'mulai');
  };
  await page.waitForFunction(() => !document.querySelector('.slow'));
  await page.click('[data-go=again]');
  await atStep(page, 'kata');
  await look('return-words');
  await page.fill('#kata', 'sawah perahv kancil');
  await page.click('#kata-open');
  await look('return-lapse');
  await leave();
  await open(waiting);
  await look('return');
  await page.evaluate(() => document.querySelector('#talk-h').scrollIntoView());
  await look('return-messages', true);
  await page.evaluate(() => document.querySelector('#report-identity').scrollIntoView());
  await look('return-identity', true);
  await leave();
  await open(closed);
  await page.click('#objection-open');
  await page.fill('#objection', 'Saksi yang saya sebutkan belum ditanya.');
  await page.click('#objection-send');
  await page.evaluate(() => document.querySelector('#objection-title').scrollIntoView());
  await look('return-objection', true);
  await page.click('#sure-no');
  await leave();
  await open(silent);
  await look('return-silent');
}

const BACK = ['return-words', 'return-lapse', 'return', 'return-messages', 'return-identity', 'return-objection', 'return-silent'];
const STEPS = ['start', 'guide', 'question', 'elsewhere', 'story-lapses', 'story', 'reported', 'when', 'identity', 'identity-lapses', 'review',
  'identity-sealed', 'sending', 'receipt', 'receipt-word', 'done'];

const axeOn = (page) => page.evaluate(async () => {
  const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
});

const tooWide = (page) => page.evaluate(() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  return wide > 0 ? [`${wide} px wider than the screen`] : [];
});

// Words must not be broken inside a control, nor a control be lower than a thumb.
const tooSmall = (page) => page.evaluate(() => [...document.querySelectorAll('.step.on button, .step.on input:not([type=radio], [type=checkbox]), .step.on select, .step.on summary, .choice, .exit')]
  .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 47.5)
  .map((e) => `${e.id || e.textContent.slice(0, 30)}: ${Math.round(e.getBoundingClientRect().height)} px high`));

// checks: { name: function }; findings are kept by run, check and step.
async function lookAt(browser, office, key, { words, width, height, colorScheme, checks = {}, folder }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor: folder ? 2 : 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  await page.goto(office.url);
  if (checks.axe) await page.evaluate(readFileSync(axePath, 'utf8'));
  const look = async (name, scrolled) => {
    if (folder && !scrolled) await page.evaluate(() => scrollTo(0, 0));
    if (folder) await page.screenshot({ path: join(folder, `page-${name}${colorScheme === 'dark' ? '-dark' : ''}.png`) });
    for (const [check, find] of Object.entries(checks)) findings[`${key}/${check}/${name}`] = await find(page);
  };
  await walk(page, look);
  await page.goto(office.url);
  if (checks.axe) await page.evaluate(readFileSync(axePath, 'utf8'));
  await walkBack(page, look, words);
  await context.close();
}

// Tall, so that nothing stands half under the bar: axe takes that for a target that is too small.
const RUNS = {
  light: { width: 360, height: 3000, colorScheme: 'light', checks: { axe: axeOn, thumb: tooSmall } },
  dark: { width: 360, height: 3000, colorScheme: 'dark', checks: { axe: axeOn } },
  zoomed: { width: 320, height: 256, colorScheme: 'light', checks: { fits: tooWide } },
};

async function lookEverywhere() {
  const browser = await launch();
  const office = await Office.found();
  const words = await answered(browser, office);
  for (const [key, options] of Object.entries(RUNS)) {
    await lookAt(browser, office, key, { words, ...options }).catch((error) => {
      findings.stopped = [...findings.stopped || [], String(error)];
    });
  }
  const plain = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 256 } });
  await plain.goto(office.url);
  findings['zoomed/fits/without-javascript'] = await tooWide(plain);
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    const [width, height] = (process.env.KB_SCREEN || '360x640').split('x').map(Number);
    for (const colorScheme of ['light', 'dark']) await lookAt(browser, office, '', { words, width, height, colorScheme, folder: pictures });
  }
  await browser.close();
  await office.close();
}

if (ready) await lookEverywhere();

const keys = Object.entries(RUNS).flatMap(([key, { checks }]) => (
  Object.keys(checks).flatMap((check) => [...STEPS, ...BACK].map((step) => `${key}/${check}/${step}`))));
for (const key of [...keys, 'zoomed/fits/without-javascript']) {
  test('looks/' + key, () => {
    if (!ready) skip('needs Chromium, the npm packages and kumbang-intake');
    if (!findings[key] && findings.stopped) throw new Error(findings.stopped.join('\n'));
    equal(findings[key], []);
  });
}

await run();
