// The last hour as plots, of the whole cluster, of a process or of a module.

import { get } from '../core/api.js';
import { count, figure, milliseconds } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { Resource } from '../core/resource.js';
import { Pointer, plot } from './plot.js';
import { awaiting } from './pieces.js';

export const SERIES_STEP = 10_000;

export class Series {
  #pointer = new Pointer();
  #resource;
  #filter;

  constructor(filter = {}) {
    this.#filter = filter;
    this.#resource = new Resource(() => get('series', { minutes: 60, ...filter }));
  }

  reload() {
    this.#resource.reload();
  }

  view(after = null) {
    // Nothing was measured yet of what is new, or nothing any more.
    if (this.#resource.problem?.status === 404) {
      return [h('p.quiet', this.#resource.problem.detail), after];
    }

    return awaiting(this.#resource, series => {
      const shared = { from: series.from, stepSeconds: series.stepSeconds, pointer: this.#pointer };
      return h('div.plots', { class: this.#filter.module ? 'four' : '' },
        plot({ ...shared, title: t('Requests/s'), format: figure, lines: [{ values: series.requests, kind: 'blue' }] }),
        plot({ ...shared, title: t('Time'), format: milliseconds, lines: [{ name: 'p99', values: series.p99, kind: 'violet' }, { name: 'p50', values: series.p50, kind: 'teal' }] }),
        plot({ ...shared, title: t('Errors/s'), format: figure, lines: [{ values: series.errors, kind: 'red' }] }),
        plot({ ...shared, title: t('Pushes/s'), format: figure, lines: [{ values: series.pushes, kind: 'amber' }] }),
        this.#filter.module ? null : plot({ ...shared, title: t('Sessions'), format: count, lines: [{ values: series.sessions, kind: 'green' }] }),
        after);
    });
  }
}
