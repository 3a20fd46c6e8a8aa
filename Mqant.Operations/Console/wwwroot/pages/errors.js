// Errors that nobody expected, grouped by where they come from.

import { app } from '../core/app.js';
import { get, path, post } from '../core/api.js';
import { count, dateTime, figure } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { link } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { DURATIONS, ask, minutesOf } from '../parts/dialog.js';
import { Pager } from '../parts/pager.js';
import { awaiting, badge, button, card, choice, copyable, facts, head, processLink, sessionLink, table, trace, userLink, when } from '../parts/pieces.js';
import { sparkline } from '../parts/plot.js';

const REFRESH = 10_000;
const STATUSES = { open: 'bad', muted: 'warn', resolved: 'good' };

export function errorsPage(query) {
  const pager = new Pager('errors', { status: 'open', ...query });
  return {
    title: () => t('Errors'),
    every: [REFRESH, () => pager.reload()],
    on: { error: () => { pager.reload(); } },
    view: () => [
      head(t('Errors')),
      h('div.filters', choice(t('Status'), [['open', t('open')], ['muted', t('muted')], ['resolved', t('resolved')], ['all', t('all')]], pager.filter.status, status => pager.set('status', status))),
      awaiting(pager.resource, ({ total, groups }) => [
        table(t('Errors'), [
          { name: t('Error'), class: 'error', cell: group => h('div',
            h('div.error-name',
              h('a.strong.clip', { href: link('errors', group.id), title: group.type }, group.type),
              pager.filter.status === 'all' ? badge(t(group.status), STATUSES[group.status]) : null),
            h('div.clip', group.message),
            h('div.clip.quiet.code', group.where)) },
          { name: t('Last hour'), class: 'spark', cell: group => sparkline(group.series, t('{n} in the last hour', { n: count(group.series.reduce((sum, value) => sum + value, 0)) })) },
          { name: t('Count'), class: 'number', cell: group => count(group.count) },
          { name: t('per minute'), class: 'number', cell: group => figure(group.perMinute) },
          { name: t('Last seen'), cell: group => when(group.lastSeen) },
          { name: t('First seen'), class: 'low', cell: group => [when(group.firstSeen), h('span.quiet', ` ${group.firstVersion}`)] },
          { name: t('Module'), class: 'low', cell: group => group.modules.join(', ') || '–' },
          { name: t('Assigned to'), class: 'low', cell: group => group.assignee ?? '–' },
        ], groups, { key: group => group.id, empty: pager.filter.status === 'open' ? t('No open errors.') : t('No errors here.') }),
        pager.view(total),
      ]),
    ],
  };
}

/** One group. */
export function errorPage(id) {
  const group = new Resource(() => get(path`errors/${id}`));
  let shown = 0;
  return {
    title: () => group.data?.type ?? t('Errors'),
    every: [REFRESH, () => group.reload()],
    view: () => [
      group.data === null ? head(t('Error'), { up: up() }) : null,
      awaiting(group, data => [
        head(data.type, { up: up(), about: badge(t(data.status), STATUSES[data.status]), actions: actions(data, group) }),
        h('p.message', data.message),
        h('div.columns',
          card(t('Where and when'), facts([
            [t('Comes from'), h('span.code.wrap', data.where)],
            [t('Modules'), h('span.chips', data.modules.map(name => h('a.chip', { href: link('modules', name) }, name)))],
            [t('Processes'), data.silos.join(', ')],
            [t('Versions'), [data.versions.join(', '), h('span.quiet', ` ${t('first in {version}', { version: data.firstVersion })}`)]],
            [t('First seen'), when(data.firstSeen)],
            [t('Last seen'), when(data.lastSeen)],
            [t('Assigned to'), data.assignee ?? t('nobody')],
            data.mutedUntil ? [t('Muted until'), dateTime(data.mutedUntil)] : null,
            [t('Fingerprint'), copyable(data.id)],
          ])),
          card(t('Last hour'),
            h('p.big',
              h('strong.number', count(data.count)), h('span.quiet', ` ${t('in all')}, `),
              h('strong.number', figure(data.perMinute)), h('span.quiet', ` ${t('per minute')}`)),
            sparkline(data.series, t('{n} in the last hour', { n: count(data.series.reduce((sum, value) => sum + value, 0)) })),
            h('p.spark-axis', h('span', t('an hour ago')), h('span', t('now'))))),
        samples(data, Math.min(shown, data.samples.length - 1), index => { shown = index; }),
      ]),
    ],
  };
}

