// The cluster at a glance: totals, the last hour, and each process; and one process.

import { app } from '../core/app.js';
import { get } from '../core/api.js';
import { bytes, count, figure, milliseconds, percent, relative, since } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { link } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { drainButton, drainView } from '../parts/drain.js';
import { awaiting, badge, card, copyable, facts, head, meter, processLink, table, when } from '../parts/pieces.js';
import { SERIES_STEP, Series } from '../parts/series.js';

const STATES = { ready: 'good', starting: 'info', draining: 'warn', stopping: 'warn', lost: 'bad' };

export function clusterPage() {
  const series = new Series();
  const errors = new Resource(() => get('errors', { status: 'open', take: 5 }));
  return {
    title: () => t('Cluster'),
    every: [SERIES_STEP, () => { series.reload(); errors.reload(); }],
    on: { error: () => { errors.reload(); } },
    view: () => [
      head(t('Cluster'), { about: app.overview ? stateOfAll(app.overview.processes) : null }),
      app.overview ? tiles(app.overview) : h('p.waiting', { role: 'status' }, t('Loading …')),
      series.view(newest(errors)),
      app.overview ? processes(app.overview.processes) : null,
    ],
  };
}

function stateOfAll(all) {
  const odd = all.filter(process => process.state !== 'ready');
  return odd.length === 0
    ? t('{n} processes, all ready', { n: all.length })
    : t('{n} processes, not ready: {names}', { n: all.length, names: odd.map(process => `${process.name} (${t(process.state)})`).join(', ') });
}

function tiles({ totals, openErrors }) {
  return h('dl.tiles',
    tile(t('Sessions'), count(totals.sessions)),
    tile(t('Users online'), count(totals.usersOnline)),
    tile(t('Rooms'), count(totals.rooms), link('rooms')),
    tile(t('Groups'), count(totals.groups), link('groups')),
    tile(t('Requests/s'), figure(totals.requestsPerSecond)),
    tile('p50', milliseconds(totals.p50)),
    tile('p99', milliseconds(totals.p99)),
    tile(t('Pushes/s'), figure(totals.pushesPerSecond)),
    tile(t('Errors/s'), figure(totals.errorsPerSecond), null, totals.errorsPerSecond > 0 ? 'bad' : ''),
    tile(t('Open errors'), count(openErrors), link('errors'), openErrors > 0 ? 'bad' : ''));
}

function tile(name, value, href, kind = '') {
  return h('div.tile', { class: kind }, h('dt', name), h('dd.number', href ? h('a', { href }, value) : value));
}

function newest(errors) {
  return h('section.plot.newest',
    h('h2.plot-title', h('a', { href: link('errors') }, t('Newest errors'))),
    awaiting(errors, ({ groups }) => groups.length === 0
      ? h('p.quiet', t('No open errors.'))
      : h('ul', groups.slice(0, 4).map(group => h('li', { key: group.id },
        h('a.clip', { href: link('errors', group.id), title: group.message }, group.type.split('.').at(-1), h('span.quiet', ` ${group.where}`)),
        h('span.number.quiet', relative(group.lastSeen)))))));
}

function processes(all) {
  const columns = [
    { name: t('Process'), cell: process => [processLink(process.id, process.name), h('span.quiet.kind', t(process.kind))] },
    { name: t('State'), cell: stateOf },
    { name: t('Version'), class: 'code', cell: process => process.version },
    { name: 'CPU', class: 'load', cell: process => [meter(process.cpuPercent, 100, 'CPU'), h('span.number', percent(process.cpuPercent))] },
    { name: t('Memory'), class: 'load', cell: process => [
      process.memoryLimitBytes ? meter(process.memoryBytes, process.memoryLimitBytes, t('Memory')) : null,
      h('span.number', bytes(process.memoryBytes)),
    ] },
    { name: t('Grains'), class: 'number', cell: process => (process.kind === 'gateway' ? '–' : count(process.grains)) },
    { name: t('Sessions'), class: 'number', cell: process => (process.kind === 'silo' ? '–' : count(process.sessions)) },
    { name: t('Rooms'), class: 'number low', cell: process => (process.kind === 'gateway' ? '–' : count(process.rooms)) },
    { name: t('Requests/s'), class: 'number', cell: process => figure(process.requestsPerSecond) },
    { name: t('Up for'), class: 'number low', cell: process => since(process.startedAt) },
    { name: t('Action'), class: 'act', cell: process => drainButton(process) },
  ];
  return [h('h2', t('Processes')), table(t('Processes'), columns, all, { key: process => process.id })];
}

function stateOf(process) {
  return h('span', { title: t('Last heard of {time}', { time: relative(process.lastSeen) }) }, badge(t(process.state), STATES[process.state] ?? ''));
}

/** One process: what it is, and how it has been. */
export function processPage(id) {
  const series = new Series({ process: id });
  const now = () => app.overview?.processes.find(process => process.id === id) ?? null;
  let last = null;
  return {
    title: () => now()?.name ?? id,
    every: [SERIES_STEP, () => series.reload()],
    view: () => {
      const process = now();
      last = process ?? last;
      const up = { href: link('cluster'), text: t('Cluster') };
      if (last === null) {
        return [head(id, { up }), h('p.waiting', app.overview ? t('No process of the cluster has this id: it may have ended.') : t('Loading …'))];
      }

      // What it held is elsewhere, or gone with it.
      const shown = process ?? { ...last, state: 'gone', sessions: 0, grains: 0, rooms: 0, cpuPercent: 0, memoryBytes: 0 };
      return [
        head(last.name, { up, about: t(last.kind), actions: process ? drainButton(process, t('Drain {name} …', { name: last.name })) : null }),
        drainView(shown),
        card(t('What it is'), facts([
          [t('State'), process ? stateOf(process) : badge(t('gone'), 'bad')],
          [t('Id'), copyable(last.id)],
          [t('Host'), last.host],
          [t('Version'), last.version],
          [t('Started'), when(last.startedAt)],
          [t('Last heard of'), when(last.lastSeen)],
          last.silo ? [t('Silo'), last.silo] : null,
          last.gateway ? [t('Gateway'), last.gateway] : null,
          ['CPU', percent(shown.cpuPercent)],
          [t('Memory'), shown.memoryLimitBytes ? t('{used} of {limit}', { used: bytes(shown.memoryBytes), limit: bytes(shown.memoryLimitBytes) }) : bytes(shown.memoryBytes)],
          last.kind === 'gateway' ? null : [t('Grains'), count(shown.grains)],
          last.kind === 'gateway' ? null : [t('Rooms'), count(shown.rooms)],
          last.kind === 'silo' ? null : [t('Sessions'), count(shown.sessions)],
          last.modules.length > 0 ? [t('Modules'), h('span.chips', last.modules.map(module =>
            h('a.chip', { href: link('modules', module.name) }, module.name, h('span.quiet', module.version))))] : null,
        ])),
        series.view(),
      ];
    },
  };
}
