// The console's HTTP API: what a script can do with a token, the page does with the cookie of its session.

const BASE = 'api/v1/';
const SAFE = new Set(['GET', 'HEAD']);

/** A refusal, in the words of the server (RFC 9457). */
export class Problem extends Error {
  constructor(status, title, detail, members = {}) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.members = members;
  }
}

let signedOut = () => {};

/** Says what to do when the server no longer knows the session. */
export function whenSignedOut(act) {
  signedOut = act;
}

/** A path with everything in it that came from elsewhere encoded: path`players/${session}/kick`. */
export function path(literals, ...values) {
  return literals.reduce((before, literal, index) => before + encodeURIComponent(values[index - 1]) + literal);
}

export const get = async (where, query) => (await call('GET', where + queryOf(query))).body;

/** A list, and the names of those who did not answer: { list, missing }. */
export async function getList(where, query) {
  const { body, headers } = await call('GET', where + queryOf(query));
  return { list: body, missing: decodeURIComponent(headers.get('X-Mqant-Missing') ?? '').split(', ').filter(name => name !== '') };
}

export const post = async (where, body = {}) => (await call('POST', where, body)).body;
export const remove = async where => (await call('DELETE', where)).body;

/** '?a=1&b=2' of what is set. */
export function queryOf(query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

async function call(method, where, body) {
  const headers = { Accept: 'application/json' };
  if (!SAFE.has(method)) {
    headers['X-Mqant-Console'] = '1';
  }

  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }

  let response;
  try {
    response = await fetch(BASE + where, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin', cache: 'no-store' });
  } catch {
    throw new Problem(0, 'No answer', null);
  }

  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && where !== 'sign-in') {
      signedOut(problem);
    }

    throw problem;
  }

  const text = await response.text();
  return { body: text === '' ? null : JSON.parse(text), headers: response.headers };
}

async function problemOf(response) {
  try {
    const { title, detail, status, type, ...members } = await response.json();
    return new Problem(response.status, title ?? response.statusText, detail ?? null, members);
  } catch {
    return new Problem(response.status, response.statusText || `HTTP ${response.status}`, null);
  }
}
