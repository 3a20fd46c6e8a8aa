// The budgets of everything that a stranger can use.

import { get } from '../core/api.js';
import { bytes, count, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { Resource } from '../core/resource.js';
import { processName } from '../core/app.js';
import { awaiting, head, meter, processLink, table } from '../parts/pieces.js';

const REFRESH = 5_000;

export function budgetsPage() {
  const budgets = new Resource(() => get('budgets'));
  return {
    title: () => t('Budgets'),
    every: [REFRESH, () => budgets.reload()],
    view: () => [
      head(t('Budgets'), { about: t('What the cluster lets strangers use, and how much of it is used') }),
      awaiting(budgets, list => table(t('Budgets'), [
        { name: t('Budget'), cell: budget => [h('strong', budget.name), h('div.quiet.code', budget.option)] },
        { name: t('Scope'), cell: budget => t(budget.scope) },
        { name: t('Process'), cell: budget => (budget.process ? processLink(budget.process, processName(budget.process)) : '–') },
        { name: t('Used'), class: 'load wide', cell: budget => [meter(budget.used, budget.limit, budget.name), h('span.number', percent(budget.limit > 0 ? budget.used / budget.limit * 100 : null))] },
        { name: t('Now'), class: 'number', cell: budget => amountOf(budget)(budget.used) },
        { name: t('Limit'), class: 'number', cell: budget => amountOf(budget)(budget.limit) },
      ], [...list].sort((a, b) => b.used / b.limit - a.used / a.limit), { key: budget => `${budget.name} ${budget.process}` })),
    ],
  };
}

// What is counted in bytes says so in its name, or in that of its setting.
function amountOf(budget) {
  return /bytes|size/i.test(`${budget.name} ${budget.option}`) ? bytes : count;
}
