// SPDX-License-Identifier: GPL-3.0-or-later
// How a reporter sees the statuses of data/workflow.json: what lies behind, and whether it rests.
const WAY = ['received', 'verified', 'reviewed', 'examined', 'followed'];

export const STATUS = {
  diterima: { done: 0 },
  verifikasi: { done: 1 },
  perlu_dilengkapi: { done: 1 },
  telaah: { done: 2 },
  tidak_berkadar: { done: 3, closed: true },
  bukan_kewenangan: { done: 3, closed: true },
  tidak_logis: { done: 3, closed: true },
  disposisi: { done: 3 },
  klarifikasi: { done: 3 },
  riksus: { done: 3 },
  lhp: { done: 3 },
  tindak_lanjut: { done: 4 },
  selesai_terbukti: { done: 5, closed: true },
  selesai_tidak_terbukti: { done: 4, closed: true },
  dilimpahkan: { done: 3, closed: true },
  keberatan: { done: 3 },
};

export const stepsDone = (code) => WAY.slice(0, STATUS[code] ? STATUS[code].done : 0);
export const isClosed = (card) => Boolean(card && STATUS[card.status] && STATUS[card.status].closed);
