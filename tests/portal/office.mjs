// SPDX-License-Identifier: GPL-3.0-or-later
// A small real office for the page's tests: a kumbang-intake on loopback, founded over HTTP with
// roster entries that are written here, in JavaScript, from docs/protocol.md. The keys stay in this
// object, so that a test can open what a reporter sent.
import { execFileSync, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const builddir = process.env.KB_BUILDROOT || join(root, 'build');
const portal = (name) => import(new URL('../../src/portal/' + name, import.meta.url));

export const INTAKE = join(builddir, 'src/intake/kumbang-intake');
export const PAGE = join(builddir, 'src/portal/dist');
export const haveNpm = () => existsSync(join(root, 'src/portal/node_modules/age-encryption'));

const age = haveNpm() ? await portal('node_modules/age-encryption/dist/index.js') : null;
const bytes = haveNpm() ? await portal('js/bytes.js') : null;
const header = haveNpm() ? await portal('js/header.js') : null;

const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = (data) => new Uint8Array(createHash('sha256').update(data).digest());
const now = () => Math.floor(Date.now() / 1000);
const KIND = { genesis: 1, device: 2, appointment: 4, grant: 5, profile: 6 };
const KEY_ROLE = 7;

function signingKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { public: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)), private: privateKey };
}

async function ageKey() {
  const secret = await age.generateX25519Identity();
  return { secret, recipient: await age.identityToRecipient(secret) };
}

const sign = (key, data) => new Uint8Array(signBytes(null, data, key.private));
const signTyped = (key, type, data) => sign(key, bytes.concat(utf8(`DSSEv1 ${type.length} ${type} ${data.length} `), data));

async function sealed(text, recipients) {
  const encrypter = new age.Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const padded = new Uint8Array(4096).fill(0x20);
  padded.set(utf8(text));
  return encrypter.encrypt(padded);
}

// C2SP signed note with one Ed25519 signature.
function note(text, name, key) {
  const hash = sha256(bytes.concat(utf8(name + '\n'), Uint8Array.of(1), key.public)).subarray(0, 4);
  const line = Buffer.from(bytes.concat(hash, sign(key, utf8(text)))).toString('base64');
  return `${text}\n— ${name} ${line}\n`;
}

const shortText = (text) => bytes.concat(Uint8Array.of(utf8(text).length), utf8(text));

// A printed code is base32; the hex of its first 16 bytes is the bearer token.
function tokenOf(code) {
  const letters = code.replace(/[^A-Z2-7]/g, '');
  const bits = [...letters].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  return bits.slice(0, 128).replace(/[01]{4}/g, (nibble) => parseInt(nibble, 2).toString(16));
}

export class Office {
  static async found({ custodian = true, submissionsPerHour = 0 } = {}) {
    const self = new Office();
    self.folder = mkdtempSync(join(tmpdir(), 'kb-office-'));
    self.data = join(self.folder, 'intake');
    self.submissionsPerHour = submissionsPerHour;
    const [, intake] = execFileSync(INTAKE, ['init', '--data', self.data], { encoding: 'utf8' }).trim().split(' ');
    // The first code's token, which this supervisor keeps as its own.
    self.token = tokenOf(execFileSync(INTAKE, ['enroll', '--first', '--data', self.data], { encoding: 'utf8' }));
    for (const name of ['office', 'leadership', 'custodian', 'recovery', 'supervisor']) self[name] = await ageKey();
    self.device = signingKey();
    self.paper = signingKey();
    await self.serve();
    await self.writeRoster(intake, custodian);
    return self;
  }

