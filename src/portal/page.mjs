// SPDX-License-Identifier: GPL-3.0-or-later
// The page's one template: the same fields and labels for each language and for both ways of
// using it. With JavaScript one step is shown at a time; without, noscript.css shows all of them
// as one long form, save the identity.
const CATEGORIES = ['korupsi', 'kolusi', 'nepotisme', 'disiplin', 'aset', 'etik'];
const KINDS = ['kepala_daerah', 'dprd', 'asn', 'perangkat_desa', 'lainnya'];
const INSPECTORATE = ['no', 'staff', 'head', 'custodian'];

export const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

// One language: t(key, values) is escaped text. Keys that were asked for are remembered, so that
// the build can name those that nobody uses.
export function texts(table) {
  const used = new Set();
  const t = (key, values = {}) => {
    if (!(key in table)) throw new Error('no text ' + key);
    used.add(key);
    return escape(table[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole));
  };
  return { t, used };
}

const when = (condition, html) => (condition ? html : '');

// name: where the form without JavaScript may send the value; identity fields have none.
function field(t, id, { label, hint, optional, name = id, max = 500, rows, type = 'text', more = '', after = '' }) {
  const described = [when(hint, id + '-h'), id + '-e'].filter(Boolean).join(' ');
  const common = `id="${id}"${when(name, ` name="${name}"`)} maxlength="${max}" aria-describedby="${described}"${more}`;
  return `<div class="field"><label for="${id}">${label}${when(optional, ` <span class="opt">${t('optional')}</span>`)}</label>
${when(hint, `<p class="hint" id="${id}-h">${hint}</p>`)}
${rows ? `<textarea ${common} rows="${rows}"></textarea>` : `<input type="${type}" ${common} autocomplete="off">`}
<p class="error" id="${id}-e" hidden></p>${after}</div>`;
}

function choices(t, id, { legend, values, labelOf, optional, checked, required, two, hintOf, more = '' }) {
  return `<fieldset class="field" id="${id}" aria-describedby="${id}-e"><legend>${legend}${when(optional, ` <span class="opt">${t('optional')}</span>`)}</legend>
<div class="choices${when(two, ' two')}">${values.map((value) => `
<label class="choice"><input type="radio" name="${id}" value="${value}"${when(value === checked, ' checked')}${when(required, ' required')}${more}><span>${labelOf(value)}${when(hintOf, `<span class="hint">${hintOf?.(value)}</span>`)}</span></label>`).join('')}
</div><p class="error" id="${id}-e" hidden></p></fieldset>`;
}

const team = (t) => `<div class="who"><b>${t('readers')} <span class="to-office">${t('readTeam')}</span><span class="to-leadership">${t('readLeaders')}</span><span class="nojs">${t('readServer')}</span></b></div>`;

const bar = (t, next, label) => `<div class="bar"><button type="button" class="back" data-go="back">${t('back')}</button><button type="button" class="main" data-go="${next}">${label}</button></div>`;

function step(t, name, { n, h, body, foot, cls = '' }) {
  return `<section class="step${cls}" id="s-${name}" aria-labelledby="h-${name}">
${when(n, `<p class="count jsonly">${t('stepOf', { n })}</p>`)}<h1 id="h-${name}" tabindex="-1">${h}</h1>
<div class="body">${body}</div>${foot || ''}
</section>`;
}

