// What a reload must not lose. It is patient text, so it stays in this tab's session storage: nothing is written where
// another visit, another tab or another person finds it, and it is gone when the tab is closed.

const PREFIX = "scribe.";

const read = (name) => {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
};

const write = (name, value) => {
  try {
    if (value === null || value === "") sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden; the page works on, a reload would then lose words.
  }
};

/** A value kept under a name: `draft.get("note")`, `draft.set("note", text)`. */
export const draft = { get: read, set: write };

/** The live dictation's words, each text under its own name, so that adding one costs the same however long it is. */
export class Keep {
  #count = read("live.count") ?? 0;

  session(id) {
    write("live.session", id);
  }

  encounter(encounter) {
    write("live.encounter", encounter);
  }

  final(text) {
    write(`live.text.${this.#count}`, text);
    this.#count += 1;
    write("live.count", this.#count);
  }

  number(at, seq) {
    write(`live.seq.${at}`, seq);
  }

  finals() {
    return Array.from({ length: this.#count }, (_, at) => read(`live.text.${at}`) ?? "");
  }

  numbers() {
    const found = [];
    for (let at = 0; at < this.#count; at += 1) {
      const seq = read(`live.seq.${at}`);
      if (seq === null) break;
      found.push(seq);
    }
    return found;
  }

  /** What an earlier visit left, or null. */
  left() {
    const session = read("live.session");
    const finals = this.finals();
    return session || finals.length ? { session, finals, encounter: read("live.encounter") } : null;
  }

  clear() {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(`${PREFIX}live.`)) sessionStorage.removeItem(name);
    }
    this.#count = 0;
  }
}
