// Groups of sessions, and a message to one.

import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { go } from '../core/router.js';
import { Pager } from '../parts/pager.js';
import { awaiting, button, filter, head, missing, table } from '../parts/pieces.js';

const REFRESH = 5_000;

export function groupsPage(query) {
  const pager = new Pager('groups', query);
  return {
    title: () => t('Groups'),
    every: [REFRESH, () => pager.reload()],
    view: () => [
      head(t('Groups')),
      h('div.filters', filter(t('Name contains'), pager.filter.search ?? '', value => pager.set('search', value, true))),
      awaiting(pager.resource, ({ total, groups, missing: silent }) => [
        missing(silent),
        table(t('Groups'), [
          { name: t('Group'), class: 'code', cell: group => group.name },
          { name: t('Members'), class: 'number', cell: group => count(group.members) },
          { name: t('Action'), class: 'act', cell: group => button(t('Message …'), () => go('broadcast', { to: 'group', name: group.name }), { role: 'operator' }) },
        ], groups, { key: group => group.name, empty: t('No group fits.') }),
        pager.view(total),
      ]),
    ],
  };
}
