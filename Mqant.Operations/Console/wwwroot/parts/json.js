// JSON to read: folded where it is deep, long lists a part at a time. What players wrote is only ever text.

import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';

const AT_ONCE = 100;
const FEW = 20;

/** What is open and how much of it is shown; kept by the page while the data changes. */
export class JsonFolds {
  open = new Map();
  shown = new Map();
}

export function jsonView(value, folds, name = null, way = '$', depth = 0) {
  if (value === null || typeof value !== 'object') {
    return h('div.json-line', label(name), scalar(value));
  }

  const isList = Array.isArray(value);
  const entries = isList ? value.map((item, index) => [index, item]) : Object.entries(value);
  const brackets = isList ? '[]' : '{}';
  if (entries.length === 0) {
    return h('div.json-line', label(name), h('span.json-mark', brackets));
  }

  const open = folds.open.get(way) ?? (depth === 0 || (depth === 1 && entries.length <= FEW));
  const shown = folds.shown.get(way) ?? AT_ONCE;
  return h('details.json', { open, ontoggle: event => { folds.open.set(way, event.target.open); } },
    h('summary', label(name), h('span.json-mark', isList ? `[${count(entries.length)}]` : `{${count(entries.length)}}`)),
    open
      ? h('div.json-inside',
        entries.slice(0, shown).map(([key, item]) => jsonView(item, folds, key, `${way}/${key}`, depth + 1)),
        entries.length > shown
          ? h('button.button', { type: 'button', onclick: () => { folds.shown.set(way, shown + AT_ONCE); } }, t('{n} more', { n: count(entries.length - shown) }))
          : null)
      : null);
}

function label(name) {
  return name === null ? null : [h('span.json-name', String(name)), h('span.json-mark', ': ')];
}

function scalar(value) {
  return h('span', { class: `json-${value === null ? 'null' : typeof value}` }, JSON.stringify(value));
}
