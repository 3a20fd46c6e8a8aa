import { Client, showProblem, showStatus } from '../mqant.js';

const EVERYONE = '*';
const KEPT_MESSAGES = 500;

const element = (id) => document.getElementById(id);
const members = new Set();
const client = new Client(() => hasJoined && enter(), showStatus)
  .on('Chat/OnJoin', ({ roomName, user }) => roomName === room && joined(user))
  .on('Chat/OnLeave', ({ roomName, user }) => roomName === room && left(user))
  .on('Chat/OnChat', (message) => message.roomName === room && said(message));

// A tab that is reloaded comes back as who it was; another tab is somebody else.
let user = sessionStorage.getItem('user') ?? '';
let room = new URLSearchParams(location.search).get('room') ?? sessionStorage.getItem('room') ?? 'lobby';
let hasJoined = false;
element('user').value = user;
element('room').value = room;

element('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  user = element('user').value.trim();
  room = element('room').value.trim();
  element('join').disabled = true;
  await enter();
  element('join').disabled = false;
});

element('say').addEventListener('submit', async (event) => {
  event.preventDefault();
  const content = element('content').value;
  const target = element('target').value;
  element('content').value = '';
  try {
    await client.request('Chat/HD_Say', { roomName: room, target, content });
    showProblem();
    if (target !== EVERYONE && target !== user) {
      // What is for one member alone goes to that member alone.
      addMessage(user, content, target);
    }
  } catch (error) {
    element('content').value ||= content;
    showProblem(error.message);
  }
});

async function enter() {
  try {
    const login = await client.request('Login/HD_Login', { userName: user, passWord: 'web' });
    if (!login.startsWith('login success')) {
      throw new Error(login);
    }

    const { users } = await client.request('Chat/HD_JoinChat', { roomName: room });
    members.clear();
    users.forEach((member) => members.add(member));
  } catch (error) {
    showProblem(error.message);
    return;
  }

  hasJoined = true;
  sessionStorage.setItem('user', user);
  sessionStorage.setItem('room', room);
  showProblem();
  showMembers();
  element('title').textContent = room;
  element('login').hidden = true;
  element('chat').hidden = false;
  element('content').focus();
}

function joined(member) {
  members.add(member);
  showMembers();
  addLine('event', `${member} joined`);
}

function left(member) {
  members.delete(member);
  showMembers();
  addLine('event', `${member} left`);
}

function said({ from, msg, target }) {
  addMessage(from, msg, target);
}

function showMembers() {
  const names = [...members].sort((a, b) => a.localeCompare(b));
  element('members').replaceChildren(...names.map((member) => {
    const item = document.createElement('li');
    item.style.setProperty('--hue', hue(member));
    item.textContent = member === user ? `${member} (you)` : member;
    return item;
  }));

  const chosen = element('target').value;
  element('target').replaceChildren(
    new Option('Everyone', EVERYONE),
    ...names.filter((member) => member !== user).map((member) => new Option(`Only ${member}`, member)));
  element('target').value = members.has(chosen) ? chosen : EVERYONE;
}

function addMessage(from, text, target) {
  const isMine = from === user;
  const name = document.createElement('b');
  name.textContent = target === EVERYONE ? from : `${from} → ${target}`;
  const words = document.createElement('span');
  words.textContent = text;
  const line = addLine(`message${isMine ? ' mine' : ''}${target === EVERYONE ? '' : ' private'}`, name, words);
  line.style.setProperty('--hue', hue(from));
}

// Names and messages come from other people: they are only ever text.
function addLine(className, ...content) {
  const list = element('messages');
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const line = document.createElement('li');
  line.className = className;
  line.append(...content);
  list.append(line);
  if (list.childElementCount > KEPT_MESSAGES) {
    list.firstElementChild.remove();
  }

  if (isAtEnd) {
    list.scrollTop = list.scrollHeight;
  }

  return line;
}

function hue(name) {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)) % 360;
  }

  return hash;
}

client.connect();
