// A message to everyone, to a module's players or to a group.

import { app } from '../core/app.js';
import { post } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { h, redraw } from '../core/render.js';
import { ask, parseJson } from '../parts/dialog.js';
import { button, choice, failure, head, notice } from '../parts/pieces.js';

export function broadcastPage(query) {
  const form = { to: query.to ?? 'all', name: query.name ?? '', topic: 'Admin/OnMessage', payload: '{\n  "text": ""\n}' };
  let problem = null;
  let sent = null;
  const field = (name, label, view, hint) => {
    const id = `broadcast-${name}`;
    const oninput = event => { form[name] = event.target.value; };
    return h('div.field',
      h('label', { for: id }, label),
      view({ id, required: true, value: form[name], spellcheck: 'false', autocomplete: 'off', oninput }),
      hint ? h('p.hint', hint) : null);
  };
  const targets = () => [['all', t('Everyone')], ['module', t('A module’s players')], ['group', t('A group')]];
  const submit = event => {
    event.preventDefault();
    problem = null;
    sent = null;
    try {
      const payload = parseJson(form.payload);
      const whom = whomOf(form);
      ask({
        title: t('Send to {whom}?', { whom }),
        what: [
          t('{whom} get {topic} at once. It cannot be taken back.', { whom, topic: form.topic }),
          JSON.stringify(payload),
        ],
        action: t('Send'),
        danger: form.to === 'all',
        run: async () => {
          const answer = await post('broadcast', { to: form.to, name: form.to === 'all' ? null : form.name.trim(), topic: form.topic.trim(), payload });
          sent = t('Sent to {whom} through {n} gateways.', { whom, n: answer?.gateways ?? '?' });
          redraw();
        },
        done: t('Sent.'),
      });
    } catch (refusal) {
      problem = refusal;
    }
  };
  return {
    title: () => t('Broadcast'),
    view: () => [
      head(t('Broadcast')),
      h('form.card.narrow', { onsubmit: submit, 'aria-label': t('Message') },
        h('div.field', h('span.label', t('To')), choice(t('To'), targets(), form.to, value => { form.to = value; form.name = ''; })),
        form.to === 'all' ? null : field('name', form.to === 'module' ? t('Module') : t('Group'), shared => h('input', { ...shared, list: form.to === 'module' ? 'modules' : null })),
        form.to === 'module' ? h('datalist', { id: 'modules' }, modules().map(name => h('option', { value: name }))) : null,
        field('topic', t('Topic'), shared => h('input', { ...shared, class: 'code' }), t('The topic that the game’s client listens to.')),
        field('payload', t('Payload (JSON)'), shared => h('textarea', { ...shared, rows: 6, class: 'code' })),
        problem ? failure(problem) : null,
        sent ? notice(sent) : null,
        button(t('Send …'), event => event.target.closest('form').requestSubmit(), { role: 'operator', kind: 'primary' })),
    ],
  };
}

function whomOf(form) {
  return form.to === 'all'
    ? t('all {n} sessions', { n: count(app.overview?.totals.sessions) })
    : form.to === 'module' ? t('all players of {name}', { name: form.name }) : t('all members of {name}', { name: form.name });
}

function modules() {
  return [...new Set((app.overview?.processes ?? []).flatMap(process => process.modules.map(module => module.name)))].sort();
}
