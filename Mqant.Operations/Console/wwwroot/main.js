// Starts the page: who is signed in, the live stream, and the view that the address asks for.

import { app, say } from './core/app.js';
import { get, post, whenSignedOut } from './core/api.js';
import { setServerTime } from './core/format.js';
import { currentLanguage, t } from './core/i18n.js';
import { drawWith, h, redraw, render } from './core/render.js';
import { here } from './core/router.js';
import { failure } from './parts/pieces.js';
import { press, shellView } from './parts/shell.js';
import { auditPage } from './pages/audit.js';
import { bansPage } from './pages/bans.js';
import { broadcastPage } from './pages/broadcast.js';
import { budgetsPage } from './pages/budgets.js';
import { clusterPage, processPage } from './pages/cluster.js';
import { errorPage, errorsPage } from './pages/errors.js';
import { groupsPage } from './pages/groups.js';
import { guidePage } from './pages/guide.js';
import { logPage } from './pages/log.js';
import { modulePage, modulesPage } from './pages/modules.js';
import { playerPage, playersPage, userPage } from './pages/players.js';
import { roomPage, roomsPage } from './pages/rooms.js';
import { signInView } from './pages/sign-in.js';

// Each makes a page from the rest of the address and its query: { title(), view(), on: { event: listener }, every: [ms, act], leave() }.
const PAGES = {
  cluster: ([id], query) => (id ? processPage(id) : clusterPage(query)),
  modules: ([name]) => (name ? modulePage(name) : modulesPage()),
  guide: (parts, query) => guidePage(query),
  players: ([session], query) => (session ? playerPage(session) : playersPage(query)),
  users: ([user]) => userPage(user ?? ''),
  rooms: ([module, key], query) => (module ? roomPage(module, key ?? '') : roomsPage(query)),
  groups: (parts, query) => groupsPage(query),
  errors: ([id], query) => (id ? errorPage(id) : errorsPage(query)),
  budgets: () => budgetsPage(),
  bans: () => bansPage(),
  audit: () => auditPage(),
  log: () => logPage(),
  broadcast: (parts, query) => broadcastPage(query),
};

let page = null;
let ends = [];
let starting = null;

function enter() {
  leave();
  app.menu = false;
  app.dialog = null;
  if (app.session === null) {
    return;
  }

  const { parts, query } = here();
  page = (PAGES[parts[0] ?? 'cluster'] ?? PAGES.cluster)(parts.slice(1), query);
  for (const [type, listener] of Object.entries(page.on ?? {})) {
    ends.push(app.live.on(type, listener));
  }

  if (page.every) {
    const [time, act] = page.every;
    const timer = setInterval(() => document.hidden || act(), time);
    ends.push(() => clearInterval(timer));
  }

  redraw();
}

function leave() {
  page?.leave?.();
  ends.forEach(end => end());
  ends = [];
  page = null;
}

async function start() {
  starting = null;
  try {
    app.session = await get('session');
  } catch (problem) {
    if (problem.status !== 401) {
      starting = problem;
    }

    redraw();
    return;
  }

  app.live.open();
  enter();
  try {
    receive(await get('overview'));
  } catch (problem) {
    say(problem.message, true);
  }
}

function receive(overview) {
  app.overview = overview;
  setServerTime(overview.now);
  redraw();
}

function end(problem) {
  app.session = null;
  app.signInMethods = problem?.members?.signInMethods ?? app.signInMethods;
  app.overview = null;
  app.dialog = null;
  app.live.close();
  leave();
  redraw();
}

async function signOut() {
  try {
    await post('sign-out');
    end();
  } catch (problem) {
    say(problem.message, true);
  }
}

function view() {
  const title = page?.title?.() ?? t('Console');
  document.title = app.session ? `${title} · ${app.session.cluster}` : t('Console');
  document.documentElement.lang = currentLanguage();
  if (starting) {
    return h('main.alone', { key: 'alone' }, failure(starting, start));
  }

  return app.session === null
    ? signInView(start)
    : shellView(h('div.page', { key: location.hash.split('?')[0] }, page?.view()), signOut);
}

whenSignedOut(end);
app.live.on('overview', receive);
app.live.on('error', group => say(t('New error: {type} in {where}', { type: group.type, where: group.where }), true));
addEventListener('hashchange', enter);
addEventListener('keydown', press);
const root = document.getElementById('app');
drawWith(() => render(root, view()));
start();
