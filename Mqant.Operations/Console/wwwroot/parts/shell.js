// What surrounds every page: where one can go, the search, whether what one sees is live, and who one is.

import { app, currentTheme, hush, setTheme } from '../core/app.js';
import { clock, count } from '../core/format.js';
import { currentLanguage, setLanguage, t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { here, link } from '../core/router.js';
import { ask, dialogView } from './dialog.js';
import { icon } from './icons.js';
import { searchView } from './search.js';

// Pages that one comes to from another.
const PARTS_OF = { users: 'players', guide: 'modules' };

const KEYS = { c: 'cluster', m: 'modules', p: 'players', r: 'rooms', g: 'groups', e: 'errors', l: 'log', a: 'audit', u: 'budgets', b: 'bans', s: 'broadcast' };

function places() {
  return [
    [t('Running'), [['cluster', t('Cluster')], ['modules', t('Modules')], ['budgets', t('Budgets')]]],
    [t('Game'), [['players', t('Players')], ['rooms', t('Rooms')], ['groups', t('Groups')], ['broadcast', t('Broadcast')], ['bans', t('Bans')]]],
    [t('What happened'), [['errors', t('Errors')], ['log', t('Live log')], ['audit', t('Audit log')]]],
  ];
}

export function shellView(content, signOut) {
  const way = PARTS_OF[here().parts[0]] ?? here().parts[0] ?? 'cluster';
  const pages = places().flatMap(([, entries]) => entries.map(([place, name]) => ({ way: place, name, icon: place })));
  return h('div.shell', { key: 'shell', class: app.menu ? 'menu-open' : '' },
    h('a.skip', { href: '#main', onclick: event => { event.preventDefault(); document.getElementById('main').focus(); } }, t('Skip to the page')),
    h('header.bar',
      menuButton(),
      h('a.brand', { href: link('cluster') }, h('img', { src: 'icon.svg', alt: '', width: 22, height: 22 }), h('span', app.session.cluster)),
      searchView(pages),
      connection(),
      h('div.bar-end',
        languageButton(),
        themeButton(),
        h('span.who', { title: t('Signed in as {user}', { user: app.session.user }) }, h('span.who-name', app.session.user), h('span.badge', t(app.session.role))),
        h('button.plain', { type: 'button', title: t('Sign out'), 'aria-label': t('Sign out'), onclick: signOut }, icon('leave')))),
    h('nav.nav', { id: 'nav', 'aria-label': t('Pages') },
      places().map(([name, entries]) => h('div.nav-group',
        h('h2', name),
        h('ul', entries.map(([place, text]) => h('li', h('a', { href: link(place), 'aria-current': place === way ? 'page' : null },
          icon(place), h('span', text), place === 'errors' && app.overview?.openErrors > 0
            ? h('span.nav-count', { title: t('{n} open errors', { n: count(app.overview.openErrors) }) }, count(app.overview.openErrors), h('span.unseen', ` ${t('open')}`))
            : null)))))),
      h('div.nav-group.nav-last', h('h2', t('Elsewhere')), h('ul',
        outside('orleans/', t('Orleans dashboard')),
        outside('docs/', t('HTTP API')),
        app.session.grafanaUrl ? outside(app.session.grafanaUrl, 'Grafana') : null),
        h('p.version', `Mqant.Orleans ${app.session.version}`))),
    app.menu ? h('div.scrim', { onclick: () => { app.menu = false; } }) : null,
    h('main.main', { id: 'main', tabindex: '-1' }, lostView(), content),
    notesView(),
    dialogView());
}

function menuButton() {
  return h('button.plain.menu-button', {
    type: 'button',
    'aria-label': t('Menu'),
    'aria-expanded': app.menu ? 'true' : 'false',
    'aria-controls': 'nav',
    onclick: () => { app.menu = !app.menu; },
  }, icon(app.menu ? 'close' : 'menu'));
}

export function languageButton() {
  const other = currentLanguage() === 'zh' ? ['en', 'EN', 'English'] : ['zh', '中文', '中文'];
  return h('button.plain.words', { type: 'button', id: 'language', title: other[2], 'aria-label': other[2], lang: other[0], onclick: () => setLanguage(other[0]) }, other[1]);
}

export function themeButton() {
  const other = currentTheme() === 'dark' ? 'light' : 'dark';
  const name = other === 'dark' ? t('Dark theme') : t('Light theme');
  return h('button.plain', { type: 'button', id: 'theme', title: name, 'aria-label': name, onclick: () => setTheme(other) }, icon(other === 'dark' ? 'moon' : 'sun'));
}

function outside(href, text) {
  return h('li', h('a', { href, target: '_blank', rel: 'noreferrer' }, icon('outside'), h('span', text)));
}

function connection() {
  const state = app.live.state;
  const text = state === 'live' ? t('Live') : state === 'lost' ? t('Connection lost') : t('Connecting …');
  const heard = app.live.lastHeard ? t('Last heard at {time}', { time: clock(app.live.lastHeard) }) : null;
  return h('span.connection', { class: state, title: heard }, h('span.connection-dot'), h('span.connection-text', text));
}

function lostView() {
  return app.live.state !== 'lost' ? null : h('p.lost-sign', { role: 'alert' },
    h('strong', t('Connection lost.')), ' ',
    app.live.lastHeard ? t('What you see is from {time}. Trying again …', { time: clock(app.live.lastHeard) }) : t('Trying again …'));
}

export function notesView() {
  return h('div.notes', { key: 'notes' }, app.notes.map(note => h('div.note', { key: note.id, class: note.bad ? 'bad' : '' },
    icon(note.bad ? 'errors' : 'check'), h('p', note.text),
    h('button.plain', { type: 'button', 'aria-label': t('Close'), onclick: () => hush(note) }, icon('close')))));
}

function keyOf(keys, text) {
  return h('span', keys.map(key => h('kbd', key)), ' ', text);
}

let afterG = -Infinity;

/** The keyboard: '/' searches, 'g' and a letter goes to a page, '?' tells. */
export function press(event) {
  const typing = event.target.closest?.('input, textarea, select, dialog') !== null && event.target.closest?.('input, textarea, select, dialog') !== undefined;
  if (typing || event.ctrlKey || event.metaKey || event.altKey || app.session === null) {
    return;
  }

  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('search').focus();
  } else if (event.key === '?') {
    ask({
      title: t('Keys'),
      what: [h('span.keys', keyOf(['/'], t('Search')), keyOf(['←', '→'], t('Values of a plot')), keyOf(['?'], t('Keys')),
        Object.entries(KEYS).map(([key, place]) => keyOf(['g', key], places().flatMap(([, entries]) => entries).find(([other]) => other === place)[1])))],
    });
  } else if (event.key === 'g' && event.timeStamp - afterG > 1000) {
    afterG = event.timeStamp;
  } else if (event.timeStamp - afterG < 1000 && event.key in KEYS) {
    afterG = -Infinity;
    location.hash = link(KEYS[event.key]);
  }
}

