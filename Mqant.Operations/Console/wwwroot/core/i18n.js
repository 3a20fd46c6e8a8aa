// The page's languages. Texts are written in English where they are used; other languages are dictionaries by that text.

import zh from './zh.js';

const DICTIONARIES = { en: {}, zh };
const KEY = 'mqant.console.language';

let language = localStorage.getItem(KEY) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
document.documentElement.lang = language;

export function currentLanguage() {
  return language;
}

export function setLanguage(name) {
  language = name;
  localStorage.setItem(KEY, name);
  document.documentElement.lang = name;
}

/** The text in the page's language, with {names} filled in. */
export function t(text, values = {}) {
  const template = DICTIONARIES[language][text] ?? text;
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
