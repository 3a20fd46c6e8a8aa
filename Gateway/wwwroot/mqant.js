// The client's side of the protocol, on MQTT.js. A request is published on Module/HD_Handler/<number> and answered on the same topic;
// everything else that arrives is a push. Nothing is subscribed to.

const REQUEST_LIMIT = 15_000; // ms; the gateway answers within 10 s
const RECONNECT_AFTER = 1_000; // ms

/** The gateway that served this page: another port of the same host. */
export async function gatewayAddress() {
  const response = await fetch(new URL('config.json', import.meta.url));
  if (!response.ok) {
    throw new Error(`The gateway did not tell its ports (HTTP ${response.status}).`);
  }

  // Behind a proxy that ends TLS the port has the number of the one without it.
  const { webSocketPort, webSocketTlsPort } = await response.json();
  return location.protocol === 'https:'
    ? `wss://${location.hostname}:${webSocketTlsPort ?? webSocketPort}/mqtt`
    : `ws://${location.hostname}:${webSocketPort}/mqtt`;
}

/** One session with the gateway, taken up again when the connection breaks. */
export class Client {
  #mqtt;
  #pushes = new Map();
  #requests = new Map();
  #lastNumber = 0;
  #onOnline;
  #onStatus;

  /**
   * @param onOnline called after every connect: log in and join here
   * @param onStatus called with 'connecting', 'online' or 'offline' and a sentence for people
   */
  constructor(onOnline, onStatus) {
    this.#onOnline = onOnline;
    this.#onStatus = onStatus;
  }

  /** Calls back for every push on a topic, with its JSON. */
  on(topic, listener) {
    this.#pushes.set(topic, listener);
    return this;
  }

  async connect() {
    this.#onStatus('connecting', 'Connecting …');
    try {
      const [mqtt, address] = await Promise.all([loadMqttJs(), gatewayAddress()]);
      this.#mqtt = mqtt.connect(address, { keepalive: 30, reconnectPeriod: RECONNECT_AFTER, queueQoSZero: false });
    } catch (error) {
      this.#onStatus('offline', error.message);
      return;
    }

    this.#mqtt.on('connect', () => this.#online());
    this.#mqtt.on('close', () => this.#offline());
    this.#mqtt.on('error', (error) => console.warn(error));
    this.#mqtt.on('message', (topic, payload) => this.#arrived(topic, JSON.parse(payload.toString())));
    this.on('Session/OnKick', ({ reason }) => this.#kicked(reason));
    addEventListener('pagehide', () => this.#mqtt.end());
    addEventListener('pageshow', (event) => event.persisted && this.#mqtt.reconnect());
  }

  /** Calls a handler, such as Chat/HD_Say; resolves with its result, rejects with the error that it answered. */
  request(handler, payload = {}) {
    const topic = `${handler}/${++this.#lastNumber}`;
    return new Promise((resolve, reject) => {
      if (!this.#mqtt?.connected) {
        reject(new Error('There is no connection.'));
        return;
      }

      const timer = setTimeout(() => this.#settle(topic, { Error: 'The gateway did not answer.' }), REQUEST_LIMIT);
      this.#requests.set(topic, { resolve, reject, timer });
      this.#mqtt.publish(topic, JSON.stringify(payload));
    });
  }

  async #online() {
    try {
      await this.#onOnline();
      this.#onStatus('online', 'Connected');
    } catch (error) {
      if (this.#mqtt.connected) {
        this.#onStatus('offline', error.message);
      }
    }
  }

  #offline() {
    for (const topic of [...this.#requests.keys()]) {
      this.#settle(topic, { Error: 'The connection broke.' });
    }

    if (!this.#mqtt.disconnecting) {
      this.#onStatus('connecting', 'Connection lost, trying again …');
    }
  }

  #arrived(topic, message) {
    if (this.#requests.has(topic)) {
      this.#settle(topic, message);
    } else {
      this.#pushes.get(topic)?.(message);
    }
  }

  #settle(topic, { Error: error, Result: result }) {
    const { resolve, reject, timer } = this.#requests.get(topic);
    clearTimeout(timer);
    this.#requests.delete(topic);
    if (error) {
      reject(new Error(error));
    } else {
      resolve(result);
    }
  }

  #kicked(reason) {
    this.#mqtt.end();
    this.#onStatus('offline', `The gateway closed this session: ${reason}.`);
  }
}

/** Shows the state of the connection in the bar on top. */
export function showStatus(state, text) {
  const status = document.getElementById('status');
  status.dataset.state = state;
  status.textContent = text;
}

/** Shows a problem below the bar, or hides the last one. */
export function showProblem(text = '') {
  const notice = document.getElementById('notice');
  notice.textContent = text;
  notice.hidden = text === '';
}

// The build takes MQTT.js from npm; without npm it has none to put here.
async function loadMqttJs() {
  try {
    return (await import('./lib/mqtt.js')).default;
  } catch {
    throw new Error('MQTT.js is missing: install Node.js with npm, build the gateway again, and reload.');
  }
}
