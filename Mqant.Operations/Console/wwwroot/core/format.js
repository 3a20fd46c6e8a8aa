// Numbers, times and sizes as people read them, in the page's language.

import { currentLanguage, t } from './i18n.js';

const cache = new Map();
let skew = 0;

/** The server's clock is the one that counts. */
export function setServerTime(now) {
  skew = new Date(now) - Date.now();
}

export function serverNow() {
  return Date.now() + skew;
}

function cached(kind, options) {
  const key = `${kind.name}${currentLanguage()}${JSON.stringify(options)}`;
  if (!cache.has(key)) {
    cache.set(key, new kind(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', options));
  }

  return cache.get(key);
}

const missing = value => value === null || value === undefined || Number.isNaN(value);

export function count(value) {
  return missing(value) ? '–' : cached(Intl.NumberFormat, { maximumFractionDigits: 0 }).format(value);
}

/** A rate or another figure of which three digits are enough. */
export function figure(value) {
  if (missing(value)) {
    return '–';
  }

  const digits = value === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return cached(Intl.NumberFormat, value >= 100_000 ? { notation: 'compact', maximumFractionDigits: 1 } : { maximumFractionDigits: digits }).format(value);
}

export function milliseconds(value) {
  if (missing(value)) {
    return '–';
  }

  return value >= 10_000 ? `${figure(value / 1000)} s` : `${figure(value)} ms`;
}

export function bytes(value) {
  if (missing(value)) {
    return '–';
  }

  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${figure(value / 1024 ** power)} ${units[power]}`;
}

export function percent(value) {
  return missing(value) ? '–' : `${cached(Intl.NumberFormat, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} %`;
}

export function dateTime(value) {
  return value ? cached(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(value)) : '–';
}

export function clock(value, seconds = true) {
  return value ? cached(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined, hourCycle: 'h23' }).format(new Date(value)) : '–';
}

const STEPS = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30], ['month', 12], ['year', Infinity]];

/** '5m ago', 'in 3h'. */
export function relative(value) {
  if (!value) {
    return '–';
  }

  let amount = (new Date(value) - serverNow()) / 1000;
  if (Math.abs(amount) < 5) {
    return t('now');
  }

  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) {
      return cached(Intl.RelativeTimeFormat, { style: 'narrow' }).format(Math.trunc(amount), unit);
    }

    amount /= size;
  }

  return '–';
}

/** How long since: '3 d 4 h'. */
export function since(value) {
  return value ? duration((serverNow() - new Date(value)) / 60_000) : '–';
}

/** Minutes as '3 d 4 h', '1 h', '20 min'. */
export function duration(minutes) {
  const whole = Math.max(0, Math.floor(minutes));
  const parts = [[Math.floor(whole / 1440), t('d')], [Math.floor(whole / 60) % 24, t('h')], [whole % 60, t('min')]].filter(([amount]) => amount > 0);
  return parts.length === 0 ? `< 1 ${t('min')}` : parts.slice(0, 2).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
