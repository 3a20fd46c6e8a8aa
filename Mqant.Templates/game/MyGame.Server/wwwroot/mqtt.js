// What a page needs of MQTT 3.1.1 over WebSocket. A request is published on Module/HD_Handler/<number> and answered on the same topic; everything
// else that arrives is a push. Nothing is subscribed to. Numbers in brackets are those of the specification's chapters.

const KEEP_ALIVE = 30; // s
const RECONNECT_AFTER = 1_000; // ms
const REQUEST_LIMIT = 15_000; // ms; the server answers within 10 s

const CONNECT = 0x10, CONNACK = 0x20, PUBLISH = 0x30, PUBACK = 0x40, PINGREQ = 0xc0, DISCONNECT = 0xe0;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Client {
  /** Called after every connect. */
  onOnline = () => {};
  /** Called when the connection was lost; it is taken up again. */
  onOffline = () => {};

  #address;
  #socket;
  #received = new Uint8Array();
  #pings;
  #closed = false;
  #lastNumber = 0;
  #requests = new Map();
  #pushes = new Map();

  constructor(address) {
    this.#address = address;
  }

  /** Calls back for every push on a topic, with its JSON. */
  on(topic, listener) {
    this.#pushes.set(topic, listener);
  }

  connect() {
    const socket = this.#socket = new WebSocket(this.#address, 'mqtt');
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      const id = `page-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
      this.#send(CONNECT, [...text('MQTT'), 4, 0b10, KEEP_ALIVE >> 8, KEEP_ALIVE & 255, ...text(id)]); // 3.1
      this.#pings = setInterval(() => this.#send(PINGREQ), KEEP_ALIVE * 1_000);
    };
    socket.onmessage = ({ data }) => this.#receive(new Uint8Array(data));
    socket.onclose = () => {
      clearInterval(this.#pings);
      this.#received = new Uint8Array();
      for (const request of this.#requests.values()) {
        request.settle('The connection was lost.');
      }

      if (!this.#closed) {
        this.onOffline();
        setTimeout(() => this.connect(), RECONNECT_AFTER);
      }
    };
  }

  close() {
    this.#closed = true;
    this.#send(DISCONNECT);
    this.#socket.close();
  }

  /** Calls a handler, such as Login/HD_Login; resolves with its result, rejects with the error that it answered. */
  request(handler, payload = {}) {
    const topic = `${handler}/${++this.#lastNumber}`;
    return new Promise((resolve, reject) => {
      const settle = (error, result) => {
        clearTimeout(timer);
        this.#requests.delete(topic);
        error ? reject(new Error(error)) : resolve(result);
      };
      const timer = setTimeout(() => settle('The server did not answer.'), REQUEST_LIMIT);
      this.#requests.set(topic, { settle });
      if (!this.#send(PUBLISH, [...text(topic), ...encoder.encode(JSON.stringify(payload))])) {
        settle('There is no connection.');
      }
    });
  }

  // A packet: its type, the length of what follows in groups of seven bits, and that (2.2.3).
  #send(type, body = []) {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return false;
    }

    const length = [];
    let rest = body.length;
    do {
      length.push((rest & 127) | (rest > 127 ? 128 : 0));
      rest >>= 7;
    } while (rest > 0);
    this.#socket.send(new Uint8Array([type, ...length, ...body]));
    return true;
  }

  // A frame of the socket may hold several packets, or a part of one.
  #receive(data) {
    const all = new Uint8Array(this.#received.length + data.length);
    all.set(this.#received);
    all.set(data, this.#received.length);
    let start = 0;
    while (true) {
      let [at, length, shift] = [start + 1, 0, 0];
      while (at < all.length && all[at] & 128) {
        length |= (all[at++] & 127) << shift;
        shift += 7;
      }

      length |= (all[at++] ?? 0) << shift;
      if (at + length > all.length) {
        break;
      }

      this.#handle(all[start], all.subarray(at, at + length));
      start = at + length;
    }

    this.#received = all.subarray(start);
  }

  #handle(first, body) {
    const type = first & 0xf0;
    if (type === CONNACK) {
      body[1] === 0 ? this.onOnline() : this.#socket.close(); // 3.2
    } else if (type === PUBLISH) {
      let at = 2 + (body[0] << 8 | body[1]);
      const topic = decoder.decode(body.subarray(2, at));
      if (first & 0b110) { // 3.3.2.2: a packet id, wanted back
        this.#send(PUBACK, [body[at++], body[at++]]);
      }

      this.#arrived(topic, JSON.parse(decoder.decode(body.subarray(at))));
    }
  }

  #arrived(topic, message) {
    const request = this.#requests.get(topic);
    request ? request.settle(message.Error, message.Result) : this.#pushes.get(topic)?.(message);
  }
}

// A string with its length before it (1.5.3).
function text(value) {
  const bytes = encoder.encode(value);
  return [bytes.length >> 8, bytes.length & 255, ...bytes];
}
