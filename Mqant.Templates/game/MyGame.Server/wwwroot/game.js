import { Client } from './mqtt.js';

const find = (id) => document.getElementById(id);
const show = (text) => { find('message').textContent = text; };

const directions = { ArrowLeft: 'Left', ArrowRight: 'Right', ArrowUp: 'Up', ArrowDown: 'Down' };
let me; // the user, once logged in
let room; // the topic of the room, while in one
let login; // what to log in with again when the connection was lost
let board;

const { webSocketPort } = await (await fetch('config.json')).json();
const client = new Client(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.hostname}:${webSocketPort}/mqtt`);

client.onOnline = async () => {
  show('Log in, or choose a name and a password of 8 characters or more.');
  if (login) {
    await enter('Login/HD_Login');
  }
};
client.onOffline = () => show('Connection lost, trying again …');
client.on('Session/OnKick', ({ reason }) => {
  client.close();
  show(`The server closed this session: ${reason}.`);
});
client.on('Coins/OnBoard', draw);
client.on('Coins/OnWon', ({ Name }) => {
  show(Name === me ? 'You have won! Press a key or tap to play again.' : `${Name} has won. Press a key or tap to play again.`);
  room = undefined;
});

find('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const data = new FormData(event.target);
  login = { Name: data.get('name'), Password: data.get('password') };
  await enter(event.submitter.value);
});

addEventListener('keydown', ({ key }) => key in directions && go(directions[key]));
find('board').addEventListener('click', (event) => {
  const mine = board?.Players.find((player) => player.Name === me);
  if (mine) {
    const area = find('board').getBoundingClientRect();
    const dx = (event.clientX - area.left) / area.width - (mine.Cell.X + 0.5) / board.Size;
    const dy = (event.clientY - area.top) / area.height - (mine.Cell.Y + 0.5) / board.Size;
    go(Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? 'Left' : 'Right') : dy < 0 ? 'Up' : 'Down');
  } else {
    go('None');
  }
});

async function enter(handler) {
  try {
    me = await client.request(handler, login);
    find('login').hidden = true;
    find('board').hidden = find('keys').hidden = false;
    await join();
  } catch (error) {
    show(error.message);
  }
}

// Whichever room has a seat; the one that was kept for us when the connection was lost, if it still is.
async function join() {
  room ??= (await client.request('Rooms/HD_QuickMatch', { module: 'Coins' })).topic;
  draw(await client.request(`${room}/HD_Join`));
  show(`Playing as ${me}.`);
}

async function go(direction) {
  if (me) {
    try {
      await (room ? client.request(`${room}/HD_Turn`, { Direction: direction }) : join());
    } catch (error) {
      room = undefined;
      show(error.message);
    }
  }
}

function draw(next) {
  board = next;
  const size = 100 / board.Size;
  const pieces = new Map([...find('board').children].map((piece) => [piece.dataset.name, piece]));
  place('', '🪙', board.Coin, 'coin');
  for (const { Name, Cell } of board.Players) {
    place(Name, Name === me ? '😀' : '🙂', Cell, 'player');
  }

  pieces.forEach((piece) => piece.remove());
  find('scores').replaceChildren(...[...board.Players].sort((a, b) => b.Coins - a.Coins).map(({ Name, Coins }) => {
    const line = document.createElement('li');
    line.textContent = `${Name}: ${Coins} of ${board.CoinsToWin}`;
    line.classList.toggle('me', Name === me);
    return line;
  }));

  function place(name, text, cell, kind) {
    const piece = pieces.get(name) ?? find('board').appendChild(document.createElement('span'));
    pieces.delete(name);
    Object.assign(piece, { textContent: text, className: kind, title: name });
    piece.dataset.name = name;
    Object.assign(piece.style, { width: `${size}%`, height: `${size}%`, left: `${cell.X * size}%`, top: `${cell.Y * size}%` });
  }
}

client.connect();
