// The stream of server-sent events. It says honestly whether it is live: a stream that is open but silent counts as lost.

import { redraw } from './render.js';

const TYPES = ['overview', 'log', 'error', 'audit', 'policy'];
const SILENCE = 10_000;
const AGAIN = 2_000;

export class Live {
  #source = null;
  #listeners = new Map(TYPES.map(type => [type, new Set()]));
  #heard = 0;
  #watch = null;
  #again = null;
  #check;

  /** 'off', 'connecting', 'live' or 'lost'. */
  state = 'off';

  /** When the last thing was heard, by this machine's clock. */
  lastHeard = null;

  /** check is asked before each new attempt, and throws when the session is over. */
  constructor(check) {
    this.#check = check;
  }

  /** Hears events of a type; returns what ends it. */
  on(type, listener) {
    this.#listeners.get(type).add(listener);
    return () => this.#listeners.get(type).delete(listener);
  }

  open() {
    this.close();
    this.state = 'connecting';
    this.#connect();
    this.#watch = setInterval(() => {
      if (this.state === 'live' && performance.now() - this.#heard > SILENCE) {
        this.#lose();
      }
    }, 1_000);
  }

  close() {
    clearInterval(this.#watch);
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
    this.state = 'off';
  }

  #connect() {
    const source = new EventSource('api/v1/events');
    this.#source = source;
    source.onopen = () => this.#hear();
    source.onerror = event => event instanceof MessageEvent || this.#lose();
    for (const type of TYPES) {
      source.addEventListener(type, event => {
        // The stream's own failure has the same name as the event that tells of an error, but is no message.
        if (!(event instanceof MessageEvent)) {
          return;
        }

        this.#hear();
        const data = JSON.parse(event.data);
        this.#listeners.get(type).forEach(listener => listener(data));
        redraw();
      });
    }
  }

  #hear() {
    this.#heard = performance.now();
    this.lastHeard = new Date();
    if (this.state !== 'live') {
      this.state = 'live';
      redraw();
    }
  }

  #lose() {
    this.#source?.close();
    this.state = 'lost';
    redraw();
    clearTimeout(this.#again);
    this.#again = setTimeout(async () => {
      try {
        await this.#check();
      } catch {
        if (this.state === 'lost') {
          this.#lose();
        }

        return;
      }

      if (this.state === 'lost') {
        this.#connect();
      }
    }, AGAIN);
  }
}
