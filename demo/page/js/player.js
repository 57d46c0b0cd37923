// Plays a sample dictation at speaking pace, with a clock. Knows nothing of where the words go.

const TICK = 60;

export class Player {
  playing = false;
  at = 0; // seconds into the sample
  speed = 1;
  #pieces = [];
  #next = 0;
  #shown = "";
  #last = 0;
  #timer = 0;
  #told;

  /** @param {Object} told say(text), suppose(text), tick(at, length) */
  constructor(told) {
    this.#told = told;
  }

  /** How long the sample is, in seconds. */
  get length() {
    return this.#pieces.at(-1)?.until ?? 0;
  }

  /** Takes a sample's pieces: {from, until, text} in seconds. */
  load(pieces) {
    this.#pieces = pieces;
    this.stop();
  }

  /** Plays on. */
  play() {
    if (!this.#pieces.length || this.playing) return;
    if (this.#next >= this.#pieces.length) this.stop();
    this.playing = true;
    this.#last = performance.now();
    this.#timer = setInterval(() => this.#step(), TICK);
    this.#told.tick(this.at, this.length);
  }

  /** Waits; the words that were begun stay begun. */
  pause() {
    this.playing = false;
    clearInterval(this.#timer);
    this.#told.tick(this.at, this.length);
  }

  /** Goes back to the start. */
  stop() {
    this.at = 0;
    this.#next = 0;
    this.#shown = "";
    this.pause();
  }

  #step() {
    const now = performance.now();
    this.at += ((now - this.#last) / 1000) * this.speed;
    this.#last = now;
    while (this.#next < this.#pieces.length && this.#pieces[this.#next].until <= this.at) {
      this.#told.say(this.#pieces[this.#next].text);
      this.#next += 1;
      this.#shown = "";
    }
    const piece = this.#pieces[this.#next];
    if (!piece) {
      this.at = this.length;
      this.pause();
      return;
    }
    const part = (this.at - piece.from) / (piece.until - piece.from);
    const words = part > 0 ? begun(piece.text, part) : "";
    if (words && words !== this.#shown) {
      this.#shown = words;
      this.#told.suppose(words);
    }
    this.#told.tick(this.at, this.length);
  }
}

/** As many whole words of the text as this part of its time has room for. */
function begun(text, part) {
  const most = Math.floor(text.length * part);
  const cut = text.lastIndexOf(" ", most);
  return cut > 0 ? text.slice(0, cut) : "";
}
