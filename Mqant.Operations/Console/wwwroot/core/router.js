// Where one is: the hash of the address, such as #/rooms/Hitball/table-7 or #/players?user=ann.

import { queryOf } from './api.js';

/** { parts: ['rooms', 'Hitball', 'table-7'], query: { … } } */
export function here() {
  const [way, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { parts: way.split('/').filter(part => part !== '').map(decode), query: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

/** The address of a place: link('rooms', module, key) or link('players', { user }). */
export function link(...parts) {
  const query = typeof parts.at(-1) === 'object' ? parts.pop() : {};
  return `#/${parts.map(encodeURIComponent).join('/')}${queryOf(query)}`;
}

export function go(...parts) {
  location.hash = link(...parts);
}

/** Changes the query without a step in the history. */
export function replaceQuery(query) {
  const way = location.hash.split('?')[0] || '#/';
  history.replaceState(null, '', way + queryOf(query));
}

// An address that somebody typed may hold a lonely percent sign.
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
