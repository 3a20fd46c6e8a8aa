// Something that was asked of the server: the newest answer, whether it is on its way, and why it failed.

import { redraw } from './render.js';

export class Resource {
  #ask;
  #turn = 0;

  data = null;
  problem = null;
  loading = false;

  constructor(ask) {
    this.#ask = ask;
    this.reload();
  }

  /** Asks again. What was there stays until the answer is; an answer that a newer question overtook is ignored. */
  async reload() {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const data = await this.#ask();
      if (turn === this.#turn) {
        this.data = data;
        this.problem = null;
      }
    } catch (problem) {
      if (turn === this.#turn) {
        this.problem = problem;
      }
    }

    if (turn === this.#turn) {
      this.loading = false;
      redraw();
    }
  }
}
