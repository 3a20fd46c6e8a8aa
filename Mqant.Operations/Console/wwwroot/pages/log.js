// Warnings and worse of the whole cluster, as they happen.

import { get } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { Resource } from '../core/resource.js';
import { processName } from '../core/app.js';
import { at, awaiting, badge, button, choice, filter, head, processLink, trace } from '../parts/pieces.js';

const KEEP = 1000;
const SHOW = 300;
const LEVELS = { warning: 'warn', error: 'bad', critical: 'bad' };

export function logPage() {
  const log = new Resource(() => get('log', { take: 200 }));
  const opened = new Set();
  let held = null;
  let text = '';
  let level = 'all';
  let numbers = 0;
  const fits = entry => (level === 'all' || entry.level.toLowerCase() !== 'warning')
    && `${entry.message} ${entry.category} ${entry.process} ${entry.exception ?? ''} ${entry.traceId ?? ''}`.toLowerCase().includes(text.toLowerCase());
  return {
    title: () => t('Live log'),
    on: {
      log: entry => {
        if (held !== null) {
          held = [entry, ...held].slice(0, KEEP);
        } else {
          log.data = [entry, ...(log.data ?? [])].slice(0, KEEP);
        }
      },
    },
    view: () => [
      head(t('Live log'), {
        about: t('Warnings and worse of all processes'),
        actions: held === null
          ? button(t('Hold'), () => { held = []; }, { icon: 'pause' })
          : button(t('Go on ({n} new)', { n: count(held.length) }), () => { log.data = [...held, ...(log.data ?? [])].slice(0, KEEP); held = null; }, { icon: 'play', kind: 'primary' }),
      }),
      h('div.filters',
        choice(t('Level'), [['all', t('Warnings and errors')], ['errors', t('Errors only')]], level, value => { level = value; }),
        filter(t('Contains'), text, value => { text = value; })),
      awaiting(log, list => {
        const entries = list.filter(fits).slice(0, SHOW);
        return h('ol.log', { 'aria-label': t('Live log') }, entries.length === 0
          ? h('li.quiet', { key: ' ' }, t('Nothing to see: that is good.'))
          : entries.map(entry => lineOf(entry, opened, entry.number ??= ++numbers)));
      }),
    ],
  };
}

function lineOf(entry, opened, key) {
  const open = opened.has(entry);
  return h('li', { key, class: LEVELS[entry.level.toLowerCase()] ?? '' },
    h('div.log-line',
      at(entry.at),
      badge(t(entry.level), LEVELS[entry.level.toLowerCase()] ?? ''),
      processLink(entry.process, processName(entry.process)),
      h('span.log-message', entry.message, ' ', entry.leftOut > 0 ? badge(t('and {n} more like it', { n: count(entry.leftOut) }), 'warn') : null, ' ', h('span.quiet.code', `${entry.category}[${entry.eventId}]`)),
      entry.traceId ? trace(entry.traceId) : null,
      entry.exception ? h('button.plain.words', { type: 'button', 'aria-expanded': open ? 'true' : 'false', onclick: () => { if (!opened.delete(entry)) { opened.add(entry); } } }, t('Stack')) : null),
    open ? h('pre.stack', { tabindex: '0', 'aria-label': t('Stack') }, entry.exception) : null);
}
