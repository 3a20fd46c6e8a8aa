import { Client, showProblem, showStatus } from '../mqant.js';

const WORLD = 1280;
const COIN_RADIUS = 14;
const TAP = 24; // world units: a shorter drag is a tap
const ASK_AGAIN_AFTER = 500; // ms: the server thought that the ball was elsewhere
const UPDATE_INTERVAL = 88; // ms: positions come every 4th tick of 22 ms
const SPEED_OF_POWER = 1 / 20;
const FRICTION = 0.99;

// ?table=name plays at a table of one's own.
const table = new URLSearchParams(location.search).get('table');
const module = table ? `Hitball@${table}` : 'Hitball';

const element = (id) => document.getElementById(id);
const canvas = element('table');
const context = canvas.getContext('2d');
const balls = new Map(); // rid -> Ball
const coins = new Map(); // id -> Coin, as the server says
const asked = new Set(); // coins that this page has asked for
let me = '';
let score = 0;
let aim = null; // { from, to } in the world while the pointer is down
let colors = {};

const client = new Client(() => client.request(`${module}/HD_Join`), showStatus)
  .on('Hitball/OnEnter', entered)
  .on('Hitball/OnJoin', (player) => seen(player))
  .on('Hitball/OnMove', moved)
  .on('Hitball/OnAddCoins', addCoin)
  .on('Hitball/OnEatCoins', (coin) => removeCoin(coin.Id));

/** A ball as it is drawn: on its way from where it was seen to where the server last said it is. */
class Ball {
  constructor(player) {
    this.from = this.to = { x: player.X, y: player.Y };
    this.since = performance.now();
    this.update(player);
  }

  update(player) {
    this.from = this.at(performance.now());
    this.to = { x: player.X, y: player.Y };
    this.since = performance.now();
    this.player = player;
  }

  at(now) {
    const share = Math.min(1, (now - this.since) / UPDATE_INTERVAL);
    return { x: this.from.x + (this.to.x - this.from.x) * share, y: this.from.y + (this.to.y - this.from.y) * share };
  }
}

function entered({ Rid, Player, Coins }) {
  me = Rid;
  balls.clear();
  coins.clear();
  asked.clear();
  Object.values(Player).forEach(seen);
  Object.values(Coins).forEach((coin) => coins.set(coin.Id, coin));
  showPlayers();
}

function seen(player) {
  const ball = balls.get(player.Rid);
  if (ball) {
    ball.update(player);
  } else {
    balls.set(player.Rid, new Ball(player));
    showPlayers();
  }
}

function moved(players) {
  if (!players[me]) {
    return; // not a list of positions, or not at the table yet
  }

  Object.values(players).forEach(seen);
  for (const rid of balls.keys()) {
    if (!players[rid]) {
      balls.delete(rid);
      showPlayers();
    }
  }

  showPositions();
}

// What touches on the screen counts; the server allows for that being a moment behind.
function takeCoins(x, y, radius) {
  for (const coin of coins.values()) {
    if (!asked.has(coin.Id) && Math.hypot(coin.X - x, coin.Y - y) < radius + COIN_RADIUS) {
      asked.add(coin.Id);
      client.request(`${module}/HD_EatCoin`, { Id: coin.Id })
        .catch((error) => showProblem(error.message))
        .finally(() => setTimeout(() => asked.delete(coin.Id), ASK_AGAIN_AFTER));
    }
  }
}

// A coin that a player asked for in vain comes anew, before its old number is eaten; that one is not scored.
function addCoin(coin) {
  for (const { Id } of [...coins.values()].filter(({ X, Y }) => X === coin.X && Y === coin.Y)) {
    coins.delete(Id);
    asked.delete(Id);
  }

  coins.set(coin.Id, coin);
}

function removeCoin(id) {
  coins.delete(id);
  if (asked.delete(id)) {
    element('score').textContent = ++score;
  }
}

async function fire(angle, power) {
  const ball = balls.get(me);
  if (!ball) {
    return;
  }

  const { X, Y, MinPower, MaxPower } = ball.player;
  try {
    await client.request(`${module}/HD_Fire`, { Angle: angle, Power: Math.min(Math.max(power, MinPower), MaxPower), X, Y });
    showProblem();
  } catch (error) {
    showProblem(error.message);
  }
}

// The shot that a drag or a tap means. Without walls and other shots a ball rolls speed / (1 - friction) far.
function shot() {
  const isTap = Math.hypot(aim.to.x - aim.from.x, aim.to.y - aim.from.y) < TAP;
  const from = isTap ? balls.get(me).to : aim.from;
  const x = aim.to.x - from.x;
  const y = aim.to.y - from.y;
  return { angle: Math.atan2(y, x) * 180 / Math.PI, power: Math.hypot(x, y) * (1 - FRICTION) / SPEED_OF_POWER, isTap };
}

