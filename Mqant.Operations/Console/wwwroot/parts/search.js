// The box on top of every page: one place to find a player, a room, a group, a module, a process or a page. '/' leads to it.

import { app } from '../core/app.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { link } from '../core/router.js';
import { icon } from './icons.js';

const AT_MOST = 9;
const LOOKS_LIKE_ADDRESS = /^[\d.]+(:\d+)?$|^[\da-f]*:[\da-f:.]*$/i;

let text = '';
let open = false;
let chosen = 0;

export function searchView(pages) {
  const found = open ? find(text.trim(), pages) : [];
  chosen = Math.min(chosen, Math.max(0, found.length - 1));
  return h('div.search', { role: 'search' },
    icon('search'),
    h('input', {
      id: 'search',
      type: 'search',
      value: text,
      placeholder: t('Search players, rooms, modules …'),
      role: 'combobox',
      'aria-label': t('Search'),
      'aria-expanded': found.length > 0 ? 'true' : 'false',
      'aria-controls': 'search-results',
      'aria-activedescendant': found.length > 0 ? `search-result-${chosen}` : null,
      'aria-keyshortcuts': '/',
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: event => { text = event.target.value; open = true; chosen = 0; },
      onfocus: () => { open = true; },
      onblur: () => { open = false; },
      onkeydown: event => press(event, found),
    }),
    h('kbd', { 'aria-hidden': 'true' }, '/'),
    found.length === 0 ? null : h('ul.search-results', { id: 'search-results', role: 'listbox', 'aria-label': t('Search') },
      found.map((result, index) => h('li', {
        id: `search-result-${index}`,
        role: 'option',
        'aria-selected': index === chosen ? 'true' : 'false',
        'aria-label': `${result.kind} ${result.name}`,
        // Before the box loses the focus.
        onmousedown: event => { event.preventDefault(); leave(result.href); },
      }, icon(result.icon), h('span.search-kind', result.kind), h('span.search-name', result.name)))));
}

function find(words, pages) {
  const small = words.toLowerCase();
  const has = name => name.toLowerCase().includes(small);
  const found = pages.filter(page => words !== '' && has(page.name)).map(page => ({ icon: page.icon, kind: t('Page'), name: page.name, href: link(page.way) }));
  if (words === '') {
    return [];
  }

  const processes = app.overview?.processes ?? [];
  const modules = [...new Set(processes.flatMap(process => process.modules.map(module => module.name)))];
  found.unshift(
    ...modules.filter(has).map(name => ({ icon: 'modules', kind: t('Module'), name, href: link('modules', name) })),
    ...processes.filter(process => has(process.name) || has(process.id)).map(process => ({ icon: 'cluster', kind: t('Process'), name: process.name, href: link('cluster', process.id) })));
  const players = [['user', t('User')], ['session', t('Session')], ['clientId', t('Client id')], ['address', t('Address')]]
    .map(([by, kind]) => ({ icon: 'players', kind, name: words, href: link('players', { by, q: words }) }));
  if (LOOKS_LIKE_ADDRESS.test(words)) {
    players.unshift(players.pop());
  }

  return [
    ...found.slice(0, AT_MOST - 4),
    ...players,
    { icon: 'rooms', kind: t('Rooms'), name: words, href: link('rooms', { search: words }) },
    { icon: 'groups', kind: t('Groups'), name: words, href: link('groups', { search: words }) },
  ].slice(0, AT_MOST + 2);
}

function press(event, found) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    chosen = (chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length);
  } else if (event.key === 'Enter' && found.length > 0) {
    leave(found[chosen].href);
  } else if (event.key === 'Escape') {
    text = '';
    document.getElementById('search').blur();
  }
}

function leave(href) {
  text = '';
  open = false;
  document.getElementById('search').blur();
  location.hash = href;
}