  async serve(port = 0) {
    const args = ['serve', '--data', this.data, '--page', PAGE, '--listen', '127.0.0.1:' + port,
      '--submissions-per-hour', String(this.submissionsPerHour)];
    this.process = spawn(INTAKE, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.url = await new Promise((resolve, reject) => {
      let text = '';
      this.process.stdout.on('data', (chunk) => {
        text += chunk;
        const found = text.match(/^listening (\S+)$/m);
        if (found) resolve(found[1].replace(/\/?$/, '/'));
      });
      this.process.on('exit', (code) => reject(new Error('kumbang-intake ended with ' + code)));
    });
  }

  get port() {
    return new URL(this.url).port;
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }

  // The server on another machine, from a copy: it takes nothing until a supervisor ends that.
  async restore(port) {
    const copy = join(this.folder, 'copy.backup');
    execFileSync(INTAKE, ['backup', '--data', this.data, '--out', copy]);
    this.data = join(this.folder, 'restored');
    execFileSync(INTAKE, ['restore', '--data', this.data, '--from', copy]);
    await this.serve(port);
  }

  async endRestoring() {
    const answer = await fetch(this.url + 'v1/republish', { method: 'DELETE', headers: { Authorization: 'Bearer ' + this.token } });
    if (answer.status !== 204) throw new Error(`republish: ${answer.status} ${await answer.text()}`);
  }

  async close() {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  // One roster entry by the supervisor; parts: [{ role, bytes }].
  async append(kind, parts) {
    const head = header.encodeHeader({
      genesis: this.genesis || new Uint8Array(32), stream: 1, caseId: new Uint8Array(16), kind,
      author: this.device.public, authorSeq: (this.seq = (this.seq || 0) + 1), authorPrev: this.last,
      nonce: crypto.getRandomValues(new Uint8Array(16)), audience: '', epoch: 0, authorTime: now(), parts,
    });
    this.last = header.entryId(head);
    this.genesis ??= this.last;
    await this.post(header.encodeEntry(head, this.sign(header.signedBytes(head)), parts));
  }

  sign(data) {
    return sign(this.device, data);
  }

  // An entry by the supervisor, of whatever stream.
  async post(body) {
    const answer = await fetch(this.url + 'v1/entries', {
      method: 'POST', body,
      headers: { 'Content-Type': 'application/vnd.kumbang.entry', Authorization: 'Bearer ' + this.token },
    });
    if (answer.status !== 201) throw new Error(`entries: ${answer.status} ${await answer.text()}`);
  }

  appendBody(kind, object, more = []) {
    return this.append(kind, [{ role: 1, bytes: utf8(JSON.stringify({ v: 1, ...object })) }, ...more]);
  }

  async writeRoster(intake, withCustodian) {
    const person = (key, recipient, name, role, token) => ({ sign: bytes.hex(key.public), age: recipient, name, role, token: bytes.hex(sha256(utf8(token))) });
    await this.appendBody(KIND.genesis, {
      office: 'Inspektorat Contoh', intake, recovery: { sign: bytes.hex(this.paper.public), age: this.recovery.recipient, token: bytes.hex(sha256(utf8('paper'))) },
      device: person(this.device, this.supervisor.recipient, 'supervisor', 'supervisor', this.token),
    });
    for (const audience of ['office', 'leadership']) await this.grant(audience);
    if (withCustodian) await this.appoint(person);
    await this.publish(withCustodian);
  }

  async grant(audience) {
    const context = '0'.repeat(64);
    const key = await sealed(JSON.stringify({ context, v: 1, audience, epoch: 1, secret: this[audience].secret }),
                             [this.supervisor.recipient, this.recovery.recipient]);
    await this.appendBody(KIND.grant, { audience, epoch: 1, recipient: this[audience].recipient, devices: [bytes.hex(this.device.public)] }, [{ role: KEY_ROLE, bytes: key }]);
  }

  async appoint(person) {
    const key = signingKey();
    const device = person(key, (await ageKey()).recipient, 'kustodian', 'custodian', 'another');
    const digest = sha256(bytes.concat(utf8('kumbang/enrol/v1'), this.genesis, shortText(device.role), shortText(device.name), key.public, shortText(device.age), bytes.unhex(device.token, 32), shortText('')));
    await this.appendBody(KIND.device, { device, accept: bytes.hex(signTyped(key, 'kumbang/enrol/v1', digest)) });
    const statement = JSON.stringify({ office: 'custodian', device: device.sign, recipient: this.custodian.recipient, title: 'Kustodian', since: now() });
    const cosign = signTyped(this.paper, 'kumbang/statement/v1', bytes.concat(this.genesis, utf8(statement)));
    await this.appendBody(KIND.appointment, { statement, cosign: { key: bytes.hex(this.paper.public), signature: bytes.hex(cosign) } });
    this.since = JSON.parse(statement).since;
  }

  async publish(withCustodian) {
    const to = (audience) => ({ audience, epoch: 1, recipient: this[audience].recipient });
    const fields = {
      genesis: bytes.hex(this.genesis), serial: 1, issued: now(), not_after: now() + 30 * 86400, office: 'Inspektorat Contoh',
      recipients: [to('office'), to('leadership')],
      custodian: withCustodian ? { recipient: this.custodian.recipient, title: 'Kustodian', since: this.since } : null, page: {},
    };
    const text = `kumbang/profile/v1\n${JSON.stringify(fields)}\n`;
    await this.append(KIND.profile, [{ role: 1, bytes: utf8(note(text, 'supervisor', this.device)) }]);
  }

  async open(key, sealedBytes) {
    const decrypter = new age.Decrypter();
    decrypter.addIdentity(this[key].secret);
    return JSON.parse(await decrypter.decrypt(sealedBytes, 'text'));
  }

  // What a reporter sent: { stream, header, story, contact, civil, body }, opened with the office's keys.
  async openComplaint(entry) {
    const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
    const size = view.getUint32(0);
    const head = entry.subarray(4, 4 + size);
    const count = head[220 + 1 + head[220] + 4 + 32 + 8 + 32 + 1 + 1];
    const found = { stream: head[34], header: head, context: bytes.hex(sha256(head.subarray(0, 140))) };
    let at = 4 + size + 64;
    for (let i = 0; i < count; i++) {
      const record = head.subarray(head.length - 37 * (count - i));
      const length = new DataView(record.buffer, record.byteOffset).getUint32(1);
      const present = entry[at] === 0;
      const part = entry.subarray(at + 1, at + 1 + length);
      at += 1 + (present ? length : 0);
      if (!present) continue;
      const name = { 1: 'body', 2: 'story', 3: 'contact', 4: 'civil' }[record[0]];
      const key = name === 'story' ? { 2: 'office', 3: 'leadership' }[found.stream] : 'custodian';
      found[name] = name === 'body' ? JSON.parse(new TextDecoder().decode(part)) : await this.open(key, part);
    }
    return found;
  }

  // The entries of a stream as a supervisor's desktop pulls them, as they travel.
  async pull(stream) {
    const answer = await fetch(`${this.url}v1/streams/${stream}/entries?after=0`, { headers: { Authorization: 'Bearer ' + this.token } });
    const page = new Uint8Array(await answer.arrayBuffer());
    const entries = [];
    for (let at = 0; at < page.length;) {
      const size = new DataView(page.buffer, at).getUint32(0);
      if (page[at + 4] === 1) entries.push(page.slice(at + 5 + 8 + 8 + 8 + 32 + 32, at + 4 + size));
      at += 4 + size;
    }
    return entries;
  }
}