function start(t) {
  const details = (heading, body) => `<details><summary>${heading}</summary>${body}</details>`;
  return step(t, 'mulai', {
    cls: ' on', h: t('start.h'),
    body: `<p>${t('start.intro')}</p>
<noscript><div class="note"><p>${t('noscript')}</p><p>${t('noscriptIdentity')}</p></div></noscript>
<div class="jsonly"><div class="note" id="refuse" role="alert" hidden></div>
<div class="card" id="queue" hidden><h2>${t('start.queueH')}</h2><p id="queue-p">${t('start.queueP')}</p><div class="stack"><button type="button" id="queue-go">${t('start.queueGo')}</button><button type="button" class="link" id="queue-drop">${t('start.queueDrop')}</button></div><div id="queue-sure" hidden><p>${t('start.queueSure')}</p><div class="stack"><button type="button" id="queue-no">${t('start.queueNo')}</button><button type="button" class="link" id="queue-yes">${t('start.queueYes')}</button></div></div></div>
<div class="card" id="draft" hidden><h2>${t('start.draftH')}</h2><p id="draft-p">${t('start.draftP')}</p><div class="stack"><button type="button" id="draft-go">${t('start.draftGo')}</button><button type="button" class="link" id="draft-drop">${t('start.draftDrop')}</button></div></div>
<div class="stack"><button type="button" class="main" id="begin">${t('start.begin')}</button><button type="button" data-go="again">${t('start.again')}</button></div>
<button type="button" class="link" data-go="guide">${t('start.guide')} <span aria-hidden="true">›</span></button></div>
<div class="who"><b>${t('who.h')}</b><p>${t('who.story')}<span class="nojs">${t('readServer')}</span></p><div class="jsonly"><p>${t('who.identity')}</p><p>${t('who.server')}</p></div>
${details(t('who.more'), `<div class="jsonly"><p>${t('who.p1')}</p><p>${t('who.p2')}</p></div><p>${t('who.p3')}</p><p>${t('who.p4')}</p><div class="jsonly"><p><b>${t('who.absentH')}</b></p><p>${t('who.absentP')}</p></div>`)}</div>
<div class="jsonly">${choices(t, 'phone-of', { legend: t('start.phone'), values: ['Mine', 'Shared'], checked: 'Mine', more: ' form="-"', labelOf: (v) => t('start.phone' + v), hintOf: (v) => t('start.phone' + v + 'Hint') })}</div>
<p>${t('start.time')} <a href="${t('otherUrl')}" lang="${t('otherLang')}" hreflang="${t('otherLang')}">${t('otherName')}</a></p>
<p class="slow hint">${t('slow')}</p>`,
  });
}

function law(t, articles) {
  return articles.map(({ old, new: now }) => (
    `<p>${escape(old)} ${now ? `= ${escape(now)} (${t('guide.since')})` : `(${t('guide.stays')})`}</p>`)).join('');
}

const itemName = ({ category, group }) => (group ? category + '-' + group : category);

// The decision tree: each question and each end outside of oversight is a step of its own, so that
// the browser's history, the title and the focus follow as everywhere. An item's end is its place in
// the list above.
function tree(t, { start: first, questions, ends }, lang) {
  const to = ({ next, item, end }) => {
    if (item) return `data-go="item" data-to="${item.replace('/', '-')}"`;
    return `data-go="to" data-to="${next ? 'tanya-' + next : 'akhir-' + end}"`;
  };
  const foot = `<div class="bar"><button type="button" class="back" data-go="back">${t('back')}</button></div>`;
  const ask = ([name, { question, answers }]) => step(t, 'tanya-' + name, {
    cls: ' jsonly', h: escape(question[lang]), foot,
    body: `${when(name === first, `<p>${t('guide.askP')}</p>`)}<div class="stack answers">${answers.map((answer) => (
      `<button type="button" ${to(answer)}>${escape(answer.text[lang])}</button>`)).join('')}</div><button type="button" class="link" data-go="guide">${t('guide.list')} <span aria-hidden="true">›</span></button>`,
  });
  const end = ([name, { title, text, turn_to: turnTo }]) => step(t, 'akhir-' + name, {
    cls: ' jsonly', h: escape(title[lang]), foot,
    body: `<p>${escape(text[lang])}</p><ul>${turnTo.map((line) => `<li>${escape(line[lang])}</li>`).join('')}</ul><p>${t('guide.still')}</p><div class="stack"><button type="button" data-go="anyway">${t('guide.anyway')}</button></div>`,
  });
  return [...Object.entries(questions).map(ask), ...Object.entries(ends).map(end)].join('\n');
}

