// Asks before something is done: what exactly will happen, what it needs to know, and the server's refusal in its own words.

import { app, say } from '../core/app.js';
import { t } from '../core/i18n.js';
import { h, redraw } from '../core/render.js';
import { failure } from './pieces.js';

/**
 * Opens a dialog. { title, what: [sentences], fields: [{ name, label, type, value, options, required, hint }], action, danger, run(values), done }.
 * run does it and throws the refusal, which is shown; then the dialog closes, and done is said.
 */
export function ask(question) {
  const values = Object.fromEntries((question.fields ?? []).map(field => [field.name, field.value ?? '']));
  app.dialog = { ...question, values, problem: null, busy: false };
  redraw();
}

/** A value from a field for JSON, or a refusal that says where it is wrong. */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw Object.assign(new Error(), { title: t('The payload is not JSON:'), detail: error.message });
  }
}

export const DURATIONS = () => [['10', t('10 minutes')], ['60', t('1 hour')], ['1440', t('1 day')], ['10080', t('7 days')], ['', t('for ever')]];

/** Minutes of one of the durations; null is for ever. */
export function minutesOf(value) {
  return value === '' ? null : Number(value);
}

export function dialogView() {
  const dialog = app.dialog;
  if (dialog === null) {
    return null;
  }

  return h('dialog.dialog', { key: 'dialog', mounted: element => element.showModal(), 'aria-labelledby': 'dialog-title', onclose: () => close(dialog), oncancel: () => close(dialog) },
    h('form', { method: 'dialog', onsubmit: event => submit(event, dialog) },
      h('h2', { id: 'dialog-title' }, dialog.title),
      dialog.what?.map(sentence => h('p', sentence)),
      dialog.fields?.map(field => fieldView(dialog, field)),
      dialog.problem ? failure(dialog.problem) : null,
      h('div.dialog-actions',
        h('button.button', { type: 'button', onclick: () => close(dialog) }, dialog.run ? t('Cancel') : t('Close')),
        dialog.run
          ? h('button.button', { type: 'submit', class: dialog.danger ? 'danger' : 'primary', 'aria-disabled': dialog.busy ? 'true' : null }, dialog.action)
          : null)));
}

function fieldView(dialog, field) {
  const id = `field-${field.name}`;
  const shared = {
    id,
    name: field.name,
    value: dialog.values[field.name],
    required: Boolean(field.required),
    'aria-describedby': field.hint ? `${id}-hint` : null,
    oninput: event => { dialog.values[field.name] = event.target.value; },
  };
  return h('div.field',
    h('label', { for: id }, field.label),
    field.options
      ? h('select', shared, field.options.map(([value, text]) => h('option', { value, selected: value === dialog.values[field.name] }, text)))
      : field.type === 'text'
        ? h('textarea', { ...shared, rows: 4, spellcheck: 'false' })
        : h('input', { ...shared, type: field.type ?? 'text', autocomplete: 'off' }),
    field.hint ? h('p.hint', { id: `${id}-hint` }, field.hint) : null);
}

function close(dialog) {
  if (app.dialog === dialog) {
    document.querySelector('dialog.dialog')?.close();
    app.dialog = null;
  }
}

async function submit(event, dialog) {
  event.preventDefault();
  if (dialog.busy) {
    return;
  }

  dialog.busy = true;
  dialog.problem = null;
  redraw();
  try {
    await dialog.run(dialog.values);
    close(dialog);
    say(dialog.done);
  } catch (problem) {
    dialog.problem = problem;
  }

  dialog.busy = false;
  redraw();
}
