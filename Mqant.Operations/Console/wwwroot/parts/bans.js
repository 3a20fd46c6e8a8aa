// Keeping somebody out, and letting them in again.

import { path, post, remove } from '../core/api.js';
import { dateTime } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { DURATIONS, ask, minutesOf } from './dialog.js';
import { button } from './pieces.js';

const KINDS = () => ({ user: t('User'), clientId: t('Client id'), address: t('Address') });

export function kindOfBan(kind) {
  return KINDS()[kind] ?? kind;
}

/** Asks whom of the choices ([[kind, value]]) to ban; with none, for any value. */
export function banOf(choices, after = () => {}) {
  const free = choices.length === 0;
  const fields = [
    free
      ? { name: 'kind', label: t('What to ban'), value: 'user', options: Object.entries(KINDS()) }
      : { name: 'choice', label: t('What to ban'), value: '0', options: choices.map(([kind, value], index) => [String(index), `${kindOfBan(kind)}: ${value}`]) },
    free ? { name: 'value', label: t('User name, client id, address or network'), required: true } : null,
    { name: 'minutes', label: t('For how long'), value: '1440', options: DURATIONS() },
    { name: 'reason', label: t('Reason'), required: true, hint: t('The client is told, and it stands in the audit log.') },
  ].filter(Boolean);
  ask({
    title: t('Ban'),
    what: [t('Sessions that it concerns are closed at once, and every gateway refuses them until the ban ends: at CONNECT for an address or client id, at binding for a user.')],
    fields,
    action: t('Ban'),
    danger: true,
    run: async values => {
      const [kind, value] = free ? [values.kind, values.value.trim()] : choices[Number(values.choice)];
      await post('bans', { kind, value, minutes: minutesOf(values.minutes), reason: values.reason });
      await after();
    },
    done: t('Banned.'),
  });
}

export function liftButton(ban, after) {
  return button(t('Lift …'), () => ask({
    title: t('Lift the ban of {value}?', { value: ban.value }),
    what: [t('{value} may connect again at once.', { value: ban.value })],
    action: t('Lift the ban'),
    run: async () => {
      await remove(path`bans/${ban.id}`);
      await after();
    },
    done: t('The ban of {value} is lifted.', { value: ban.value }),
  }), { role: 'operator' });
}

export function banView(ban, after) {
  return h('div.notice.ban', { role: 'note' },
    h('p', h('strong', ban.until ? t('Banned until {time}', { time: dateTime(ban.until) }) : t('Banned for ever')), ' ', t('by {who}: {reason}', { who: ban.by, reason: ban.reason })),
    liftButton(ban, after));
}