function guide(t, items, lang) {
  const item = (entry) => `<details id="k-${itemName(entry)}"><summary>${escape(entry.title[lang])}</summary><div class="in"><p>${escape(entry.text[lang])}</p><p><b>${t('guide.examples')}</b></p><ul>${entry.examples[lang].map((e) => `<li>${escape(e)}</li>`).join('')}</ul><p><b>${t('guide.law')}</b></p>${law(t, entry.articles)}<button type="button" class="jsonly" data-go="as" data-category="${entry.category}" data-group="${entry.group}">${t('guide.as', { title: entry.title[lang] })}</button></div></details>`;
  return step(t, 'panduan', {
    h: t('guide.h'),
    body: `<p>${t('guide.p')}</p><button type="button" class="jsonly" data-go="ask">${t('guide.ask')}</button><div class="guide">${items.filter((e) => e.group).map(item).join('\n')}<h2>${t('guide.other')}</h2>${items.filter((e) => !e.group).map(item).join('\n')}</div>`,
    foot: `<div class="bar"><button type="button" class="back" data-go="back">${t('back')}</button></div>`,
  });
}

function what(t, items, lang) {
  const groups = items.filter((entry) => entry.group);
  return step(t, 'apa', {
    n: 1, h: t('what.h'), foot: bar(t, 'next', t('next')),
    body: `${team(t)}
${choices(t, 'category', { legend: t('what.category'), values: CATEGORIES, labelOf: (v) => t('category.' + v), required: true, two: true })}
<button type="button" class="link jsonly" data-go="ask">${t('what.help')} <span aria-hidden="true">›</span></button>
<div class="field" id="group-field"><label for="group">${t('what.group')} <span class="opt">${t('optional')}</span></label><select id="group" name="group"><option value="">${t('what.groupNone')}</option>${groups.map((e) => `<option value="${e.group}">${escape(e.title[lang])}</option>`).join('')}</select></div>
${field(t, 'text', { label: t('what.text'), hint: t('what.textHint'), rows: 8, max: 20000, more: ' required', after: '<p class="count-text jsonly" id="text-n"></p><p class="vh" id="text-left" role="status"></p>' })}`,
  });
}

function whom(t) {
  return step(t, 'siapa', {
    n: 2, h: t('whom.h'), foot: bar(t, 'next', t('next')),
    body: `${team(t)}
${choices(t, 'kind', { legend: t('whom.kind'), values: KINDS, labelOf: (v) => t('kind.' + v), optional: true })}
${field(t, 'name', { label: t('whom.name'), optional: true, max: 120 })}
${field(t, 'position', { label: t('whom.position'), hint: t('whom.positionHint'), optional: true, max: 120 })}
${field(t, 'unit', { label: t('whom.unit'), optional: true, max: 120 })}
${choices(t, 'inspectorate', { legend: t('whom.inspectorate'), values: INSPECTORATE, labelOf: (v) => t('inspectorate.' + v), checked: 'no' })}
<div role="status"><div class="note" id="note-staff" hidden><p>${t('whom.staffNote')}</p></div><div class="note" id="note-head" hidden><p>${t('whom.headNote')}</p></div><div class="note" id="note-custodian" hidden><p>${t('whom.custodianNote')}</p></div></div>
<noscript><p class="hint">${t('whom.ifYes')} ${t('whom.staffNote')} ${t('whom.headNote')}</p></noscript>`,
  });
}

function whenWhere(t) {
  return step(t, 'kapan', {
    n: 3, h: t('when.h'), foot: bar(t, 'next', t('next')),
    body: `${team(t)}<p>${t('when.p')}</p>
${field(t, 'from', { label: t('when.from'), hint: t('when.fromHint'), max: 120 })}
${field(t, 'to', { label: t('when.to'), max: 120 })}
${field(t, 'where', { label: t('when.where'), rows: 2 })}
${field(t, 'value', { label: t('when.value'), hint: t('when.valueHint'), max: 120 })}
${field(t, 'witnesses', { label: t('when.witnesses'), rows: 2 })}
${field(t, 'evidence', { label: t('when.evidence'), hint: t('when.evidenceHint'), rows: 2 })}
${field(t, 'elsewhere', { label: t('when.elsewhere'), hint: t('when.elsewhereHint'), max: 500 })}`,
  });
}

