// Players: found by what one knows of them, seen as the gateway sees them, and spoken to, sent away or kept out.

import { get, getList, path, post } from '../core/api.js';
import { milliseconds } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { link, replaceQuery } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { banOf, banView } from '../parts/bans.js';
import { ask, parseJson } from '../parts/dialog.js';
import { at, awaiting, badge, button, card, choice, copyable, facts, head, missing, outcome, processLink, sessionLink, table, trace, userLink, when } from '../parts/pieces.js';

const REFRESH = 5_000;

export function playersPage(query) {
  let by = query.by ?? 'user';
  let text = query.q ?? '';
  let found = text === '' ? null : new Resource(() => getList('players', { [by]: text }));
  const search = event => {
    event.preventDefault();
    text = text.trim();
    replaceQuery({ by, q: text });
    const asked = { [by]: text };
    found = text === '' ? null : new Resource(() => getList('players', asked));
  };
  return {
    title: () => t('Players'),
    view: () => [
      head(t('Players')),
      h('form.find', { role: 'search', onsubmit: search },
        choice(t('Find by'), [['user', t('User')], ['session', t('Session')], ['clientId', t('Client id')], ['address', t('Address')]], by, value => { by = value; }),
        h('input', {
          id: 'find',
          type: 'search',
          'aria-label': t('What to find'),
          placeholder: PLACEHOLDERS()[by],
          value: text,
          spellcheck: 'false',
          autocomplete: 'off',
          mounted: element => element.focus(),
          oninput: event => { text = event.target.value; },
        }),
        h('button.button.primary', { type: 'submit' }, t('Find'))),
      found === null
        ? h('p.waiting', t('Find a player by user name, session, client id or address.'))
        : awaiting(found, ({ list: players, missing: silent }) => [
          missing(silent),
          h('p.unseen', { role: 'status' }, t('{n} found', { n: players.length })),
          by === 'user' && players.length === 0 && text !== '' ? h('p', t('Not online.'), ' ', h('a', { href: link('users', text) }, t('See what is known of {user}', { user: text }))) : null,
          sessions(players),
        ]),
    ],
  };
}

const PLACEHOLDERS = () => ({ user: t('User name'), session: t('Session id'), clientId: t('Client id of MQTT'), address: t('Address, such as 203.0.113.7') });

function sessions(players, empty = t('No session fits.')) {
  return table(t('Sessions'), [
    { name: t('User'), cell: player => userLink(player.user) },
    { name: t('Session'), cell: player => sessionLink(player.session) },
    { name: t('Client id'), class: 'code low', cell: player => player.clientId },
    { name: t('Address'), class: 'code', cell: player => player.address },
    { name: t('Transport'), class: 'low', cell: player => player.transport },
    { name: t('Device'), class: 'low', cell: player => player.device || '–' },
    { name: t('Gateway'), cell: player => processLink(player.gateway, player.gatewayName) },
    { name: t('Connected'), cell: player => when(player.connectedAt) },
  ], players, { key: player => player.session, empty });
}

