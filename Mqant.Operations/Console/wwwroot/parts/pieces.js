// Small pieces that most pages are made of.

import { app, may, say } from '../core/app.js';
import { clock, dateTime, relative } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { link } from '../core/router.js';
import { icon } from './icons.js';

/** The head of a page: where it is, what it is, and what can be done here. */
export function head(title, { up, about, actions = [] } = {}) {
  return h('header.head',
    h('div.head-title',
      up ? h('a.up', { href: up.href }, icon('back'), up.text) : null,
      h('h1', title),
      about ? h('span.quiet', about) : null),
    h('div.actions', actions));
}

/** A button. With a role, those who may not use it see it, greyed, with the reason. */
export function button(text, onclick, { role, kind = '', icon: picture, title, off } = {}) {
  const reason = role && !may(role) ? t('Needs the role {role}.', { role: t(role) }) : off || null;
  return h('button.button', {
    type: 'button',
    class: kind,
    title: reason ?? title ?? null,
    'aria-disabled': reason ? 'true' : null,
    onclick: reason ? event => event.preventDefault() : onclick,
  }, picture ? icon(picture) : null, text);
}

/**
 * A table with a name for those who listen. Where it is narrow the columns marked low go; on a phone each row is a block with the names of the columns in it, so that its roles have
 * to be said. Columns marked wide or wrap have a line of their own there.
 */
export function table(caption, columns, rows, { empty = t('Nothing here.'), key } = {}) {
  return h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', { role: 'table', 'aria-label': caption },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
        columns.map(column => h('th', { role: 'columnheader', scope: 'col', class: column.class ?? null }, column.name)))),
      h('tbody', { role: 'rowgroup' }, rows.length === 0
        ? h('tr.empty', { key: ' ', role: 'row' }, h('td', { role: 'cell', colspan: columns.length }, empty))
        : rows.map((row, index) => h('tr', { role: 'row', key: key ? key(row) : index, class: row.class ?? null },
          columns.map(column => h('td', { role: 'cell', 'data-name': column.name, class: column.class ?? null }, column.cell(row))))))));
}

/** What stands where the answer will be, or why there is none. */
export function awaiting(resource, view) {
  return [
    resource.problem ? failure(resource.problem, () => resource.reload()) : null,
    resource.data !== null ? view(resource.data) : resource.problem ? null : h('p.waiting', { role: 'status' }, t('Loading …')),
  ];
}

export function failure(problem, again) {
  return h('div.failure', { role: 'alert' },
    h('p', h('strong', problem.status === 0 ? t('The console does not answer.') : problem.title), ' ', problem.detail),
    again ? button(t('Try again'), again) : null);
}

/** What the cluster could not say, because some of it did not answer. */
export function missing(names) {
  return names?.length > 0 ? notice(t('Not all of it: {names} did not answer.', { names: names.join(', ') })) : null;
}

export function notice(text) {
  return h('p.notice', { role: 'note' }, text);
}

/** A time as how long ago, and exactly when one points at it. */
export function when(value) {
  return value ? h('time', { datetime: value, title: dateTime(value) }, relative(value)) : '–';
}

/** A time of today as the clock shows it. */
export function at(value) {
  return value ? h('time.number', { datetime: value, title: dateTime(value) }, clock(value)) : '–';
}

/** The trace of a request: in Jaeger where that is known, else to be copied. */
export function trace(id) {
  if (!id || /^0+$/.test(id)) {
    return '–';
  }

  const short = id.slice(0, 8);
  const pattern = app.session.jaegerUrl;
  return pattern
    ? h('a.trace', { href: pattern.replace('{traceId}', encodeURIComponent(id)), target: '_blank', rel: 'noreferrer', title: t('Open trace {id}', { id }) }, icon('trace'), short)
    : copyable(id, short);
}

/** Something that one click copies. */
export function copyable(text, shown = text) {
  return h('button.copy', { type: 'button', title: t('Copy {text}', { text }), onclick: () => copy(text) }, shown, icon('copy'));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(t('Copied.'));
  } catch {
    say(t('The browser does not allow copying here: {text}', { text }), true);
  }
}

export function sessionLink(session) {
  return session ? h('a.code', { href: link('players', session) }, session) : '–';
}

export function userLink(user) {
  return user ? h('a', { href: link('users', user), title: user }, user) : h('span.quiet', '–');
}

export function processLink(id, name) {
  return h('a', { href: link('cluster', id) }, name ?? id);
}

/** The process whose silo has this address. */
export function siloLink(address) {
  const process = app.overview?.processes.find(other => other.silo === address);
  return process ? processLink(process.id, process.name) : h('span.code', address);
}

/** A word with a coloured mark; the word says it, too. */
export function badge(text, kind = '') {
  return h('span.badge', { class: kind }, text);
}

const OUTCOMES = { ok: 'good', refused: 'warn', timeout: 'bad', unavailable: 'bad', failed: 'bad' };

export function outcome(name) {
  return badge(t(name), OUTCOMES[name] ?? '');
}

/** A bar of how much of something is used. */
export function meter(used, limit, label) {
  const part = limit > 0 ? Math.min(1, used / limit) : 0;
  return h('span.meter', { role: 'meter', 'aria-label': label, 'aria-valuenow': Math.round(part * 100), 'aria-valuemin': 0, 'aria-valuemax': 100, class: part >= 0.9 ? 'bad' : part >= 0.75 ? 'warn' : '' },
    h('span', { vars: { '--part': `${(part * 100).toFixed(1)}%` } }));
}

/** Names and values of one thing. */
export function facts(pairs) {
  return h('dl.facts', pairs.filter(Boolean).map(([name, value]) => h('div', h('dt', name), h('dd', value ?? '–'))));
}

export function card(title, ...content) {
  return h('section.card', h('h2', title), content);
}

/** A choice of a few that are all in view. */
export function choice(label, options, chosen, choose) {
  return h('div.choice', { role: 'group', 'aria-label': label },
    options.map(([value, text]) => h('button', { type: 'button', 'aria-pressed': value === chosen ? 'true' : 'false', onclick: () => choose(value) }, text)));
}

/** A box to look for something in this page; '/' leads to the one on top. */
export function filter(label, value, oninput) {
  return h('input.filter', { type: 'search', 'aria-label': label, placeholder: label, value, spellcheck: 'false', autocomplete: 'off', oninput: event => oninput(event.target.value) });
}
