// What was done with the console: by whom, from where, and what came of it.

import { say } from '../core/app.js';
import { get } from '../core/api.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { Resource } from '../core/resource.js';
import { awaiting, badge, button, filter, head, table } from '../parts/pieces.js';
import { dateTime } from '../core/format.js';

const TAKE = 100;

export function auditPage() {
  const older = [];
  let more = true;
  let text = '';
  const newest = new Resource(() => get('audit', { take: TAKE }));
  const fits = entry => Object.values(entry).join(' ').toLowerCase().includes(text.toLowerCase());
  const load = async () => {
    const last = older.at(-1) ?? newest.data.at(-1);
    try {
      const found = await get('audit', { before: last.at, take: TAKE });
      older.push(...found);
      more = found.length === TAKE;
    } catch (problem) {
      say(problem.message, true);
    }
  };
  return {
    title: () => t('Audit log'),
    // What came meanwhile is the beginning of the list.
    on: { audit: entry => { newest.data = [entry, ...(newest.data ?? [])]; } },
    view: () => [
      head(t('Audit log')),
      h('div.filters', filter(t('Contains'), text, value => { text = value; })),
      awaiting(newest, list => [
        table(t('Audit log'), [
          { name: t('At'), class: 'nowrap', cell: entry => h('time.number', { datetime: entry.at }, dateTime(entry.at)) },
          { name: t('Who'), cell: entry => [h('strong', entry.who), h('span.quiet', ` ${t(entry.role)}`)] },
          { name: t('From'), class: 'code low', cell: entry => entry.from },
          { name: t('What'), class: 'code wide', cell: entry => entry.action },
          { name: t('Target'), class: 'wrap', cell: entry => entry.target },
          { name: t('Detail'), class: 'wrap low', cell: entry => entry.detail },
          { name: t('Outcome'), class: 'wrap', cell: entry => (entry.outcome === 'done' ? badge(t('done'), 'good') : [badge(t('refused'), 'warn'), ' ', entry.outcome.replace(/^refused: ?/, '')]) },
        ], [...list, ...older].filter(fits), { empty: t('Nothing was done yet.') }),
        more && list.length >= TAKE ? h('div.pager', button(t('Older'), load)) : null,
      ]),
    ],
  };
}
