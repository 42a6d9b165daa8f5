// SPDX-License-Identifier: GPL-3.0-or-later
// What a report's mailbox looks like: status, messages, uses of the identity. The office is believed
// as far as it can be: what it does not confirm is said to be unconfirmed, and never shown as zero.
import { STREAM, longDate, make } from '../common.js';
import { isFresh } from './mailbox.js';
import { stepsDone } from './status.js';
import { say, sayCode } from './texts.js';

const HOUR_MS = 3600000;

const dateOf = (seconds) => longDate(new Date(seconds * 1000));
const dateOfHour = (hour) => longDate(new Date(hour * HOUR_MS));
const fact = (name, value, attributes = {}) => make('div', {},
  make('dt', { text: name }), make('dd', { text: value, ...attributes }));

export const factsOf = ({ complaint }) => make('dl', { class: 'facts' },
  fact(say('report.number'), complaint.number, { class: 'big' }),
  fact(say('report.sent'), dateOfHour(complaint.hour)));

function dueText({ clock, by }, now) {
  const date = dateOf(by);
  return by * 1000 < now ? say('due.past', { date }) : sayCode('due', clock, 'other').replace('{date}', date);
}

function confirmed(card, now) {
  const steps = stepsDone(card.status);
  const meaning = sayCode('statusP', card.status);
  return [
    make('p', { class: 'status' }, make('b', { text: sayCode('status', card.status, 'other') }),
      ' ' + say('report.since', { date: dateOf(card.since) })),
    meaning && make('p', { text: meaning }),
    steps.length && make('ul', { class: 'way' }, ...steps.map((step) => make('li', { text: say('way.' + step) }))),
    card.due && make('p', { text: dueText(card.due, now) }),
    card.waits && make('p', { class: 'waits', text: say('report.waits') }),
    make('p', { class: 'hint', text: say('report.asOf', { date: dateOf(card.as_of) }) }),
  ].filter(Boolean);
}

export function statusOf({ card }, now = Date.now()) {
  const inside = isFresh(card, now) ? confirmed(card, now) : [
    make('p', { class: 'status' }, make('b', { text: say('report.unknown') })),
    make('p', { text: say('report.unknownP') }),
  ];
  return make('section', { class: 'card', 'aria-label': say('report.status') }, ...inside);
}

function messageOf(message, { complaint, isNew }) {
  const office = complaint.stream === STREAM.leadership ? 'talk.leadership' : 'talk.office';
  const who = message.own ? say('talk.you') : say(office);
  const kind = message.kind === 'objection' ? ` (${say('talk.objection')})` : '';
  return make('li', { class: message.own ? 'own' : 'theirs' },
    make('p', { class: 'from' }, make('b', { text: who + kind }), ' · ' + dateOfHour(message.hour),
      ...(isNew ? [' · ', make('b', { class: 'new', text: say('talk.isNew') })] : [])),
    make('p', { class: 'said', dir: 'auto', text: message.text }),
    ...(message.asks ? [make('p', { class: 'hint', text: say('talk.asks') })] : []));
}

// known: the ids of the messages that were there before in this visit, or null at its beginning.
export function talkOf({ messages, complaint, refused }, known) {
  const isNew = ({ id, own }) => Boolean(known) && !own && !known.has(id);
  const n = messages.filter(isNew).length;
  const count = n ? ' ' + say('talk.new', { n }) : '';
  const notice = refused === 1 ? say('talk.refusedOne') : say('talk.refusedMany', { n: refused });
  return make('section', { 'aria-labelledby': 'talk-h' },
    make('h2', { id: 'talk-h', text: say('talk.h') + count }),
    ...(refused ? [make('p', { class: 'note', text: notice })] : []),
    messages.length ? make('ol', { class: 'talk', role: 'list' },
      ...messages.map((message) => messageOf(message, { complaint, isNew: isNew(message) })))
      : make('p', { text: say('talk.none') }));
}

function useOf({ purpose, hour, parts }) {
  const what = parts.map((part) => sayCode('identity', part)).filter(Boolean).join(say('and'));
  return make('li', { text: `${dateOf(hour)}: ${what}, ${sayCode('identity', purpose, 'other')}` });
}

function usesOf({ complaint, card }, now) {
  if (!complaint.hasIdentity) return [make('p', { text: say('identity.none') })];
  if (!isFresh(card, now)) return [make('p', { text: say('identity.unknown') })];
  const n = card.uses.filter(({ purpose }) => purpose === 'open').length;
  return [
    make('p', { class: 'status', text: say('identity.count', { n }) }),
    card.uses.length && make('ul', {}, ...card.uses.map(useOf)),
    make('p', { text: say('identity.asOf', { date: dateOf(card.as_of) }) }),
  ].filter(Boolean);
}

export const identityOf = (box, now = Date.now()) => make('section', { class: 'env', 'aria-label': say('identity.h') },
  make('div', {}, make('b', { text: say('identity.h') }), ...usesOf(box, now)));