/** One session. */
export function playerPage(session) {
  const player = new Resource(() => get(path`players/${session}`));
  return {
    title: () => player.data?.user || session,
    every: [REFRESH, () => player.reload()],
    view: () => [
      player.data === null ? head(session, { up: up() }) : null,
      awaiting(player, data => [
        head(data.user || t('Somebody not bound'), {
          up: up(),
          about: copyable(data.session),
          actions: [messageButton(data), kickButton(data), banButton(data)],
        }),
        h('div.columns',
          card(t('Connection'), facts([
            [t('User'), data.user ? userLink(data.user) : t('not bound')],
            [t('Client id'), copyable(data.clientId)],
            [t('Address'), copyable(data.address)],
            [t('Transport'), data.transport],
            [t('Device'), data.device || '–'],
            [t('Gateway'), processLink(data.gateway, data.gatewayName)],
            [t('Connected'), when(data.connectedAt)],
            [t('Latency'), data.latencyMs === null ? '–' : milliseconds(data.latencyMs)],
            [t('Room'), data.room ? h('a', { href: link('rooms', data.room.module, data.room.key) }, `${data.room.module} ${data.room.key}`) : '–'],
          ])),
          h('div',
            card(t('Settings'), Object.keys(data.settings).length === 0 ? h('p.quiet', t('None.')) : h('div.code', facts(Object.entries(data.settings)))),
            card(t('Groups'), data.groups.length === 0 ? h('p.quiet', t('None.')) : h('span.chips', data.groups.map(group => h('a.chip', { href: link('groups', { search: group }) }, group)))))),
        h('h2', t('Last requests')),
        table(t('Last requests'), [
          { name: t('At'), cell: request => at(request.at) },
          { name: t('Topic'), class: 'code wrap', cell: request => request.topic },
          { name: t('Outcome'), cell: request => outcome(request.outcome) },
          { name: t('Took'), class: 'number', cell: request => milliseconds(request.durationMs) },
          { name: t('Trace'), cell: request => trace(request.traceId) },
        ], data.requests, { key: request => request.traceId + request.at, empty: t('No requests yet.') }),
      ]),
    ],
  };
}

function up() {
  return { href: link('players'), text: t('Players') };
}

const nameOf = player => player.user || player.session;

function messageButton(player) {
  const name = nameOf(player);
  return button(t('Message …'), () => ask({
    title: t('Send {name} a message', { name }),
    what: [t('It is pushed to this session as it is: what the game’s client shows of it is up to the client.')],
    fields: [
      { name: 'topic', label: t('Topic'), value: 'Admin/OnMessage', required: true },
      { name: 'payload', label: t('Payload (JSON)'), type: 'text', value: '{ "text": "" }', required: true },
    ],
    action: t('Send'),
    run: async ({ topic, payload }) => post(path`players/${player.session}/message`, { topic, payload: parseJson(payload) }),
    done: t('Sent to {name}.', { name }),
  }), { role: 'operator' });
}

function kickButton(player) {
  const name = nameOf(player);
  return button(t('Kick …'), () => ask({
    title: t('Kick {name}?', { name }),
    what: [t('Session {session} is closed at once. {name} can connect again; a ban keeps them out.', { session: player.session, name })],
    fields: [{ name: 'reason', label: t('Reason'), value: '', required: true, hint: t('The client is told, and it stands in the audit log.') }],
    action: t('Kick {name}', { name }),
    danger: true,
    run: ({ reason }) => post(path`players/${player.session}/kick`, { reason }),
    done: t('{name} was kicked.', { name }),
  }), { role: 'operator', kind: 'danger' });
}

function banButton(player) {
  const choices = [player.user && ['user', player.user], ['clientId', player.clientId], ['address', player.address]].filter(choiceOf => choiceOf && choiceOf[1]);
  return button(t('Ban …'), () => banOf(choices), { role: 'operator', kind: 'danger' });
}

/** One user, online or not. */
export function userPage(user) {
  const known = new Resource(() => get(path`users/${user}`));
  return {
    title: () => user,
    every: [REFRESH, () => known.reload()],
    view: () => [
      head(user, {
        up: up(),
        about: known.data ? (known.data.online ? badge(t('online'), 'good') : [badge(t('offline')), known.data.lastSeen ? [' ', t('last seen'), ' ', when(known.data.lastSeen)] : null]) : null,
        actions: known.data && !known.data.ban ? button(t('Ban …'), () => banOf([['user', user]], () => known.reload()), { role: 'operator', kind: 'danger' }) : null,
      }),
      awaiting(known, data => [
        data.ban ? banView(data.ban, () => known.reload()) : null,
        h('h2', t('Sessions')),
        sessions(data.sessions, t('Not online.')),
      ]),
    ],
  };
}
