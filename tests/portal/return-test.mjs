// SPDX-License-Identifier: GPL-3.0-or-later
// The return visit's modules without a browser: what a mailbox holds is opened where it is proved, and
// counted where it is not; what is sent goes to who works the case.
import { generateKeyPairSync, sign as signBytes, webcrypto } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { equal, ok, run, skip, test } from './tap.mjs';

globalThis.crypto ??= webcrypto;
const installed = existsSync(new URL('../../src/portal/node_modules/@noble/hashes', import.meta.url));
const file = (name) => JSON.parse(readFileSync(new URL('../../' + name, import.meta.url), 'utf8'));
const module = (name) => import(new URL('../../src/portal/js/' + name, import.meta.url));
const [common, entries, mailbox, message, status, complaint, words, answers, age] = installed ? await Promise.all([
  ...['common.js', 'return/entry.js', 'return/mailbox.js', 'return/message.js', 'return/status.js', 'complaint.js', 'words.js'].map(module),
  import('./answers.mjs'), import(new URL('../../src/portal/node_modules/age-encryption/dist/index.js', import.meta.url)),
]) : [];

const cases = (name, body) => test('return/' + name, () => (installed ? body() : skip('npm packages are not installed: make deps')));
const HOUR = 496000;
const NOW = HOUR * 3600;
const zeros = new Uint8Array(32);

async function recipientPair() {
  const secret = await age.generateX25519Identity();
  return { secret, recipient: await age.identityToRecipient(secret) };
}

function device() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    author: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)),
    sign: (bytes) => new Uint8Array(signBytes(null, bytes, privateKey)),
  };
}

async function open(secret, sealed) {
  const decrypter = new age.Decrypter();
  decrypter.addIdentity(secret);
  return JSON.parse(await decrypter.decrypt(sealed, 'text'));
}

// One office, one complaint, and the reporter who comes back; made once.
async function makeScene() {
  const office = await recipientPair();
  const genesis = new Uint8Array(32).fill(7);
  const custodian = await recipientPair();
  const profile = { genesis, hash: new Uint8Array(32).fill(9), custodian: { recipient: custodian.recipient },
                    recipients: { office: { audience: 'office', epoch: 1, recipient: office.recipient },
                                  leadership: { audience: 'leadership', epoch: 1, recipient: office.recipient } } };
  const eight = words.wordsFromBits(new Uint8Array(10).fill(0x5a));
  const reporter = await (await module('reporter.js')).deriveReporter(eight, genesis);
  const begun = complaint.beginComplaint(profile, reporter, 'office');
  await complaint.sealIdentity(begun, { contact: { phone: '0812' }, civil: { name: 'Bambang Contoh' } });
  const finished = await complaint.finishComplaint(begun, { alias: 'kumbang', text: 'Kisah' }, NOW * 1000);
  const keys = await common.deriveKeys(eight, genesis);
  return { office, genesis, profile, keys, author: common.authorOf(keys), reporter, start: begun.start, finished, officer: device(),
           story: { answer: common.hex(reporter.answer), age: reporter.recipient } };
}

let scene = null;
let seq = 0;

const officeEntry = ({ counter, content, change, ...rest }) => answers.messageEntry({
  genesis: scene.genesis, caseId: scene.start.caseId, author: scene.officer.author, seq: ++seq, prev: zeros, sign: scene.officer.sign,
  part: (start) => answers.answerPart({ start, rpk: scene.author, story: scene.story, counter, content, to: scene.office.recipient, change }), ...rest,
});

const complaintFrame = () => answers.frame(2, 1, HOUR, answers.withheld(scene.finished.bytes));
const frameOf = (made, at = 2) => answers.frame(2, at, HOUR + at, made.bytes);

async function read(...frames) {
  const { keys, author, genesis } = scene;
  return mailbox.readMailbox(common.concat(complaintFrame(), ...frames), { keys, author, genesis });
}

const with_ = (name, body) => cases(name, async () => {
  scene ??= await makeScene();
  await body();
});

const card = (changes = {}) => ({ kind: 'card', status: 'telaah', since: NOW, as_of: NOW, waits: false, due: null, uses: [],
                                  recipients: [{ audience: 'office', epoch: 1, recipient: scene.office.recipient }], ...changes });
const text = (said = 'Mohon sebutkan tanggalnya.') => ({ kind: 'message', text: said });

with_('complaint-alone', async () => {
  const box = await read();
  equal([box.complaint.number, box.complaint.stream, box.complaint.hasIdentity, box.messages, box.card, box.refused],
        [scene.finished.number, 2, true, [], null, 0]);
  equal([box.last.seq, common.hex(box.last.id)], [1, scene.finished.id]);
});

