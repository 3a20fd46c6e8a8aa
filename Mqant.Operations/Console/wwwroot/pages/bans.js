// Who is kept out, why and until when.

import { get } from '../core/api.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { Resource } from '../core/resource.js';
import { banOf, kindOfBan, liftButton } from '../parts/bans.js';
import { awaiting, button, filter, head, table, userLink, when } from '../parts/pieces.js';

export function bansPage() {
  const bans = new Resource(() => get('bans'));
  let text = '';
  const fits = ban => `${ban.value} ${ban.reason} ${ban.by}`.toLowerCase().includes(text.toLowerCase());
  return {
    title: () => t('Bans'),
    view: () => [
      head(t('Bans'), { actions: button(t('Ban …'), () => banOf([], () => bans.reload()), { role: 'operator', kind: 'danger' }) }),
      h('div.filters', filter(t('Contains'), text, value => { text = value; })),
      awaiting(bans, list => table(t('Bans'), [
        { name: t('Who'), cell: ban => (ban.kind === 'user' ? userLink(ban.value) : h('span.code', ban.value)) },
        { name: t('Kind'), cell: ban => kindOfBan(ban.kind) },
        { name: t('Ends'), cell: ban => (ban.until ? when(ban.until) : t('never')) },
        { name: t('Reason'), class: 'wrap', cell: ban => ban.reason },
        { name: t('By'), class: 'low', cell: ban => ban.by },
        { name: t('At'), class: 'low', cell: ban => when(ban.at) },
        { name: t('Action'), class: 'act', cell: ban => liftButton(ban, () => bans.reload()) },
      ], list.filter(fits), { key: ban => ban.id, empty: list.length === 0 ? t('Nobody is banned.') : t('No ban fits.') })),
    ],
  };
}
