// A long list a page at a time, with a search and without losing the place in the address.

import { get } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { replaceQuery } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { button } from './pieces.js';

const TAKE = 100;
const PAUSE = 250;

export class Pager {
  #what;
  #timer = null;

  constructor(what, query = {}) {
    this.#what = what;
    const { skip, ...filter } = query;
    this.filter = filter;
    this.skip = Number(skip) || 0;
    this.resource = new Resource(() => get(this.#what, { ...this.filter, skip: this.skip, take: TAKE }));
  }

  reload() {
    return this.resource.reload();
  }

  /** Changes a part of the filter and starts at the beginning again; soon, while somebody types. */
  set(name, value, soon = false) {
    this.filter = { ...this.filter, [name]: value };
    this.#to(0, soon);
  }

  /** What is shown of how much, and the way to the rest. */
  view(total) {
    const last = Math.min(total, this.skip + TAKE);
    return total <= TAKE && this.skip === 0
      ? h('p.quiet.pager', { role: 'status' }, t('{n} in all', { n: count(total) }))
      : h('div.pager',
        button(t('Back'), () => this.#to(Math.max(0, this.skip - TAKE)), { off: this.skip === 0 ? t('This is the beginning.') : '' }),
        h('span.number', { role: 'status' }, t('{from} to {to} of {total}', { from: count(Math.min(total, this.skip + 1)), to: count(last), total: count(total) })),
        button(t('Next'), () => this.#to(this.skip + TAKE), { off: last >= total ? t('This is the end.') : '' }));
  }

  #to(skip, soon = false) {
    this.skip = skip;
    replaceQuery({ ...this.filter, skip: skip || '' });
    clearTimeout(this.#timer);
    if (soon) {
      this.#timer = setTimeout(() => this.reload(), PAUSE);
    } else {
      this.reload();
    }
  }
}