with_('message-and-card/opened-in-order', async () => {
  const box = await read(
    frameOf(await officeEntry({ counter: 1, content: { ...text('Satu'), asks: true } }), 2),
    frameOf(await officeEntry({ counter: 2, content: card() }), 3),
    frameOf(await officeEntry({ counter: 3, content: text('Dua') }), 4));
  equal(box.messages.map(({ text: said, asks, own }) => [said, asks, own]), [['Satu', true, false], ['Dua', undefined, false]]);
  equal([box.card.status, box.refused], ['telaah', 0]);
});

with_('card/highest-counter-then-latest', async () => {
  const made = [];
  for (const [counter, status_, asOf] of [[2, 'telaah', NOW], [1, 'verifikasi', NOW + 9], [2, 'disposisi', NOW + 1], [2, 'lhp', NOW - 1]]) {
    made.push(frameOf(await officeEntry({ counter, content: card({ status: status_, as_of: asOf }) }), made.length + 2));
  }
  equal((await read(...made)).card.status, 'disposisi');
});

// What the desktops write is what the page reads: the C vectors.
with_('vectors/read-as-the-desktop-writes-them', async () => {
  const made = [];
  for (const { content } of file('tests/journal/vectors.json').answers) {
    made.push(frameOf(await officeEntry({ counter: made.length + 1, content }), made.length + 2));
  }
  const box = await read(...made);
  equal([box.refused, box.messages.length, box.messages[0].asks, box.card.status, box.card.due.clock], [0, 1, true, 'klarifikasi', 'handle']);
});

with_('card/thirty-five-days', async () => {
  ok(mailbox.isFresh(card(), (NOW + 35 * 86400 - 1) * 1000));
  ok(!mailbox.isFresh(card(), (NOW + 35 * 86400) * 1000));
  ok(mailbox.isFresh(card(), (NOW - 86400) * 1000));
  ok(!mailbox.isFresh(card(), (NOW - 86401) * 1000), 'dated ahead, never old');
  ok(!mailbox.isFresh(null));
});

for (const [name, change] of [
  ['mac-of-another', { mac: '00'.repeat(32) }], ['counter-changed', { counter: 2 }], ['sealed-for-another-entry', { context: '00'.repeat(32) }],
  ['text-changed', { content: '{"kind":"message","text":"Lain"}' }], ['mac-missing', { mac: undefined }], ['other-version', { v: 2 }],
]) {
  with_('refused/' + name, async () => {
    const box = await read(frameOf(await officeEntry({ counter: 1, content: text(), change })),
                           frameOf(await officeEntry({ counter: 3, content: text('Sah') }), 3));
    equal([box.messages.map((m) => m.text), box.refused], [['Sah'], 1]);
  });
}

for (const [name, content] of [
  ['no-json', 'x'], ['no-kind', {}], ['number', 3], ['null', 'null'], ['empty-text', { kind: 'message', text: '' }],
  ['endless-text', { kind: 'message', text: 'x'.repeat(9000) }], ['card-without-status', { kind: 'card' }],
]) {
  with_('refused/content/' + name, async () => {
    const box = await read(frameOf(await officeEntry({ counter: 1, content: typeof content === 'string' ? content : JSON.stringify(content) })));
    equal([box.messages, box.card, box.refused], [[], null, 1]);
  });
}

for (const changes of [{ since: '1' }, { waits: 0 }, { due: { clock: 'answer' } }, { uses: {} }, { uses: [{ purpose: 'open', hour: 1 }] },
                       { recipients: [{ audience: 'office', epoch: 1, recipient: 'age1x' }] }, { as_of: 1.5 },
                       { since: 2 ** 53 - 1 }, { due: { clock: 'answer', by: 2 ** 53 - 1 } }, { uses: [{ purpose: 'open', hour: 2 ** 53 - 1, parts: [] }] }]) {
  with_('refused/card/' + JSON.stringify(changes), async () => {
    const box = await read(frameOf(await officeEntry({ counter: 1, content: card(changes) })));
    equal([box.card, box.refused], [null, 1]);
  });
}

with_('refused/another-case-stream-or-office', async () => {
  const box = await read(
    frameOf(await officeEntry({ counter: 1, content: text(), caseId: new Uint8Array(16).fill(1) }), 2),
    frameOf(await officeEntry({ counter: 1, content: text(), stream: 3 }), 3));
  equal([box.messages, box.refused], [[], 2]);
});

with_('refused/part-changed-on-the-way', async () => {
  const made = await officeEntry({ counter: 1, content: text() });
  made.bytes[made.bytes.length - 40] ^= 1;
  equal((await read(frameOf(made))).refused, 1);
});

with_('broken-answers/said-as-such', async () => {
  const { keys, author, genesis } = scene;
  const whole = common.concat(complaintFrame());
  for (const bytes of [new Uint8Array(0), whole.subarray(0, 40), common.concat(whole, Uint8Array.of(0, 0)), Uint8Array.of(0, 0, 0, 9, 3)]) {
    const error = await mailbox.readMailbox(bytes, { keys, author, genesis }).then(() => null, (e) => e);
    ok(error, bytes.length + ' bytes were taken');
  }
});

