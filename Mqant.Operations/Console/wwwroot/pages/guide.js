// What adding, replacing and removing a module DLL takes, step by step, and the cluster doing it: silos are replaced, never reloaded.

import { app } from '../core/app.js';
import { get } from '../core/api.js';
import { t } from '../core/i18n.js';
import { h } from '../core/render.js';
import { go, link, replaceQuery } from '../core/router.js';
import { Resource } from '../core/resource.js';
import { drainButton } from '../parts/drain.js';
import { awaiting, badge, button, choice, copyable, head, processLink, table } from '../parts/pieces.js';

export function guidePage(query) {
  const facts = new Resource(() => get('modules/guide'));
  const plan = { what: ['add', 'replace', 'remove'].includes(query.what) ? query.what : 'add', name: query.name ?? '' };
  // The versions that there were when one began: what is new is seen against them.
  let before = null;
  const change = values => {
    Object.assign(plan, values);
    before = null;
    replaceQuery(plan);
  };
  return {
    title: () => t('Module guide'),
    view: () => {
      const silos = (app.overview?.processes ?? []).filter(process => process.kind !== 'gateway');
      if (before === null && app.overview !== null && plan.name !== '') {
        before = new Set(silos.flatMap(silo => versionOf(silo, plan.name) ?? []));
      }

      return [
        head(t('Add, replace or remove a module'), { up: { href: link('modules'), text: t('Modules') } }),
        h('p.lead', t('A silo loads the module DLLs in its folder when it starts, and never afterwards: a change comes with a new silo beside the old one, then the old one is drained. No gateway is restarted and no request is lost. This page watches it happen.')),
        h('div.filters',
          choice(t('What to do'), [['add', t('Add')], ['replace', t('Replace')], ['remove', t('Remove')]], plan.what, what => change({ what, name: what === 'add' ? '' : plan.name })),
          nameField(plan, silos, name => change({ name }))),
        awaiting(facts, guide => (plan.name === ''
          ? h('p.waiting', t('Name the module, and the steps follow.'))
          : h('div.columns.guide', steps(plan, silos, before ?? new Set(), folderOf(guide)), now(plan.name, silos, before ?? new Set(), guide)))),
      ];
    },
  };
}

function nameField(plan, silos, set) {
  if (plan.what === 'add') {
    return h('input.filter', {
      type: 'text',
      id: 'module-name',
      'aria-label': t('Name of the module'),
      placeholder: t('Name of the module, such as Guestbook'),
      value: plan.name,
      spellcheck: 'false',
      autocomplete: 'off',
      oninput: event => set(event.target.value.replace(/[^\w.]/g, '')),
    });
  }

  const names = [...new Set(silos.flatMap(silo => silo.modules.map(module => module.name)).concat(plan.name || []))].sort();
  return h('select', { id: 'module-name', 'aria-label': t('Module'), value: plan.name, onchange: event => set(event.target.value) },
    h('option', { value: '', selected: plan.name === '' }, t('Which module?')), names.map(name => h('option', { value: name, selected: name === plan.name }, name)));
}

const versionOf = (silo, name) => silo.modules.find(module => module.name === name)?.version;
const running = silo => silo.state === 'ready' || silo.state === 'starting';
const folderOf = guide => (guide.modulesFolder ?? []).find(Boolean) ?? 'modules';

// What is wanted of a silo at the end.
function fits(plan, silo, before) {
  const version = versionOf(silo, plan.name);
  return plan.what === 'remove' ? version === undefined : plan.what === 'add' ? version !== undefined : version !== undefined && !before.has(version);
}

