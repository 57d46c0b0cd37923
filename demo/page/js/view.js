// The Review's five lists as they stand, added up from events, and the text they point into.

const SPACE = /[\s\u001c-\u001f\u0085]/;
const isSpace = (character) => SPACE.test(character) && character !== "\ufeff";

/** The words as the service has them; its offsets count characters, a string's count UTF-16 units. */
export class Transcript {
  text = "";
  #wide = []; // offsets, in characters, of those that take two units
  #points = 0;

  /** Joins a final text: one space between, unless one side has white space. */
  add(piece) {
    if (!piece) return;
    if (this.text && !isSpace(this.text.at(-1)) && !isSpace(piece[0])) this.#append(" ");
    this.#append(piece);
  }

  /** How many characters. */
  get length() {
    return this.#points;
  }

  /** The characters from `start` to `end`. */
  slice(start, end = this.#points) {
    return this.text.slice(this.#unit(start), this.#unit(end));
  }

  #append(piece) {
    this.text += piece;
    for (const character of piece) {
      if (character.length > 1) this.#wide.push(this.#points);
      this.#points += 1;
    }
  }

  #unit(point) {
    let low = 0;
    let high = this.#wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#wide[middle] < point) low = middle + 1;
      else high = middle;
    }
    return point + low;
  }
}

const LISTS = {
  sentence: ["sentences", (item) => String(item.id)],
  evidence: ["evidence", (item) => item.id],
  requirement: ["requirements", (item) => `${item.policy} ${item.id}`],
  line: ["lines", (item) => String(item.line)],
  flag: ["flags", (item) => item.id],
};

export class View {
  sentences = [];
  evidence = [];
  requirements = [];
  lines = [];
  flags = [];
  #byId = new Map();
  #bySentence = new Map();

  /** The lists of a review or snapshot. */
  static of(lists) {
    const made = new View();
    for (const [name] of Object.values(LISTS)) made[name] = lists[name].slice();
    for (const item of made.evidence) made.#know(item);
    return made;
  }

  /** Whether the message is one that `take` adds up. */
  static adds(message) {
    return message.type in LISTS;
  }

  /** Takes one event in. */
  take(event) {
    const [name, key] = LISTS[event.type];
    const list = this[name];
    const item = event[event.type];
    if (event.state === "removed" || event.state === "cleared") list.splice(event.at, 1);
    else if (event.at < list.length && key(list[event.at]) === key(item)) list[event.at] = item;
    else if (event.at === list.length) list.push(item);
    else list.splice(event.at, 0, item);
    if (event.type !== "evidence") return;
    if (event.state === "removed") this.#forget(item);
    else this.#know(item);
  }

  /** The evidence of this id. */
  find(id) {
    return this.#byId.get(id);
  }

  /** The evidence of one sentence, in its order. */
  in(sentence) {
    return this.#bySentence.get(sentence) ?? [];
  }

  #know(item) {
    this.#byId.set(item.id, item);
    const there = this.#bySentence.get(item.sentence) ?? [];
    there.push(item);
    there.sort((one, other) => one.start - other.start || other.end - one.end);
    this.#bySentence.set(item.sentence, there);
  }

  #forget(item) {
    this.#byId.delete(item.id);
    const left = this.in(item.sentence).filter((other) => other.id !== item.id);
    if (left.length) this.#bySentence.set(item.sentence, left);
    else this.#bySentence.delete(item.sentence);
  }
}
