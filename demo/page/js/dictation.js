// One dictation over the websocket: numbering, what is not yet safe, picking up again after a break by itself.
// Knows nothing of how it is shown.

import { ask } from "./service.js";
import { View } from "./view.js";
import { Wire } from "./wire.js";

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
const LARGEST = 16_000; // characters of one message; the service takes 65,536 bytes
const ENDS = new Set(["taken_over", "text_limit", "too_many_errors", "forbidden"]);

/** Cuts a text at white space into pieces that fit into a message. Joined again they are the text. */
function* pieces(text, most = LARGEST) {
  let rest = text;
  while (rest.length > most) {
    let cut = most;
    while (cut > 1 && !/\s/.test(rest[cut])) cut -= 1;
    if (cut === 1) cut = /[\ud800-\udbff]/.test(rest[most - 1]) ? most - 1 : most;
    yield rest.slice(0, cut);
    rest = rest.slice(cut);
  }
  if (rest) yield rest;
}

export class Dictation {
  state = "idle"; // idle, connecting, live, waiting, resting, finishing, finished, stopped
  session = null;
  n = 0;
  #seq = 0;
  #waiting = []; // finals that are not yet safe: {text, seq}
  #safe = 0;
  #encounter = {};
  #wire = new Wire({
    opened: () => this.#opened(), heard: (message) => this.#hear(message), lost: () => this.#lost(),
    refused: (message) => this.#stop(message),
  });
  #wait = FIRST_WAIT;
  #timer = 0;
  #brokeAt = 0;
  #fatal = null;
  #finish = false;
  #interim = null;
  #restored = false;
  #keep;
  #told;

  /**
   * @param {Object} told listeners: event(message), reset(), review(review), state(name, about), problem(message, field)
   * @param {Object} keep where words are kept over a reload: see draft.js
   */
  constructor(told, keep) {
    this.#told = told;
    this.#keep = keep;
  }

  /** How many texts are said but not yet safe on the server. */
  get unsafe() {
    return this.#waiting.length;
  }

  /** Whether the dictation can still be added to. */
  get open() {
    return !["finishing", "finished", "stopped"].includes(this.state);
  }

  /** What is known besides the words. Opens the dictation when it is not. */
  consider(encounter) {
    this.#encounter = encounter;
    this.#keep.encounter(encounter);
    if (this.state === "live") this.#wire.send({ type: "encounter", encounter });
    else this.#connect();
  }

  /** What is known, before anything opens. */
  expect(encounter) {
    this.#encounter = encounter;
  }

  /** Says words for good. Gives the pieces in which they went. */
  say(text) {
    const said = [...pieces(text)];
    for (const piece of said) {
      const final = { text: piece, seq: null };
      this.#waiting.push(final);
      this.#keep.final(piece);
      if (this.state === "live") this.#sendFinal(final);
    }
    this.#interim = null;
    if (this.state !== "live") this.#connect();
    return said;
  }

  /** Says words that may yet change. */
  suppose(text) {
    this.#interim = text;
    if (this.state === "live") this.#sendInterim();
    else if (this.state === "idle" || this.state === "resting") this.#connect();
  }

  /** Ends the dictation and asks for the review. */
  finish() {
    this.#finish = true;
    if (this.state === "live") this.#sendFinish();
    else this.#connect();
  }

  /** Goes on with a dictation that an earlier visit to the page left. */
  restore({ session, finals, encounter }) {
    this.session = session;
    this.#encounter = encounter ?? {};
    this.#waiting = finals.map((text) => ({ text, seq: null }));
    this.#restored = true;
    this.#connect();
  }

  /** Leaves it; the service is told to forget it, unless it was finished. */
  leave() {
    const forget = this.session && this.state !== "finished" ? this.session : null;
    this.state = "stopped";
    this.#close();
    if (forget) ask(`/v1/sessions/${forget}`, { method: "DELETE" }).catch(() => {});
  }

  /** Tries again at once, as when the network is back. */
  hurry() {
    if (this.state === "waiting") this.#connect();
  }

  #connect() {
    if (["connecting", "live", "finished", "stopped"].includes(this.state)) return;
    clearTimeout(this.#timer);
    this.#turn("connecting");
    this.#fatal = null;
    this.#wire.connect();
  }

  #opened() {
    if (this.session) this.#wire.send({ type: "start", session: this.session, after: this.#restored ? 0 : this.n });
    else this.#wire.send({ type: "start", encounter: this.#encounter });
  }

  #hear(message) {
    if (View.adds(message)) {
      if (message.n <= this.n) return;
      if (message.n > this.n + 1) return void this.#break();
      this.n = message.n;
      this.#told.event(message);
      return;
    }
    switch (message.type) {
      case "started":
        return this.#started(message);
      case "ack":
        return this.#acknowledged(message.seq);
      case "snapshot":
        this.n = message.n;
        return this.#told.event(message);
      case "preview":
        return this.#told.event(message);
      case "review":
        this.n = message.n;
        this.#turn("finished");
        this.#keep.clear(); // the review has the words from here on
        return this.#told.review(message.review);
      case "error":
        return this.#refused(message);
    }
  }

  #started({ session, seq, resumed, n }) {
    const away = this.#brokeAt ? performance.now() - this.#brokeAt : 0;
    if (!resumed || this.#restored) {
      this.n = resumed ? 0 : n;
      if (!resumed) this.#safe = 0;
      this.#told.reset();
    }
    this.session = session;
    this.#keep.session(session);
    if (this.#restored && resumed) this.#dropSafeTexts(seq);
    else this.#acknowledged(seq);
    this.#restored = false;
    this.#seq = seq;
    this.#brokeAt = 0;
    this.#wait = FIRST_WAIT;
    this.#turn("live", { resumed: resumed && away > 0, away });
    if (resumed) this.#wire.send({ type: "encounter", encounter: this.#encounter });
    for (const final of this.#waiting) this.#sendFinal(final);
    if (this.#interim) this.#sendInterim();
    if (this.#finish) this.#sendFinish();
  }

  // After a reload it is not known which number each text had, only how far the service came.
  #dropSafeTexts(seq) {
    const numbers = this.#keep.numbers();
    const all = this.#waiting.length;
    this.#waiting = this.#waiting.filter((_, at) => numbers[at] === undefined || numbers[at] > seq);
    this.#safe = all - this.#waiting.length;
  }

  #acknowledged(seq) {
    while (this.#waiting.length && this.#waiting[0].seq !== null && this.#waiting[0].seq <= seq) {
      this.#waiting.shift();
      this.#safe += 1;
    }
    this.#told.state(this.state, {});
  }

  #refused(message) {
    if (message.fatal) this.#fatal = message;
    else if (message.code === "seq_expected") this.#break();
    else {
      if (this.state === "finishing") {
        this.#finish = false;
        this.#turn("live");
      }
      this.#told.problem(message.message, message.field ?? null);
    }
  }

  #lost() {
    if (["finished", "stopped"].includes(this.state)) return;
    const code = this.#fatal?.code;
    if (code === "unknown_session") {
      this.session = null;
      this.#waiting = this.#keep.finals().map((text) => ({ text, seq: null }));
      this.#told.problem("The service no longer held this dictation; it was sent again from this page.", null);
      this.#again();
    } else if (code === "idle") this.#turn("resting");
    else if (ENDS.has(code)) this.#stop(this.#fatal.message);
    else this.#again((this.#fatal?.retry_after ?? 0) * 1000);
  }

  #again(least = 0) {
    this.#brokeAt ||= performance.now();
    this.#turn("waiting");
    const wait = Math.max(least, this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  #stop(message) {
    this.#turn("stopped", { message });
    this.#close();
  }

  #break() {
    this.#close();
    this.#again();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#wire.close();
  }

  #sendFinal(final) {
    this.#seq += 1;
    final.seq = this.#seq;
    this.#keep.number(this.#safe + this.#waiting.indexOf(final), final.seq);
    this.#wire.send({ type: "text", seq: final.seq, text: final.text, final: true });
  }

  #sendInterim() {
    this.#seq += 1;
    this.#wire.send({ type: "text", seq: this.#seq, text: this.#interim, final: false });
  }

  #sendFinish() {
    this.#turn("finishing");
    this.#wire.send({ type: "finish" });
  }

  #turn(state, about = {}) {
    this.state = state;
    this.#told.state(state, about);
  }
}