function steps(plan, silos, before, folder) {
  const alive = silos.filter(silo => silo.state !== 'lost');
  const good = alive.filter(silo => running(silo) && fits(plan, silo, before));
  const old = alive.filter(silo => !fits(plan, silo, before));
  const started = good.some(silo => silo.state === 'ready');
  const over = started && old.length === 0;
  const list = [
    ...(plan.what === 'remove' ? [takeOutStep(plan)] : []),
    { done: started, name: folderStep(plan), body: [
      h('p', t('In a copy of the folder, so that the silos that run keep theirs:')),
      command(`cp -r ${folder} ${folder}-next`),
      plan.what === 'remove' ? command(`rm -r ${folder}-next/${plan.name}`) : command(`dotnet build ${plan.name} -p:ModulesFolder="${folder}-next"`),
      plan.what === 'remove' ? null : h('p.quiet', t('It must be built against Mqant {version} or an older one that fits: a silo with a module that does not fit refuses to start, and says why.', { version: app.session.version })),
      plan.what === 'replace' ? h('p.quiet', t('Raise <Version> in its project first: that is how the new one is told from the old one.')) : null,
    ] },
    { done: started, name: t('Start a silo with the new folder'), body: [
      command(`… --Mqant:ModulesPath="${folder}-next"`),
      h('p', started
        ? t('{names} is ready.', { names: good.filter(silo => silo.state === 'ready').map(silo => silo.name).join(', ') })
        : good.length > 0 ? t('{names} is starting …', { names: good.map(silo => silo.name).join(', ') }) : WAITING()[plan.what]),
    ] },
    { done: over, name: t('Drain the old silos, one after the other'), body: old.length === 0
      ? h('p', started ? t('None is left.') : t('There is none.'))
      : h('ul.old-silos', old.map(silo => h('li', { key: silo.id },
        processLink(silo.id, silo.name),
        badge(t(silo.state), silo.state === 'ready' ? '' : 'warn'),
        h('span.quiet', versionOf(silo, plan.name) ?? t('without it')),
        started ? drainButton(silo) : h('span.quiet', t('not yet: nothing would take over'))))) },
    { done: over, name: t('Done'), body: h('p', over ? OVER(plan, good)[plan.what] : t('This step turns green by itself.')) },
  ];
  const current = list.findIndex(step => step.done === false);
  const kind = (step, index) => (step.done ? 'done' : index === current ? 'current' : '');
  return h('ol.steps', { 'aria-label': t('Steps') }, list.map((step, index) =>
    h('li', { class: kind(step, index), 'aria-current': index === current ? 'step' : null },
      h('h2', step.name, step.done ? h('span.unseen', ` (${t('done')})`) : null),
      step.body)));
}

function takeOutStep(plan) {
  return { done: null, name: t('Take it out of service, if callers are to hear a word of yours'), body: [
    h('p', t('Without it, callers get Service(type:{name}) not found as soon as no silo hosts it.', { name: plan.name })),
    button(t('To its page'), () => go('modules', plan.name)),
  ] };
}

function folderStep(plan) {
  return { add: t('Build {name} into a copy of the modules folder', plan), replace: t('Build the new {name} into a copy of the modules folder', plan), remove: t('Make a copy of the modules folder without {name}', plan) }[plan.what];
}

const WAITING = () => ({
  add: t('Waiting for a silo that hosts it …'),
  replace: t('Waiting for a silo that hosts another version of it …'),
  remove: t('Waiting for a silo without it …'),
});

const OVER = (plan, good) => ({
  add: t('{n} silos host {name}; every gateway routes its calls.', { n: good.length, name: plan.name }),
  replace: t('All silos host {version}.', { version: [...new Set(good.map(silo => versionOf(silo, plan.name)))].join(', ') }),
  remove: t('No silo hosts {name} any more.', plan),
});

function command(text) {
  return h('pre.command', text, copyable(text, ''));
}

/** The silos as they are now. */
function now(name, silos, before, guide) {
  const folders = new Map((guide.silos ?? []).map((silo, index) => [silo.process, guide.modulesFolder?.[index]]));
  return h('section.card', h('h2', t('The silos now')),
    table(t('The silos now'), [
      { name: t('Silo'), cell: silo => processLink(silo.id, silo.name) },
      { name: t('State'), cell: silo => badge(t(silo.state), silo.state === 'ready' ? 'good' : silo.state === 'lost' ? 'bad' : 'warn') },
      { name, cell: silo => (versionOf(silo, name) ? badge(versionOf(silo, name), before.has(versionOf(silo, name)) ? '' : 'info') : h('span.quiet', '–')) },
      { name: t('Modules folder'), class: 'code low wrap', cell: silo => folders.get(silo.id) ?? '–' },
    ], silos, { key: silo => silo.id }));
}