function identity(t) {
  const only = (id, options) => field(t, id, { ...options, name: '' });
  return step(t, 'identitas', {
    n: 4, h: `<span class="jsonly" id="id-h">${t('id.h')}</span><span class="nojs">${t('id.alias')}</span>`,
    foot: bar(t, 'seal', t('id.seal')),
    body: `<div class="jsonly"><div id="id-open"><div class="note" id="id-refill" hidden><p>${t('id.refill')}</p></div>
<div class="env"><div><b>${t('readers')} ${t('readCustodian')}</b><p>${t('id.only')}</p></div></div>
${only('id-name', { label: t('id.name'), hint: t('id.nameHint'), max: 120 })}
${only('id-nik', { label: t('id.nik'), hint: t('id.nikHint'), max: 24, more: ' inputmode="numeric"', after: `<p class="ask" id="id-nik-q" role="status" hidden>${t('id.nikOdd')}</p>` })}
${only('id-phone', { label: t('id.phone'), hint: t('id.phoneHint'), max: 24, type: 'tel', more: ' inputmode="tel"' })}
${only('id-safe', { label: t('id.safe'), hint: t('id.safeHint'), optional: true })}
<details id="id-more"><summary>${t('id.more')}</summary>
${only('id-email', { label: t('id.email'), max: 120, more: ' inputmode="email" autocapitalize="off"' })}
${only('id-address', { label: t('id.address'), rows: 2 })}
<div class="field"><label for="id-gender">${t('id.gender')}</label><select id="id-gender"><option value="">${t('id.genderNone')}</option><option value="perempuan">${t('id.genderF')}</option><option value="laki-laki">${t('id.genderM')}</option></select></div>
${only('id-occupation', { label: t('id.occupation'), max: 120 })}</details></div>
<div class="env" id="id-sealed" hidden><div><b>${t('id.sealedH')}</b><p>${t('id.sealedP')}</p><button type="button" data-go="reopen">${t('id.again')}</button></div></div>
<div class="note" id="id-none" hidden><b>${t('id.noneH')}</b><p>${t('id.none')}</p></div>
<div class="note" id="id-custodian" hidden><b>${t('id.custodianH')}</b><p>${t('id.custodian')}</p></div></div>
<div class="apart">${team(t)}</div>
${field(t, 'alias', { label: t('id.alias'), hint: t('id.aliasHint'), max: 24, more: ' minlength="3" required', after: `<p class="ask" id="alias-q" role="status" hidden>${t('id.aliasName')}</p>` })}`,
  });
}

function review(t) {
  return step(t, 'periksa', {
    n: 5, h: t('review.h'), foot: bar(t, 'send', t('review.send')),
    body: `<div class="jsonly"><p>${t('review.to')}: <b id="review-to"></b></p>${team(t)}<dl id="review"></dl>
<div id="review-identity" data-title="${t('id.sealedH')}" data-note="${t('id.sealedP')}" data-again="${t('id.again')}"></div>
<div class="note" id="leak" hidden><p id="leak-p"></p></div></div>
<div class="field" id="honest-field"><label class="choice"><input type="checkbox" id="honest" name="honest" value="yes" required aria-describedby="honest-e"><span>${t('review.honest')}</span></label><p class="error" id="honest-e" hidden></p></div>
<noscript><div class="stack noscript"><p class="hint">${t('noscript')}</p><button type="submit" class="main">${t('noscriptSend')}</button></div></noscript>`,
  });
}

function sending(t) {
  return step(t, 'kirim', {
    cls: ' jsonly', h: t('send.h'),
    body: `<p class="good">✓ ${t('send.sealed')}</p><progress id="send-bar" max="100" value="0" aria-label="${t('send.progress')}"></progress>
<p id="send-state" role="status"></p><p id="send-in" class="hint"></p><p class="hint" id="send-once">${t('send.once')}</p>
<div class="stack"><button type="button" class="main" id="send-now" hidden>${t('send.now')}</button><button type="button" id="send-edit" hidden>${t('back')}</button><div id="send-later-box" hidden><button type="button" id="send-later">${t('send.later')}</button><p class="hint">${t('send.laterHint')}</p></div></div>`,
  });
}

