// The websocket under a dictation: a ticket, a socket, and pings that notice silence. Knows nothing of what is said.

import { ask, Refusal } from "./service.js";

const PING = 20_000;
const SILENCE = 10_000;

export class Wire {
  #socket = null;
  #attempt = 0;
  #pinging = 0;
  #heard = 0;
  #told;

  /** @param {Object} told listeners: opened(), heard(message), lost(), refused(message): no ticket is given */
  constructor(told) {
    this.#told = told;
  }

  /** Opens it; what comes of that is told. */
  async connect() {
    this.close();
    const attempt = this.#attempt;
    let ticket;
    try {
      ({ ticket } = await (await ask("/v1/tickets", { method: "POST" })).json());
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error instanceof Refusal && error.status < 500) this.#told.refused(error.message);
      else this.#told.lost();
      return;
    }
    if (attempt === this.#attempt) this.#open(ticket);
  }

  /** Sends a message, when it is open. */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Closes it; nothing more is told of it. */
  close() {
    this.#attempt += 1;
    clearInterval(this.#pinging);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #open(ticket) {
    const url = new URL(`/v1/dictation?ticket=${encodeURIComponent(ticket)}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#heard = performance.now();
      this.#pinging = setInterval(() => this.#ping(), PING);
      this.#told.opened();
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#heard = performance.now();
      this.#told.heard(JSON.parse(data));
    };
    socket.onclose = () => socket === this.#socket && this.#lose();
  }

  #ping() {
    if (performance.now() - this.#heard > PING + SILENCE) this.#lose();
    else this.send({ type: "ping" });
  }

  #lose() {
    this.close();
    this.#told.lost();
  }
}
