// SPDX-License-Identifier: GPL-3.0-or-later
// The office's side of a talk: a supervisor of office.mjs answers a complaint that a real intake holds.
import { messageEntry, answerPart, idOf } from './answers.mjs';

const portal = (name) => import(new URL('../../src/portal/js/' + name, import.meta.url));
const { decodeHeader } = await portal('return/entry.js');

export const headerOf = (entry) => decodeHeader(entry.subarray(4, 4 + new DataView(entry.buffer, entry.byteOffset).getUint32(0)));

export class Talk {
  constructor(office) {
    this.office = office;
    this.last = {};              // by stream: { seq, id } of this supervisor's entries there
    this.counters = new Map();
  }

  // complaint: the entry as it was sent. change: what a forger would put into the sealed part.
  async tell(complaint, content, { change } = {}) {
    const { office } = this;
    const { story } = await office.openComplaint(complaint);
    const { author: rpk, caseId, stream } = headerOf(complaint);
    const audience = stream === 3 ? 'leadership' : 'office';
    const counter = (this.counters.get(story.answer) || 0) + 1;
    const before = this.last[stream] || { seq: 0, id: new Uint8Array(32) };
    const made = await messageEntry({
      genesis: office.genesis, stream, caseId, author: office.device.public, seq: before.seq + 1, prev: before.id,
      audience, sign: (bytes) => office.sign(bytes),
      part: (start) => answerPart({ start, rpk, story, counter, content, to: office[audience].recipient, change }),
    });
    await office.post(made.bytes);
    this.last[stream] = { seq: before.seq + 1, id: made.id };
    this.counters.set(story.answer, counter);
    return made;
  }

  card(complaint, status, changes = {}) {
    const now = Math.floor(Date.now() / 1000);
    const { stream } = headerOf(complaint);
    const audience = stream === 3 ? 'leadership' : 'office';
    return this.tell(complaint, {
      kind: 'card', status, since: now - 86400, as_of: now, waits: false, due: null, uses: [],
      recipients: [{ audience, epoch: 1, recipient: this.office[audience].recipient }], ...changes,
    });
  }

  // The reporter's messages that reached the journal, opened with the office's key.
  async heard(stream = 'office') {
    const found = [];
    for (const entry of await this.office.pull(stream)) {
      const header = headerOf(entry);
      if (header.kind !== 17 || Buffer.from(header.author).equals(Buffer.from(this.office.device.public))) continue;
      const sealed = entry.slice(entry.length - header.parts[0].length);
      const { kind, text } = await this.office.open(stream, sealed);
      found.push({ kind, text, seq: header.authorSeq, id: Buffer.from(idOf(entry)).toString('hex') });
    }
    return found;
  }
}
