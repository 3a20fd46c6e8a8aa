import { Client, showProblem, showStatus } from '../mqant.js';

const SHOWN_ROUNDS = 10;

const element = (id) => document.getElementById(id);
let mySeat = -1;
let phase = '';
let choice = null; // the digit to stake whenever betting opens
let hasStaked = false;
let isPaused = false;
let coinsBefore = 0; // mine, when the round began

const client = new Client(play, showStatus)
  .on('XaXb/OnEnter', entered)
  .on('XaXb/Idle', () => enterPhase('Idle'))
  .on('XaXb/Betting', () => enterPhase('Betting'))
  .on('XaXb/Opening', () => enterPhase('Opening'))
  .on('XaXb/Settlement', settled)
  .on('XaXb/OnPause', paused)
  .on('XaXb/OnResume', resumed)
  .on('XaXb/OnStop', (seats) => {
    showSeats(seats);
    stopped('The table has closed.');
  })
  .on('XaXb/Exit', ({ Info }) => stopped(Info));

async function play() {
  stopped('Looking for a table …');
  element('again').hidden = true;
  try {
    const { BigRoomId } = await client.request('XaXb/HD_GetUsableTable');
    await client.request('XaXb/HD_Enter', { BigRoomId });
    await client.request('XaXb/HD_SitDown', { BigRoomId });
    showProblem();
    if (phase === '') {
      say('Waiting for an opponent: open this page in another tab.');
    }
  } catch (error) {
    stopped('You are at no table.');
    showProblem(error.message);
  }
}

// Only who enters is told a State; everybody is told what the player has.
function entered(player) {
  if ('State' in player) {
    mySeat = player.SeatIndex;
  } else {
    showSeats([player]);
  }
}

function paused(seats) {
  isPaused = true;
  showSeats(seats);
  say('Paused.');
}

// Also when the game begins: then the coins are new.
function resumed(seats) {
  showSeats(seats);
  if (isPaused) {
    isPaused = false;
    say('The game goes on.');
  } else {
    coinsBefore = seats.find((seat) => seat.SeatIndex === mySeat).Coin;
  }
}

function enterPhase(name) {
  phase = name;
  for (const item of document.querySelectorAll('[data-phase]')) {
    item.setAttribute('aria-current', item.dataset.phase === name ? 'step' : 'false');
  }

  if (name === 'Idle') {
    hasStaked = false;
    element('result').textContent = '?';
    document.querySelectorAll('[data-field="guess"]').forEach((guess) => (guess.textContent = '–'));
    document.querySelectorAll('.seat').forEach((seat) => seat.classList.remove('winner'));
    say('A new round begins.');
  } else if (name === 'Betting') {
    say('Place your guess.');
    stake();
  } else if (name === 'Opening') {
    say('The number is being drawn …');
  }
}

async function stake() {
  if ((phase !== 'Betting' && phase !== 'Opening') || choice === null || hasStaked) {
    return;
  }

  hasStaked = true;
  const target = choice;
  try {
    await client.request('XaXb/HD_Stake', { Target: target });
    seatElement(mySeat).querySelector('[data-field="guess"]').textContent = target;
    showProblem();
  } catch (error) {
    hasStaked = false;
    showProblem(error.message);
  }
}

function settled({ Result, Seats }) {
  enterPhase('Settlement');
  const stakes = Seats.filter((seat) => seat.Stake);
  const mine = Seats.find((seat) => seat.SeatIndex === mySeat);
  const nearest = Math.min(...stakes.map((seat) => Math.abs(seat.Target - Result)));
  element('result').textContent = Result;
  showSeats(Seats);
  for (const seat of stakes) {
    seatElement(seat.SeatIndex).classList.toggle('winner', Math.abs(seat.Target - Result) === nearest);
  }

  if (mine) {
    addRound(Result, mine, mine.Coin - coinsBefore);
    coinsBefore = mine.Coin;
  }
}

function addRound(result, { Stake, Target }, gain) {
  const item = document.createElement('li');
  const text = document.createElement('span');
  const amount = document.createElement('span');
  text.textContent = Stake ? `${result} was drawn, you guessed ${Target}` : `${result} was drawn, you sat out`;
  amount.textContent = gain > 0 ? `+${gain}` : `${gain}`;
  amount.className = gain > 0 ? 'won' : gain < 0 ? 'lost' : '';
  item.append(text, amount);
  element('rounds').prepend(item);
  if (element('rounds').childElementCount > SHOWN_ROUNDS) {
    element('rounds').lastElementChild.remove();
  }

  say(!Stake ? 'You sat out.' : gain > 0 ? 'You won!' : 'Not this time.');
}

function showSeats(seats) {
  for (const seat of seats) {
    const shown = seatElement(seat.SeatIndex);
    shown.classList.toggle('empty', !seat.SitDown);
    shown.querySelector('[data-field="coin"]').textContent = seat.Coin.toLocaleString('en');
    shown.querySelector('[data-field="guess"]').textContent = seat.Stake ? seat.Target : '–';
  }
}

function seatElement(index) {
  return element(index === mySeat ? 'mine' : 'theirs');
}

function stopped(text) {
  phase = '';
  mySeat = -1;
  hasStaked = false;
  isPaused = false;
  document.querySelectorAll('[data-phase]').forEach((item) => item.setAttribute('aria-current', 'false'));
  element('again').hidden = false;
  say(text);
}

function say(text) {
  element('outcome').textContent = text;
}

for (let digit = 0; digit < 10; digit++) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = digit;
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    choice = choice === digit ? null : digit;
    for (const [index, other] of [...element('digits').children].entries()) {
      other.setAttribute('aria-pressed', index === choice);
    }

    stake();
  });
  element('digits').append(button);
}

element('again').addEventListener('click', play);
client.connect();
