// Emptying a process: what it means is said before, and how far it is can be watched.

import { app } from '../core/app.js';
import { path, post } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { go } from '../core/router.js';
import { ask } from './dialog.js';
import { button } from './pieces.js';

// How full a process was when it began to be emptied, as far as this page saw it.
const fullest = new Map();

export function drainButton(process, text = t('Drain …')) {
  const off = process.state === 'ready' || process.state === 'starting' ? null : t('It is {state}.', { state: t(process.state) });
  return button(text, () => askToDrain(process), { role: 'admin', off, kind: 'danger' });
}

function askToDrain(process) {
  const others = app.overview.processes.filter(other => other.id !== process.id && other.state === 'ready' && (other.kind === process.kind || other.kind === 'both'));
  const what = [];
  if (process.kind !== 'silo') {
    what.push(t('{name} takes no new clients. Its {n} sessions are asked to connect to another gateway; who stays is closed when the drain time is over.', { name: process.name, n: count(process.sessions) }));
  }

  if (process.kind !== 'gateway') {
    what.push(t('{name} hands its {n} grains over to other silos: calls in flight finish, stored state lives on, and what only lives in memory is gone.', { name: process.name, n: count(process.grains) }));
  }

  what.push(t('Then the process ends. It comes back only when whatever runs it starts it again.'));
  what.push(others.length > 0 ? t('Ready to take over: {names}.', { names: others.map(other => other.name).join(', ') }) : t('There is NO other ready process of its kind: what it does will not be available.'));
  ask({
    title: t('Drain {name}?', { name: process.name }),
    what,
    action: t('Drain {name}', { name: process.name }),
    danger: true,
    run: async () => {
      fullest.set(process.id, { sessions: process.sessions, grains: process.grains });
      await post(path`processes/${process.id}/drain`);
      go('cluster', process.id);
    },
    done: t('{name} is being drained.', { name: process.name }),
  });
}

/** How far the emptying is; nothing while a process just runs. */
export function drainView(process) {
  if (!['draining', 'stopping', 'lost', 'gone'].includes(process.state)) {
    return null;
  }

  const before = fullest.get(process.id) ?? { sessions: 0, grains: 0 };
  before.sessions = Math.max(before.sessions, process.sessions);
  before.grains = Math.max(before.grains, process.grains);
  fullest.set(process.id, before);
  return h('section.card.drain', { 'aria-live': 'polite' },
    h('h2', title(process)),
    process.kind === 'silo' ? null : progress(t('Sessions'), process.sessions, before.sessions),
    process.kind === 'gateway' ? null : progress(t('Grains'), process.grains, before.grains));
}

function title({ name, state, sessions, grains }) {
  return state === 'gone' ? t('{name} has stopped', { name })
    : state === 'lost' ? t('{name} is out of reach', { name })
    : sessions === 0 && grains === 0 ? t('{name} is empty', { name })
    : t('{name} is being emptied', { name });
}

function progress(name, left, before) {
  const part = before > 0 ? 1 - left / before : 1;
  return h('div.progress',
    h('span', name),
    h('span.meter', { role: 'progressbar', 'aria-label': name, 'aria-valuenow': Math.round(part * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 },
      h('span', { vars: { '--part': `${(part * 100).toFixed(1)}%` } })),
    h('span.number', t('{left} of {before} left', { left: count(left), before: count(before) })));
}
