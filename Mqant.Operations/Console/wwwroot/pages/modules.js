// The game's modules: where they run, how they do, and taking them out of service and back.

import { app } from '../core/app.js';
import { get, path, post } from '../core/api.js';
import { figure, milliseconds } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { go, link } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { ask } from '../parts/dialog.js';
import { at, awaiting, badge, button, card, head, outcome, processLink, sessionLink, table, trace, userLink } from '../parts/pieces.js';
import { SERIES_STEP, Series } from '../parts/series.js';

const REFRESH = 5_000;

/** The columns that modules and handlers have in common. */
function figures() {
  return [
    { name: t('Calls/s'), class: 'number', cell: row => figure(row.requestsPerSecond) },
    { name: 'p50', class: 'number', cell: row => milliseconds(row.p50) },
    { name: 'p99', class: 'number', cell: row => milliseconds(row.p99) },
    { name: t('Errors/s'), class: 'number', cell: row => h('span', { class: row.errorsPerSecond > 0 ? 'bad' : '' }, figure(row.errorsPerSecond)) },
  ];
}

export function modulesPage() {
  const modules = new Resource(() => get('modules'));
  return {
    title: () => t('Modules'),
    every: [REFRESH, () => modules.reload()],
    on: { policy: () => { modules.reload(); } },
    view: () => [
      head(t('Modules'), { actions: button(t('Add, replace or remove a module'), () => go('guide'), { icon: 'book' }) }),
      awaiting(modules, list => table(t('Modules'), [
        { name: t('Module'), cell: module => h('a.strong', { href: link('modules', module.name) }, module.name) },
        { name: t('Service'), cell: service },
        { name: t('Hosted on'), class: 'wide', cell: module => hosts(module) },
        { name: t('Handlers'), class: 'number low', cell: module => module.handlers.length },
        ...figures(),
        { name: t('Action'), class: 'act', cell: module => serviceButton(module.name, null, module, modules) },
      ], list, { key: module => module.name, empty: t('No silo hosts a module.') })),
    ],
  };
}

function service(part) {
  const out = part.handlers?.filter(handler => !handler.inService).length ?? 0;
  return part.inService
    ? [badge(t('in service'), 'good'), out > 0 ? badge(t('{n} handlers out', { n: out }), 'warn') : null]
    : h('span', { title: part.message ?? '' }, badge(t('out of service'), 'warn'), part.message ? h('span.quiet', ` “${part.message}”`) : null);
}

const versionsOf = module => [...new Set(module.hosts.map(host => host.version))];

function hosts(module) {
  const versions = versionsOf(module);
  return h('span.chips',
    versions.map(version => {
      const on = module.hosts.filter(host => host.version === version);
      return h('span.chip', { title: on.map(host => host.name).join(', ') }, h('strong', version), on.length > 2
        ? h('span.quiet', t('on {n} processes', { n: on.length }))
        : on.map(host => processLink(host.process, host.name)));
    }),
    versions.length > 1 ? badge(t('mixed versions'), 'warn') : null);
}

/** Takes a module or one handler of it out of service, or brings it back. */
function serviceButton(module, handler, part, resource) {
  const name = handler === null ? module : `${module}/${handler}`;
  if (!part.inService) {
    return button(t('Bring back …'), () => ask({
      title: t('Bring {name} back?', { name }),
      what: [t('Every gateway routes calls of {name} again, within a second.', { name })],
      action: t('Bring {name} back', { name }),
      run: async () => {
        await post(path`modules/${module}/bring-back`, { handler });
        await resource.reload();
      },
      done: t('{name} is in service again.', { name }),
    }), { role: 'operator', kind: 'primary' });
  }

  return button(t('Take out …'), () => ask({
    title: t('Take {name} out of service?', { name }),
    what: [
      t('Within a second every gateway refuses calls of {name}; calls that have begun finish. It lasts until it is brought back, restarts included.', { name }),
      t('It has {n} calls a second now.', { n: figure(part.requestsPerSecond) }),
    ],
    fields: [{ name: 'message', label: t('What callers are told'), hint: t('Empty: {text}', { text: handler === null ? `Service(type:${module}) not found` : t('the error of a handler that does not exist') }) }],
    action: t('Take {name} out', { name }),
    danger: true,
    run: async ({ message }) => {
      await post(path`modules/${module}/take-out`, { message: message.trim() === '' ? null : message.trim(), handler });
      await resource.reload();
    },
    done: t('{name} is out of service.', { name }),
  }), { role: 'operator', kind: 'danger' });
}

