// Before anything else: a token, or whoever the organisation says one is.

import { app } from '../core/app.js';
import { post } from '../core/api.js';
import { t } from '../core/i18n.js';
import { h, redraw } from '../core/render.js';
import { failure } from '../parts/pieces.js';
import { languageButton, notesView, themeButton } from '../parts/shell.js';

let token = '';
let problem = null;
let busy = false;

export function signInView(entered) {
  const methods = app.signInMethods;
  const submit = async event => {
    event.preventDefault();
    if (busy) {
      return;
    }

    busy = true;
    problem = null;
    redraw();
    try {
      await post('sign-in', { token: token.trim() });
      token = '';
      await entered();
    } catch (refusal) {
      problem = refusal;
    }

    busy = false;
    redraw();
  };
  return h('div.sign-in', { key: 'sign-in' },
    h('main.card',
      h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 }),
      h('h1', t('Sign in to the console')),
      problem ? failure(problem) : null,
      methods.includes('token') ? h('form', { onsubmit: submit },
        h('div.field',
          h('label', { for: 'token' }, t('Token')),
          h('input', {
            id: 'token',
            type: 'password',
            required: true,
            autocomplete: 'current-password',
            spellcheck: 'false',
            value: token,
            mounted: element => element.focus(),
            oninput: event => { token = event.target.value; },
          }),
          h('p.hint', t('One that the server’s settings name, or the one that it printed as a link when it started.'))),
        h('button.button.primary', { type: 'submit', 'aria-disabled': busy ? 'true' : null }, t('Sign in'))) : null,
      methods.includes('openIdConnect') ? h('a.button', { href: 'sign-in/openid' }, t('Sign in with your organisation')) : null,
      h('div.sign-in-end', languageButton(), themeButton())),
    notesView());
}
