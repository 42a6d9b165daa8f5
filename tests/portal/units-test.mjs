// SPDX-License-Identifier: GPL-3.0-or-later
// The page's modules that need no browser: what is typed, words, header, padding, answers.
import { webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { equal, ok, run, skip, test } from './tap.mjs';

globalThis.crypto ??= webcrypto;
const module = (name) => import(new URL('../../src/portal/js/' + name, import.meta.url));
const installed = existsSync(new URL('../../src/portal/node_modules/@noble/hashes', import.meta.url));
const needsNpm = () => installed || skip('npm packages are not installed: make deps');

const checks = await module('checks.js');
const send = await module('send.js');
const [words, header, seal, reporter, profile, complaint] = installed
  ? await Promise.all(['words.js', 'header.js', 'seal.js', 'reporter.js', 'profile.js', 'complaint.js'].map(module)) : [];

const key = (problem) => (problem ? problem[0] : null);

for (const [typed, expected] of [
  ['6201011203850001', null], ['6201 0112 0385 0001', null], ['', 'nikEmpty'], ['62010112', 'nikShort'],
  ['62010112038500011', 'nikLong'], ['620101120385000x', 'nikLetters'],
]) test(`nik/${typed || 'empty'}`, () => equal(key(checks.checkNik(typed)), expected));

for (const [nik, odd] of [
  ['6201011203850001', false], ['6201015203850001', false], ['6201010003850001', true],
  ['6201017203850001', true], ['6201011213850001', true], ['6201014003850001', true],
]) test(`nik-date/${nik}`, () => equal(checks.nikDateOdd(nik), odd));

for (const [typed, expected] of [
  ['0812 3456 7890', null], ['+62 812-3456-7890', null], ['081234567', null], ['08123456', 'phoneShort'],
  ['812345678', 'phoneStart'], ['081234567890123', 'phoneLong'], ['0812x4567890', 'phoneLetters'], [' ', 'phoneEmpty'],
]) test(`phone/${typed.trim() || 'empty'}`, () => equal(key(checks.checkPhone(typed)), expected));

for (const [typed, expected] of [
  ['kumbang', null], ['ab', 'aliasShort'], ['  ab  ', 'aliasShort'], ['x'.repeat(24), null], ['x'.repeat(25), 'aliasLong'], ['日本語', null],
]) test(`alias/${typed.trim()}`, () => equal(key(checks.checkAlias(typed)), expected));

test('alias/tells-the-name', () => {
  ok(checks.aliasTellsName('si Bambang', 'Bambang Contoh'));
  ok(!checks.aliasTellsName('kumbang', 'Bambang Contoh'));
  ok(!checks.aliasTellsName('kumbang', ''));
});

test('text/limits', () => {
  equal(key(checks.checkText(' \n ')), 'textEmpty');
  equal(key(checks.checkText('x'.repeat(20000))), null);
  equal(checks.checkText('x'.repeat(20010)), ['textLong', { n: 10 }]);
});

test('text/clean-keeps-what-is-typed', () => {
  equal(checks.clean('  “kutip”\n\tbaris é 🪲 '), '  “kutip”\n\tbaris é 🪲 ');
});

test('text/clean-drops-what-readers-refuse', () => {
  equal(checks.clean('a\u0000b\r\nc\u0007\ud800d'), 'ab\nc\ufffdd');
});

test('leaks/named', () => {
  const identity = { name: 'Bambang Contoh', nik: '6201011203850001', phone: '081234567890' };
  equal(checks.leaks('saya bambang contoh, +62 812 3456 7890', identity), ['name', 'phone']);
  equal(checks.leaks('NIK 6201 0112 0385 0001', identity), ['nik']);
  equal(checks.leaks('tanpa apa-apa', identity), []);
  equal(checks.looksPersonal('hubungi 0812-3456-7890'), ['phone']);
});

for (const [name, args, kind] of [
  ['stored', [201, '{"id":"aa"}', 'aa'], 'stored'],
  ['another-id', [201, '{"id":"bb"}', 'aa'], 'mismatch'],
  ['already-stored', [409, '{"code":"already_stored","message":"x"}', 'aa'], 'stored'],
  ['other-conflict', [409, '{"code":"stale","message":"x"}', 'aa'], 'refused'],
  ['too-many', [429, '{"code":"too_many","message":"x"}', 'aa', '17'], 'busy'],
  ['refused', [413, '{"code":"too_large","message":"x"}', 'aa'], 'refused'],
  ['server-error', [503, 'oops', 'aa'], 'broken'],
  ['not-json', [201, '<html>', 'aa'], 'mismatch'],
]) test(`answer/${name}`, () => equal(send.judge(...args).kind, kind));

test('answer/too-many-says-when', () => equal(send.judge(429, '{}', 'aa', '17').seconds, 17));

test('words/typed-in-any-way', () => {
  needsNpm();
  const eight = words.wordsFromBits(new Uint8Array(10));
  equal(eight.slice(0, 7), Array(7).fill('abadi'));
  equal(words.readWords(eight.join(' ')).words, eight);
  equal(words.readWords('\n ' + eight.map((w) => w.slice(0, 4).toUpperCase()).join('  \t') + ' ').words, eight);
});

test('words/slips-are-named', () => {
  needsNpm();
  const eight = words.wordsFromBits(Uint8Array.from({ length: 10 }, (_, i) => 37 * i));
  equal(words.readWords(eight.slice(0, 7).join(' ')).error, 'count');
  equal(words.readWords(['qqqq', ...eight.slice(1)].join(' ')), { error: 'word', unknown: ['qqqq'] });
  equal(words.readWords([eight[1], eight[0], ...eight.slice(2)].join(' ')).error, 'check');
});

test('words/all-bits-count', () => {
  needsNpm();
  const of = (bit) => {
    const bits = new Uint8Array(10);
    bits[bit >> 3] = 128 >> (bit & 7);
    return words.wordsFromBits(bits).slice(0, 7).join(' ');
  };
  equal(new Set(Array.from({ length: 77 }, (_, bit) => of(bit))).size, 77);
  equal(of(77), of(79));
});

test('seal/padded-to-three-sizes', () => {
  needsNpm();
  const sizes = (n) => seal.pad({ text: 'x'.repeat(n) }, seal.STORY_SIZES).length;
  equal([sizes(1), sizes(4085), sizes(4086), sizes(20000)], [4096, 4096, 16384, 65536]);
  equal(JSON.parse(new TextDecoder().decode(seal.pad({ a: 'é' }, [64]))), { a: 'é' });
});

test('seal/longest-story-of-three-byte-letters-fits', () => {
  needsNpm();
  equal(seal.pad({ text: '中'.repeat(20000) }, seal.STORY_SIZES).length, 65536);
});

test('seal/too-long-is-said', () => {
  needsNpm();
  let caught = null;
  try {
    seal.pad({ text: 'x'.repeat(5000) }, seal.IDENTITY_SIZES);
  } catch (error) {
    caught = error;
  }
  ok(caught instanceof seal.TooLong);
});

const AGE = 'age1' + 'q'.repeat(58);
const note = (fields) => new TextEncoder().encode(`kumbang/profile/v1\n${JSON.stringify({
  genesis: 'ab'.repeat(32), serial: 1, issued: 1, not_after: 1000, office: 'X',
  recipients: [{ audience: 'office', epoch: 3, recipient: AGE }], custodian: null, page: {}, ...fields })}\n\n— s AAAA\n`);

test('profile/read', () => {
  needsNpm();
  const read = profile.parseProfile(note({}));
  equal([read.recipients.office.epoch, read.custodian, read.genesis.length], [3, null, 32]);
  ok(profile.isCurrent(read, 999000));
  ok(!profile.isCurrent(read, 1000000));
});

for (const [name, bytes] of [
  ['not-a-note', new TextEncoder().encode('{}')],
  ['bad-genesis', note({ genesis: 'xx' })],
  ['bad-recipient', note({ recipients: [{ audience: 'office', epoch: 1, recipient: 'age1pq1abc' }] })],
  ['bad-utf8', Uint8Array.of(0xff, 0xfe)],
]) {
  test('profile/refused/' + name, () => {
    needsNpm();
    let refused = false;
    try {
      profile.parseProfile(bytes);
    } catch {
      refused = true;
    }
    ok(refused);
  });
}

test('complaint/parts-follow-the-identity', async () => {
  needsNpm();
  const office = profile.parseProfile(note({ recipients: [{ audience: 'office', epoch: 1, recipient: await recipient() }] }));
  const me = await reporter.deriveReporter(words.randomWords(), office.genesis);
  const draft = complaint.beginComplaint(office, me, 'office');
  const first = await complaint.finishComplaint(draft, { alias: 'kumbang', text: 'x' }, 7200500000);
  const view = new DataView(first.bytes.buffer);
  const size = view.getUint32(0);
  // version, flags … parts: the last byte before two part records of 37 bytes is their number.
  equal(first.bytes[4 + size - 2 * 37 - 1], 2);
  equal(first.bytes[4 + size - 37], header.ROLE.story);
  ok(/^[A-Z2-7]{5}-[A-Z2-7]{5}$/.test(first.number));
  equal(first.bytes.length, 4 + size + 64 + 2 + 84 + 4296);
});

async function recipient() {
  const { generateX25519Identity, identityToRecipient } = await import(
    new URL('../../src/portal/node_modules/age-encryption/dist/index.js', import.meta.url));
  return identityToRecipient(await generateX25519Identity());
}

await run();
