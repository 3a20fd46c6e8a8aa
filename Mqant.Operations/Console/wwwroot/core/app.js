// What all of the page shares: who is signed in, what the cluster looks like now, and what is said to the reader.

import { get } from './api.js';
import { Live } from './live.js';
import { redraw } from './render.js';

const ROLES = ['viewer', 'operator', 'admin'];
const THEME = 'mqant.console.theme';
const SAID_FOR = 8_000;

export const app = {
  /** What GET session said, or null before and after. */
  session: null,
  signInMethods: ['token'],
  /** The newest overview, or null. */
  overview: null,
  /** When the overview came, by this machine's clock. */
  live: new Live(() => get('session')),
  /** What was said lately: { id, text, bad }. */
  notes: [],
  dialog: null,
  menu: false,
};

/** Whether who is signed in may do what needs this role. */
export function may(role) {
  return ROLES.indexOf(app.session?.role) >= ROLES.indexOf(role);
}

/** Says something in a corner, and to those who listen instead of looking. */
export function say(text, bad = false) {
  const note = { id: crypto.randomUUID?.() ?? String(Math.random()), text, bad };
  app.notes = [...app.notes.slice(-3), note];
  document.getElementById('announcer').textContent = text;
  setTimeout(() => hush(note), SAID_FOR);
  redraw();
}

export function hush(note) {
  app.notes = app.notes.filter(other => other !== note);
  redraw();
}

/** The name that people gave a process. */
export function processName(id) {
  return app.overview?.processes.find(process => process.id === id)?.name ?? id;
}

/** 'dark', 'light' or '' for what the system says. */
export function currentTheme() {
  return document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(THEME, theme);
}

document.documentElement.dataset.theme = localStorage.getItem(THEME) ?? '';