function receipt(t) {
  return step(t, 'terima', {
    cls: ' jsonly', h: t('receipt.h'),
    body: `<p class="noprint" id="receipt-wait" hidden>${t('done.pWait')}</p>
<dl class="facts"><div><dt>${t('receipt.number')}</dt><dd class="big" id="r-number"></dd></div><div><dt>${t('receipt.alias')}</dt><dd id="r-alias"></dd></div><div class="onlyprint"><dt>${t('receipt.address')}</dt><dd id="r-address"></dd></div></dl>
<div id="r-words"><h2>${t('receipt.write')}</h2><ol class="words" id="words" translate="no"></ol><p class="noprint">${t('receipt.why')}</p></div>
<div class="noprint" id="r-test" hidden><div class="field"><label for="word4">${t('receipt.test')}</label><input id="word4" autocomplete="off" autocapitalize="off" maxlength="24" aria-describedby="word4-e"><p class="error" id="word4-e" hidden></p></div><button type="button" class="link" id="r-skip">${t('receipt.skip')}</button></div>`,
    foot: `<div class="bar"><button type="button" class="back" id="r-print">${t('receipt.print')}</button><button type="button" class="back" id="r-again" hidden>${t('receipt.again')}</button><button type="button" class="main" id="r-next" data-check="${t('receipt.check')}" data-done="${t('next')}">${t('receipt.written')}</button></div>`,
  });
}

const done = (t) => step(t, 'selesai', {
  cls: ' jsonly', h: t('done.h'),
  body: `<p>${t('done.p')}</p><p id="done-wait" hidden>${t('done.pWait')}</p>`,
  foot: `<div class="bar"><a class="button main" data-exit href="https://www.bmkg.go.id/" rel="noreferrer">${t('done.exit')}</a></div>`,
});

const shell = (t, head, main) => `<!doctype html>
<html lang="${t('lang')}" translate="no">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="google" content="notranslate">
<meta name="description" content="${t('start.intro')}">
<title>${t('title')}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<header class="top"><div><span>${t('brand')}</span><a class="exit" data-exit href="https://www.bmkg.go.id/" rel="noreferrer">${t('exit')}&nbsp;<span aria-hidden="true">→</span></a></div></header>
<main>
${main}
</main>
</body>
</html>
`;

// No translation, spelling or writing service of a browser's maker may read along: they would be
// sent what is typed, or what the review shows.
//
// The whole page. jsTexts: what the script says, in a data block that no browser runs.
export function renderPage(t, { guide: { items, tree: questions }, lang, css, noscriptCss, jsTexts }) {
  const head = `<style>${css}</style>
<noscript><style>${noscriptCss}</style></noscript>
<script type="module" src="kumbang.js"></script>`;
  const steps = [start(t), guide(t, items, lang), tree(t, questions, lang), what(t, items, lang), whom(t), whenWhere(t), identity(t), review(t), sending(t), receipt(t), done(t)];
  return shell(t, head, `<form id="form" action="lapor" method="post" accept-charset="utf-8" autocomplete="off" spellcheck="false" writingsuggestions="false" data-audience="office">
<input type="hidden" name="lang" value="${lang}">
${steps.join('\n')}
</form>
<p class="vh" id="say" role="status"></p>
<script type="application/json" id="texts">${JSON.stringify(jsTexts).replace(/</g, '\\u003c')}</script>`);
}

// What the intake answers to the form without JavaScript; {{number}}, {{alias}} and {{message}} are
// filled in by the intake, escaped.
export function renderReceipt(t, css) {
  return shell(t, `<style>${css}</style>`, `<h1>${t('receipt.h')}</h1>
<dl class="facts"><div><dt>${t('receipt.number')}</dt><dd class="big">{{number}}</dd></div><div><dt>${t('receipt.alias')}</dt><dd>{{alias}}</dd></div></dl>
<p>${t('plain.note')}</p><p>${t('plain.noWay')}</p>`);
}

export function renderError(t, css) {
  return shell(t, `<style>${css}</style>`, `<h1>${t('plain.errorH')}</h1>
<div class="note"><p>{{message}}</p></div><p>${t('plain.back')}</p>`);
}