function up() {
  return { href: link('errors'), text: t('Errors') };
}

function samples({ message, samples: all }, shown, show) {
  const sample = all[shown];
  return h('section.card.samples',
    h('h2', t('Samples'), h('span.quiet', t('{n} of {total}', { n: all.length === 0 ? 0 : shown + 1, total: all.length })),
      button(t('Newer'), () => show(shown - 1), { off: shown <= 0 ? t('This is the newest.') : '' }),
      button(t('Older'), () => show(shown + 1), { off: shown >= all.length - 1 ? t('This is the oldest.') : '' })),
    sample === undefined ? h('p.quiet', t('None kept.')) : [
      facts([
        [t('At'), dateTime(sample.at)],
        [t('Handler'), sample.module ? h('span.code', `${sample.module}/${sample.handler ?? ''}`) : '–'],
        [t('User'), userLink(sample.user)],
        [t('Session'), sessionLink(sample.session)],
        [t('Process'), processNamed(sample.process)],
        [t('Version'), sample.version],
        [t('Trace'), trace(sample.traceId)],
      ]),
      sample.message === message ? null : h('p.message', sample.message),
      sample.log ? h('p.message.quiet', sample.log) : null,
      Object.keys(sample.facts ?? {}).length > 0 ? facts(Object.entries(sample.facts)) : null,
      h('pre.stack', { tabindex: '0', 'aria-label': t('Stack') }, stackOf(sample.stack)),
    ]);
}

// Samples keep the name, which outlives the process.
function processNamed(name) {
  const process = app.overview?.processes.find(one => one.name === name);
  return process ? processLink(process.id, name) : h('span.code', name);
}

// What the game wrote stands out; what the framework did with it is quiet.
function stackOf(stack) {
  return (stack ?? '').split('\n').map(line => h('span', { class: /^\s+at (System|Microsoft|Orleans|Mqant)\./.test(line) ? 'quiet' : '' }, `${line}\n`));
}

function actions(data, group) {
  const act = (what, body) => async () => {
    await post(`${path`errors/${data.id}`}/${what}`, body);
    await group.reload();
  };
  return [
    data.status === 'open' ? button(t('Resolve …'), () => ask({
      title: t('Resolve this error?'),
      what: [t('It leaves the list of open errors. When it happens again, it is open again, and everybody who is told of errors is told.')],
      action: t('Resolve'),
      run: act('resolve'),
      done: t('Resolved.'),
    }), { role: 'operator', kind: 'primary' }) : button(t('Reopen …'), () => ask({
      title: t('Reopen this error?'),
      what: [t('It stands among the open errors again.')],
      action: t('Reopen'),
      run: act('reopen'),
      done: t('Reopened.'),
    }), { role: 'operator' }),
    data.status === 'open' ? button(t('Mute …'), () => ask({
      title: t('Mute this error?'),
      what: [t('It is still counted, but nobody is told of it for that time.')],
      fields: [{ name: 'minutes', label: t('For how long'), value: '60', options: DURATIONS() }],
      action: t('Mute'),
      run: ({ minutes }) => act('mute', { minutes: minutesOf(minutes) })(),
      done: t('Muted.'),
    }), { role: 'operator' }) : null,
    button(t('Assign …'), () => ask({
      title: t('Assign this error'),
      fields: [{ name: 'to', label: t('To whom'), value: data.assignee ?? app.session.user, hint: t('Empty: to nobody') }],
      action: t('Assign'),
      run: ({ to }) => act('assign', { to: to.trim() || null })(),
      done: t('Assigned.'),
    }), { role: 'operator' }),
  ];
}
