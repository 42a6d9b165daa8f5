// SPDX-License-Identifier: GPL-3.0-or-later
// A real Chromium on the page, and a hand that fills in its form. Shared by the page's tests and by
// drive-page.mjs.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const CHROMIUM = process.env.KB_CHROMIUM || '/usr/bin/chromium';
export const haveChromium = () => existsSync(CHROMIUM);

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

export const launch = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });

const pick = (page, name, value) => page.check(`input[name="${name}"][value="${value}"]`);

async function fillAll(page, values) {
  for (const [id, value] of Object.entries(values)) if (value) await page.fill('#' + id, value);
}

export const main = (page) => page.locator('.step.on .bar .main');

export const atStep = (page, name) => page.waitForSelector(`#s-${name}.on`, { state: 'attached' });

export async function begin(page, { shared = false } = {}) {
  if (shared) await pick(page, 'phone-of', 'Shared');
  await page.click('#begin');
  await atStep(page, 'apa');
}

export async function fillWhat(page, story) {
  await pick(page, 'category', story.category);
  if (story.group) await page.selectOption('#group', story.group);
  await page.fill('#text', story.text);
}

export async function fillWhom(page, { reported = {} }) {
  if (reported.kind) await pick(page, 'kind', reported.kind);
  await fillAll(page, { name: reported.name, position: reported.position, unit: reported.unit });
  await pick(page, 'inspectorate', reported.inspectorate || 'no');
}

export const fillWhen = (page, story) => fillAll(page, {
  from: story.when?.from, to: story.when?.to, where: story.where, value: story.value,
  witnesses: story.witnesses, evidence: story.evidence, elsewhere: story.elsewhere,
});

export async function fillIdentity(page, { contact = {}, civil = {} }) {
  await fillAll(page, { 'id-name': civil.name, 'id-nik': civil.nik, 'id-phone': contact.phone, 'id-safe': contact.safe });
  if (!contact.email && !civil.address && !civil.gender && !civil.occupation) return;
  if (!await page.locator('#id-more').evaluate((details) => details.open)) await page.click('#id-more summary');
  await fillAll(page, { 'id-email': contact.email, 'id-address': civil.address, 'id-occupation': civil.occupation });
  if (civil.gender) await page.selectOption('#id-gender', civil.gender);
}

const next = async (page, step) => {
  await main(page).click();
  await atStep(page, step);
};

// From "Mulai" to "Periksa".
export async function fillUntilReview(page, { story, contact, civil, shared }) {
  await begin(page, { shared });
  await fillWhat(page, story);
  await next(page, 'siapa');
  await fillWhom(page, story);
  await next(page, 'kapan');
  await fillWhen(page, story);
  await next(page, 'identitas');
  if (await page.locator('#id-open').isVisible()) await fillIdentity(page, { contact, civil });
  await page.fill('#alias', story.alias);
  await next(page, 'periksa');
}

// Sends what is under review; the receipt stays on the screen. Returns { number, words, id }.
export async function send(page) {
  const answer = page.waitForResponse((response) => response.url().endsWith('/v1/complaints') && response.ok());
  await page.check('#honest');
  await main(page).click();
  const { id } = await (await answer).json();
  await atStep(page, 'terima');
  return { ...await readReceipt(page), id };
}

export async function readReceipt(page) {
  return { number: (await page.textContent('#r-number')).trim(), words: (await page.locator('#words li').allTextContents()).join(' ') };
}

// Without JavaScript: one long form, the story only. Returns { number }.
export async function sendWithoutScript(page, story) {
  await pick(page, 'category', story.category);
  if (story.group) await page.selectOption('#group', story.group);
  await page.fill('#text', story.text);
  await fillWhom(page, story);
  await fillWhen(page, story);
  await page.fill('#alias', story.alias);
  await page.check('#honest');
  await Promise.all([page.waitForLoadState('load'), page.click('button[type=submit]')]);
  await page.waitForSelector('.facts');
  return { number: (await page.textContent('.facts dd')).trim(), words: '', id: '' };
}

// "Lihat laporan saya", from the words to what they open.
export async function openReport(page, words) {
  await page.click('[data-go=again]');
  await atStep(page, 'kata');
  await page.fill('#kata', words);
  await page.click('#kata-open');
  await atStep(page, 'laporan');
}

// kind: 'answer' or 'objection'; resolves when the server has it and the page shows it.
export async function sayInReport(page, kind, text) {
  if (kind === 'objection') await page.click('#objection-open');
  await page.fill('#' + kind, text);
  await page.click(`#${kind}-send`);
  if (kind === 'objection') await page.click('#sure-yes');
  await page.waitForFunction((said) => [...document.querySelectorAll('.talk .own .said')].some((e) => e.textContent === said), text);
}

export const shownReport = (page) => page.evaluate(() => ({
  number: document.querySelector('#s-laporan .facts dd').textContent,
  status: document.querySelector('#s-laporan .status b').textContent,
  messages: [...document.querySelectorAll('.talk li')].map((li) => (
    { own: li.className === 'own', text: li.querySelector('.said').textContent })),
  identity: document.querySelector('#report-identity').innerText,
  text: document.querySelector('#s-laporan').innerText,
}));
