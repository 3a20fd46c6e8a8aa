// Line plots. The lines are SVG that stretches with the page; figures and labels are text on top of it, so that they never do.

import { clock } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';

const HEIGHT = 100;

/** The point of time that several plots show together: where the pointer is in one of them. */
export class Pointer {
  index = null;
}

/** The next round figure that is not below the value. */
export function ceiling(value) {
  if (!(value > 0)) {
    return 1;
  }

  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map(step => step * power).find(top => top >= value * 0.999_999);
}

/**
 * A plot: { title, from, stepSeconds, lines: [{ name, values, kind }], format, pointer }. kind is a class that has the line's colour.
 */
export function plot({ title, from, stepSeconds, lines, format, pointer }) {
  const length = Math.max(...lines.map(line => line.values.length));
  const top = ceiling(Math.max(...lines.flatMap(line => line.values.map(value => value ?? 0))));
  const shown = pointer.index === null ? null : Math.min(length - 1, pointer.index);
  const place = index => (length > 1 ? index / (length - 1) : 1);
  const timeAt = index => new Date(new Date(from).getTime() + index * stepSeconds * 1000);
  const point = event => {
    const box = event.currentTarget.getBoundingClientRect();
    pointer.index = Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (length - 1));
  };
  return h('figure.plot',
    h('figcaption',
      h('span.plot-title', title),
      lines.map(line => h('span.plot-value', { class: line.kind },
        lines.length > 1 ? h('span.plot-name', line.name) : null,
        h('strong.number', format(line.values[shown ?? length - 1]))))),
    h('div.plot-area', {
      tabindex: '0',
      role: 'img',
      'aria-label': summary(title, lines, format),
      onpointermove: point,
      onpointerdown: point,
      onpointerleave: () => { pointer.index = null; },
      onblur: () => { pointer.index = null; },
      onkeydown: event => step(event, pointer, length),
    },
      h('svg', { viewBox: `0 0 ${Math.max(1, length - 1)} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        h('path.plot-grid', { d: `M0 ${HEIGHT / 2}H${length}M0 0.5H${length}` }),
        lines.map((line, index) => [
          index === 0 && lines.length === 1 ? h('path.plot-fill', { class: line.kind, d: fillOf(line.values, top) }) : null,
          h('path.plot-line', { class: line.kind, d: lineOf(line.values, top) }),
        ])),
      h('span.plot-y.top', format(top)),
      h('span.plot-y.middle', format(top / 2)),
      h('span.plot-y.bottom', '0'),
      shown === null ? null : h('span.plot-pointer', { vars: { '--at': `${place(shown) * 100}%` } }),
      shown === null ? null : lines.map(line => dot(line, shown, place(shown), top))),
    h('div.plot-x', { 'aria-hidden': 'true' },
      shown === null
        ? [0, 1 / 3, 2 / 3, 1].map(part => h('span', clock(timeAt(Math.round(part * (length - 1))), false)))
        : h('span.plot-now', { vars: { '--at': `${place(shown) * 100}%` } }, clock(timeAt(shown)))));
}

/** A small line without figures, for a row of a table. */
export function sparkline(values, label) {
  const top = Math.max(1, ...values);
  const width = Math.max(1, values.length);
  const bars = values.map((value, index) => (value > 0 ? `M${index + 0.5} ${HEIGHT}V${HEIGHT - Math.max(6, value / top * HEIGHT)}` : '')).join('');
  return h('svg.sparkline', { viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    h('path.sparkline-ground', { d: `M0 ${HEIGHT}H${width}` }),
    h('path.sparkline-bars', { d: bars }));
}

function summary(title, lines, format) {
  return lines.map(line => {
    const values = line.values.filter(value => value !== null);
    return t('{title}: now {now}, at most {most}', { title: lines.length > 1 ? line.name : title, now: format(values.at(-1)), most: values.length > 0 ? format(Math.max(...values)) : '–' });
  }).join('; ');
}

function step(event, pointer, length) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30 };
  if (event.key === 'Escape') {
    pointer.index = null;
  } else if (event.key in steps) {
    event.preventDefault();
    pointer.index = Math.min(length - 1, Math.max(0, (pointer.index ?? length - 1) + steps[event.key]));
  }
}

function dot(line, index, place, top) {
  const value = line.values[index];
  return value === null || value === undefined
    ? null
    : h('span.plot-dot', { class: line.kind, vars: { '--at': `${place * 100}%`, '--up': `${value / top * 100}%` } });
}

const heightOf = (value, top) => (HEIGHT - value / top * HEIGHT).toFixed(2);

// A gap where nothing was measured.
function lineOf(values, top) {
  let drawing = false;
  return values.map((value, index) => {
    const known = value !== null && value !== undefined;
    const mark = known ? `${drawing ? 'L' : 'M'}${index} ${heightOf(value, top)}` : '';
    drawing = known;
    return mark;
  }).join('');
}

function fillOf(values, top) {
  const points = values.map((value, index) => `L${index} ${heightOf(value ?? 0, top)}`).join('');
  return `M0 ${HEIGHT}${points}L${values.length - 1} ${HEIGHT}Z`;
}