/** One module with its handlers and their slowest calls. */
export function modulePage(name) {
  const modules = new Resource(() => get('modules'));
  const series = new Series({ module: name });
  let ticks = 0;
  return {
    title: () => name,
    every: [REFRESH, () => {
      modules.reload();
      if (++ticks % (SERIES_STEP / REFRESH) === 0) {
        series.reload();
      }
    }],
    on: { policy: () => { modules.reload(); } },
    view: () => awaiting(modules, list => {
      const module = list.find(other => other.name === name);
      const up = { href: link('modules'), text: t('Modules') };
      if (module === undefined) {
        return [head(name, { up }), h('p.waiting', t('No silo hosts this module now.'))];
      }

      return [
        head(name, {
          up,
          about: service(module),
          actions: [button(t('Message its players …'), () => go('broadcast', { to: 'module', name }), { role: 'operator' }), serviceButton(name, null, module, modules)],
        }),
        series.view(),
        h('h2', t('Hosted on'), versionsOf(module).length > 1 ? badge(t('mixed versions'), 'warn') : null),
        table(t('Hosted on'), [
          { name: t('Process'), cell: host => processLink(host.process, host.name) },
          { name: t('Version'), class: 'code', cell: host => host.version },
          ...figures(),
        ], module.hosts, { key: host => host.process }),
        h('h2', t('Handlers')),
        table(t('Handlers'), [
          { name: t('Handler'), cell: handler => [
            h('span.code.strong', handler.name),
            handler.missingOn.length > 0 ? badge(t('missing on {silos}', { silos: handler.missingOn.join(', ') }), 'warn') : null,
          ] },
          { name: t('Service'), cell: service },
          ...figures(),
          { name: t('Action'), class: 'act', cell: handler => serviceButton(name, handler.name, handler, modules) },
        ], module.handlers, { key: handler => handler.name }),
        onSilos(module),
        slowest(module),
      ];
    }),
  };
}

/** Each handler on each silo, where there are several: which of them fails, and where. */
function onSilos(module) {
  const rows = module.handlers.flatMap(handler => handler.hosts.map(host => ({ handler: handler.name, ...host }))).filter(row => row.requestsPerSecond > 0)
    .sort((a, b) => b.errorsPerSecond - a.errorsPerSecond || b.requestsPerSecond - a.requestsPerSecond);
  return module.hosts.length < 2 ? null : card(t('Handlers by silo'), table(t('Handlers by silo'), [
    { name: t('Handler'), class: 'code', cell: row => row.handler },
    { name: t('Process'), cell: row => processLink(row.process, row.name) },
    { name: t('Version'), class: 'code', cell: row => row.version },
    ...figures(),
  ], rows, { key: row => `${row.handler} ${row.process}`, empty: t('No calls in the last seconds.') }));
}

function slowest(module) {
  const calls = module.handlers.flatMap(handler => handler.slowest.map(call => ({ handler: handler.name, ...call }))).sort((a, b) => b.durationMs - a.durationMs).slice(0, 20);
  return card(t('Slowest calls'), app.session.jaegerUrl ? null : h('p.quiet', t('Traces open in Jaeger when Mqant:Console:JaegerUrl says where it is.')),
    table(t('Slowest calls'), [
      { name: t('Handler'), class: 'code', cell: call => call.handler },
      { name: t('Took'), class: 'number', cell: call => milliseconds(call.durationMs) },
      { name: t('At'), cell: call => at(call.at) },
      { name: t('Outcome'), cell: call => outcome(call.outcome) },
      { name: t('User'), cell: call => userLink(call.user) },
      { name: t('Session'), class: 'low', cell: call => sessionLink(call.session) },
      { name: t('Trace'), cell: call => trace(call.traceId) },
    ], calls, { key: call => call.traceId, empty: t('No calls yet.') }));
}