with_('another-reporter/nothing', async () => {
  const keys = await common.deriveKeys(words.wordsFromBits(new Uint8Array(10).fill(3)), scene.genesis);
  const error = await mailbox.readMailbox(complaintFrame(), { keys, author: common.authorOf(keys), genesis: scene.genesis }).then(() => null, (e) => e);
  ok(error);
});

with_('own-message/sealed-to-both-and-read-again', async () => {
  const { keys, author, profile } = scene;
  const box = await read();
  const made = await message.composeMessage({ box, keys, author, profile, kind: 'message', text: 'Tanggal 3 Maret.', now: NOW * 1000 + 5 });
  const header = entries.decodeHeader(made.bytes.subarray(4, 4 + new DataView(made.bytes.buffer).getUint32(0)));
  equal([header.kind, header.stream, header.authorSeq, common.hex(header.authorPrev), header.audience, header.epoch, header.authorTime % 3600, common.hex(header.profile)],
        [17, 2, 2, scene.finished.id, 'office', 1, 0, common.hex(profile.hash)]);
  equal(made.id, common.hex(answers.idOf(made.bytes)));
  const sealed = made.bytes.subarray(made.bytes.length - header.parts[0].length);
  equal(await open(scene.office.secret, sealed), { context: common.hex(common.contextOf(header)), v: 1, kind: 'message', text: 'Tanggal 3 Maret.' });
  const again = await read(frameOf(made));
  equal([again.messages[0].own, again.messages[0].text, again.last.seq, common.hex(again.last.id)], [true, 'Tanggal 3 Maret.', 2, made.id]);
});

// The server may answer in any order, and twice: the next message goes behind the last one all the same.
with_('own-messages/repeated-and-out-of-order', async () => {
  const { keys, author, profile } = scene;
  const compose = (box, said) => message.composeMessage({ box, keys, author, profile, kind: 'message', text: said });
  const first = frameOf(await compose(await read(), 'Satu'));
  const made = await compose(await read(first), 'Dua');
  const answer = frameOf(await officeEntry({ counter: 1, content: text() }));
  const box = await read(frameOf(made, 3), first, answer, first, answer);
  equal([box.last.seq, common.hex(box.last.id)], [3, made.id]);
  equal([box.messages.map((m) => m.text), box.refused], [['Dua', 'Satu', text().text], 0]);
});

with_('own-message/forged-is-not-shown', async () => {
  const { keys, author, profile } = scene;
  const made = await message.composeMessage({ box: await read(), keys, author, profile, kind: 'message', text: 'Palsu' });
  made.bytes[4 + new DataView(made.bytes.buffer).getUint32(0)] ^= 1;
  equal((await read(frameOf(made))).refused, 1);
});

with_('recipient/card-then-newer-profile-then-own-audience', async () => {
  const { profile } = scene;
  const box = await read();
  const named = (epoch, audience = 'office') => ({ audience, epoch, recipient: 'age1' + epoch });
  equal(message.recipientFor(box, profile).recipient, scene.office.recipient);
  equal(message.recipientFor({ ...box, card: { recipients: [named(4)] } }, profile).epoch, 4);
  equal(message.recipientFor({ ...box, card: { recipients: [named(0)] } }, profile).epoch, 1);
  const own = named(9, 'case-' + common.base32.encode(box.complaint.caseId).replace(/=/g, '').toLowerCase());
  equal(message.recipientFor({ ...box, card: { recipients: [named(4), own] } }, profile), own);
});

test('return/every-status-has-its-words', () => {
  const workflow = new URL('../../data/workflow.json', import.meta.url);
  if (!existsSync(workflow)) skip('data/workflow.json is not there yet');
  const { statuses } = file('data/workflow.json');
  for (const lang of ['id', 'en']) {
    const table = file(`src/portal/text/return.${lang}.json`);
    for (const { code } of statuses) ok(table['status.' + code] && table['statusP.' + code], `${lang}: ${code}`);
  }
  if (!installed) return;
  equal(Object.keys(status.STATUS).sort(), statuses.map(({ code }) => code).sort());
  equal(statuses.filter(({ code, closed = false }) => closed !== Boolean(status.STATUS[code].closed)), []);
});

for (const lang of ['id', 'en']) {
  test('return/guide-complete/' + lang, () => {
    const { items, tree } = file('data/guide.json');
    const reached = new Set();
    const walk = (name) => tree.questions[name].answers.forEach(({ text: said, next, item, end }) => {
      ok(said[lang] && tree.questions[name].question[lang]);
      reached.add(next || item || end);
      if (next) walk(next);
    });
    walk(tree.start);
    for (const { category, group } of items) ok(reached.has(group ? `${category}/${group}` : category), category + group);
    for (const [name, end] of Object.entries(tree.ends)) ok(reached.has(name) && end.title[lang] && end.text[lang] && end.turn_to.every((line) => line[lang]), name);
  });
}

await run();
