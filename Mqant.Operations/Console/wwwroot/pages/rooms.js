// Rooms: which there are, whether their ticks keep time, who sits in one, and what is in it.

import { app, may } from '../core/app.js';
import { get, path, post } from '../core/api.js';
import { count, figure, milliseconds } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { go, link } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { ask } from '../parts/dialog.js';
import { JsonFolds, jsonView } from '../parts/json.js';
import { Pager } from '../parts/pager.js';
import { awaiting, badge, button, card, facts, failure, filter, head, missing, sessionLink, siloLink, table, userLink, when } from '../parts/pieces.js';

const REFRESH = 5_000;
const STATE_REFRESH = 2_000;

export function roomsPage(query) {
  const pager = new Pager('rooms', query);
  return {
    title: () => t('Rooms'),
    every: [REFRESH, () => pager.reload()],
    view: () => [
      head(t('Rooms')),
      h('div.filters',
        filter(t('Key contains'), pager.filter.search ?? '', value => pager.set('search', value, true)),
        moduleChoice(pager)),
      awaiting(pager.resource, ({ total, rooms, missing: silent }) => [
        missing(silent),
        table(t('Rooms'), [
          { name: t('Room'), cell: room => h('a.code.strong', { href: link('rooms', room.module, room.key) }, room.key) },
          { name: t('Module'), cell: room => h('a', { href: link('modules', room.module) }, room.module) },
          { name: t('Phase'), cell: room => badge(t(room.phase)) },
          { name: t('Players'), class: 'number', cell: room => t('{n} of {most}', { n: count(room.players), most: room.capacity > 0 ? count(room.capacity) : '∞' }) },
          { name: t('Viewers'), class: 'number low', cell: room => count(room.viewers) },
          { name: t('Tick'), class: 'number low', cell: room => count(room.tick) },
          { name: t('Every'), class: 'number low', cell: room => (room.tickMs > 0 ? milliseconds(room.tickMs) : '–') },
          { name: t('Late by'), class: 'number', cell: lateness },
          { name: t('Overruns'), class: 'number', cell: room => h('span', { class: room.overruns > 0 ? 'warn' : '' }, count(room.overruns)) },
          { name: t('Silo'), class: 'low', cell: room => siloLink(room.silo) },
        ], rooms, { key: room => `${room.module}/${room.key}`, empty: t('No room fits.') }),
        pager.view(total),
      ]),
    ],
  };
}

function moduleChoice(pager) {
  const modules = [...new Set((app.overview?.processes ?? []).flatMap(process => process.modules.map(module => module.name)))].sort();
  const chosen = pager.filter.module ?? '';
  return h('select', { 'aria-label': t('Module'), value: chosen, onchange: event => pager.set('module', event.target.value) },
    h('option', { value: '', selected: chosen === '' }, t('All modules')),
    modules.map(name => h('option', { value: name, selected: name === chosen }, name)));
}

// A room that is late by a good part of its tick is felt by its players.
function lateness(room) {
  const kind = room.tickMs > 0 && room.latenessMs > room.tickMs / 2 ? 'bad' : room.tickMs > 0 && room.latenessMs > room.tickMs / 10 ? 'warn' : '';
  return room.tickMs > 0 ? h('span', { class: kind }, milliseconds(room.latenessMs)) : '–';
}

/** One room. */
export function roomPage(module, key) {
  const room = new Resource(() => get(path`rooms/${module}/${key}`));
  const state = new StateOfRoom(module, key);
  return {
    title: () => `${module} ${key}`,
    every: [STATE_REFRESH, () => { room.reload(); state.follow(); }],
    view: () => [
      head(key, {
        up: { href: link('rooms'), text: t('Rooms') },
        about: h('a', { href: link('modules', module) }, module),
        actions: room.data ? finishButton(module, key, room.data) : null,
      }),
      awaiting(room, data => h('div.columns',
        h('div',
          card(t('Room'), facts([
            [t('Phase'), badge(t(data.phase))],
            [t('Players'), t('{n} of {most}', { n: count(data.players), most: data.capacity > 0 ? count(data.capacity) : '∞' })],
            [t('Viewers'), count(data.viewers)],
            [t('Silo'), siloLink(data.silo)],
          ])),
          card(t('Ticks'), facts([
            [t('Tick'), count(data.tick)],
            [t('Every'), data.tickMs > 0 ? t('{ms} ({n} a second)', { ms: milliseconds(data.tickMs), n: figure(1000 / data.tickMs) }) : t('no ticks')],
            [t('Late by'), lateness(data)],
            [t('Overruns'), count(data.overruns)],
          ])),
          card(t('Seats'), table(t('Seats'), [
            { name: t('User'), cell: seat => userLink(seat.user) },
            { name: t('Session'), cell: seat => (seat.connected ? sessionLink(seat.session) : h('span.quiet', t('away'))) },
            { name: t('Since'), cell: seat => when(seat.since) },
          ], data.seats, { empty: t('Nobody sits here.') }))),
        state.view())),
    ],
  };
}

function finishButton(module, key, room) {
  return button(t('Finish …'), () => ask({
    title: t('Finish {key}?', { key }),
    what: [
      t('The game in this room ends now, as when it ends by itself: its {n} players and {viewers} viewers are told, and the room closes.', { n: count(room.players), viewers: count(room.viewers) }),
      t('It cannot be undone.'),
    ],
    action: t('Finish {key}', { key }),
    danger: true,
    run: async () => {
      await post(path`rooms/${module}/${key}/finish`);
      go('rooms');
    },
    done: t('{key} is finished.', { key }),
  }), { role: 'operator', kind: 'danger' });
}

/** The state as JSON, for those who may see it. */
class StateOfRoom {
  #folds = new JsonFolds();
  #following = true;
  #resource;

  constructor(module, key) {
    this.#resource = new Resource(() => get(path`rooms/${module}/${key}/state`));
  }

  follow() {
    if (this.#following && this.#resource.problem === null) {
      this.#resource.reload();
    }
  }

  view() {
    const { data, problem } = this.#resource;
    return h('section.card.state',
      h('h2', t('State'), h('label.switch', h('input', { type: 'checkbox', checked: this.#following, onchange: event => { this.#following = event.target.checked; } }), t('Follow'))),
      problem?.status === 403 || (problem && !may('operator'))
        ? h('p.quiet', problem.detail)
        : problem
          ? failure(problem, () => this.#resource.reload())
          : data === null && this.#resource.loading ? h('p.waiting', t('Loading …')) : h('div.json-root', jsonView(data, this.#folds)));
  }
}