function worldPoint(event) {
  const box = canvas.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width * WORLD, y: (event.clientY - box.top) / box.height * WORLD };
}

canvas.addEventListener('pointerdown', (event) => {
  if (balls.has(me) && event.isPrimary) {
    canvas.setPointerCapture(event.pointerId);
    aim = { from: worldPoint(event), to: worldPoint(event) };
  }
});

canvas.addEventListener('pointermove', (event) => {
  if (aim && event.isPrimary) {
    aim.to = worldPoint(event);
  }
});

canvas.addEventListener('pointerup', (event) => {
  if (aim && event.isPrimary) {
    aim.to = worldPoint(event);
    const { angle, power } = shot();
    aim = null;
    fire(angle, power);
  }
});

canvas.addEventListener('pointercancel', () => {
  aim = null;
});

canvas.addEventListener('keydown', (event) => {
  const angle = { ArrowRight: 0, ArrowDown: 90, ArrowLeft: 180, ArrowUp: 270 }[event.key];
  if (angle !== undefined) {
    event.preventDefault();
    if (!event.repeat) {
      fire(angle, 100);
    }
  }
});

function showPlayers() {
  element('players').replaceChildren(...[...balls.keys()].sort().map((rid) => {
    const item = document.createElement('li');
    item.dataset.rid = rid;
    item.style.setProperty('--hue', hue(rid));
    item.textContent = rid === me ? `${rid} (you)` : rid;
    return item;
  }));
  showPositions();
}

// For eyes that a canvas does not reach.
function showPositions() {
  for (const item of element('players').children) {
    const { x, y } = balls.get(item.dataset.rid).to;
    item.dataset.x = Math.round(x);
    item.dataset.y = Math.round(y);
    item.title = `at ${Math.round(x)}, ${Math.round(y)}`;
  }
}

function draw(now) {
  const size = Math.round(canvas.clientWidth * devicePixelRatio);
  if (canvas.width !== size) {
    canvas.width = canvas.height = size;
  }

  const scale = size / WORLD;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, WORLD, WORLD);
  drawGrid();
  for (const coin of coins.values()) {
    disc(coin.X, coin.Y, COIN_RADIUS, colors.coin);
    disc(coin.X, coin.Y, COIN_RADIUS * 0.55, 'rgb(255 255 255 / 35%)');
  }

  for (const [rid, ball] of balls) {
    const { x, y } = ball.at(now);
    disc(x, y, ball.player.BallRadius, `hsl(${hue(rid)} 60% 55%)`);
    if (rid === me) {
      ring(x, y, ball.player.BallRadius + 7);
      takeCoins(x, y, ball.player.BallRadius);
    }
  }

  drawAim(now);
  requestAnimationFrame(draw);
}

function drawGrid() {
  context.strokeStyle = colors.grid;
  context.lineWidth = 2;
  context.beginPath();
  for (let line = 160; line < WORLD; line += 160) {
    context.moveTo(line, 0);
    context.lineTo(line, WORLD);
    context.moveTo(0, line);
    context.lineTo(WORLD, line);
  }

  context.stroke();
}

function drawAim(now) {
  if (!aim || !balls.has(me)) {
    return;
  }

  const { angle, power, isTap } = shot();
  if (isTap) {
    return;
  }

  const { x, y } = balls.get(me).at(now);
  const { MinPower, MaxPower } = balls.get(me).player;
  const length = 60 + Math.min(Math.max(power, MinPower), MaxPower);
  context.save();
  context.translate(x, y);
  context.rotate(angle * Math.PI / 180);
  context.strokeStyle = colors.text;
  context.lineWidth = 6;
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(34, 0);
  context.lineTo(length, 0);
  context.moveTo(length - 18, -14);
  context.lineTo(length, 0);
  context.lineTo(length - 18, 14);
  context.stroke();
  context.restore();
}

function disc(x, y, radius, color) {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function ring(x, y, radius) {
  context.strokeStyle = colors.text;
  context.lineWidth = 4;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

function hue(rid) {
  let hash = 0;
  for (const character of rid) {
    hash = (hash * 31 + character.codePointAt(0)) % 360;
  }

  return hash;
}

// A canvas knows no variables of the style sheet, and light-dark() is resolved only where it is used.
function readColors() {
  const probe = document.createElement('i');
  document.body.append(probe);
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  colors = { text: read('--text'), grid: read('--raised'), coin: read('--coin') };
  probe.remove();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', readColors);
readColors();
requestAnimationFrame(draw);
client.connect();
