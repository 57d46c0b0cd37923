// The live view: words in, evidence, checklist, lines and flags as they come.

import { Answer } from "./answer.js";
import { Board } from "./board.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Dictation } from "./dictation.js";
import { byId, soon } from "./dom.js";
import { draft, Keep } from "./draft.js";
import { Flags } from "./flags.js";
import { Paper } from "./paper.js";
import { Samples } from "./samples.js";
import { Transcript, View } from "./view.js";
import { Visit } from "./visit.js";

export class Live {
  #keep = new Keep();
  #dictation;
  #view = new View();
  #transcript = new Transcript();
  #interim = "";
  #preview = [];
  #quiet = true; // what an earlier visit was told is not announced again
  #played = false; // all words so far come from samples
  #connection;
  #visit;
  #composer;
  #draw = soon(() => this.#drawNow());
  #finished;
  #why;
  #confirm;

  /** @param {Object} options announce(text), why: the panel, finished(review, encounter, aside), confirm(text) */
  constructor({ announce, why, finished, confirm }) {
    this.#finished = finished;
    this.#why = why;
    this.#confirm = confirm;
    const name = (policy, requirement) => this.board.name(policy, requirement);
    this.paper = new Paper(byId("transcript"), { below: byId("below"), follow: true, onTag: (id) => this.#explain(id) });
    this.board = new Board({
      checklist: byId("checklist"), lines: byId("lines"), why, goTo: (id) => this.paper.goTo(id), learned: () => this.#draw(),
    });
    this.answer = new Answer(byId("answer"), { next: byId("next"), name, goTo: (...asked) => this.board.goTo(...asked) });
    this.flags = new Flags(byId("flags"), { announce, store: "live.aside", name });
    this.#connection = new Connection(byId("connection"), announce);
    this.#visit = new Visit({ changed: (encounter) => this.#consider(encounter) });
    const said = { suppose: (text) => this.suppose(text), problem: (text) => this.#say(text) };
    this.#composer = new Composer({ ...said, say: (text) => this.#sayOwn(text) });
    this.samples = new Samples({
      ...said, say: (text) => this.say(text), begin: (encounter) => this.begin(encounter),
      mayErase: async () => !this.hasWords
        || this.#confirm("Play a sample? It begins a new dictation, and the words on this page will be erased."),
      spent: (at) => !this.#dictation.open || (at === 0 && !this.isEmpty),
    });
    this.#dictation = this.#open();
    this.paper.open(this.#view, this.#transcript);
    this.#wire();
    this.#drawNow();
  }

  /** Goes on where an earlier visit to the page stopped. */
  resume() {
    const left = this.#keep.left();
    this.#show(left?.encounter ?? draft.get("encounter") ?? {});
    this.#visit.resume();
    if (!left) return void this.flags.clear(); // of a dictation that is gone
    for (const text of left.finals) this.#transcript.add(text);
    this.#dictation.restore(left);
  }

  /** Says words for good; gives whether they were taken. */
  say(text) {
    if (!this.#ready()) return false;
    this.#quiet = false;
    for (const piece of this.#dictation.say(text)) this.#transcript.add(piece);
    this.#interim = "";
    this.#draw();
    return true;
  }

  /** Shows words that may yet change. */
  suppose(text) {
    if (!this.#ready()) return;
    this.#interim = text;
    this.#dictation.suppose(text);
    this.#draw();
  }

  /** Begins anew with this encounter. */
  begin(encounter = {}) {
    this.samples.stop();
    this.#composer.hush();
    this.#dictation.leave();
    this.#keep.clear();
    this.flags.clear();
    this.#transcript = new Transcript();
    this.#interim = "";
    this.#clear();
    this.#dictation = this.#open();
    this.#show(encounter);
    this.#say("");
    this.#quiet = false;
    this.#played = true;
    if (Object.keys(encounter).length) this.#dictation.consider(encounter);
    this.#state(this.#dictation.state, {});
    this.#draw();
  }

  /** Whether anything was said that no sample holds. */
  get hasWords() {
    return !this.#played && !this.isEmpty;
  }

  get isEmpty() {
    return this.#transcript.length === 0;
  }

  #open() {
    const told = {
      event: (message) => this.#hear(message),
      reset: () => this.#clear(),
      review: (review) => this.#reviewed(review),
      state: (name, about) => this.#state(name, about),
      problem: (message, field) => this.#say((field && this.#visit.refuse(message, field)) ?? message),
    };
    // A dictation that was left may still have something to say.
    const made = new Dictation(Object.fromEntries(Object.entries(told).map(([name, hear]) =>
      [name, (...given) => made === this.#dictation && hear(...given)])), this.#keep);
    return made;
  }

  #ready() {
    if (this.#dictation.open) return true;
    this.#say("This dictation has ended. Begin a new one to go on.");
    this.samples.pause();
    return false;
  }

  #sayOwn(text) {
    this.#played = false;
    return this.say(text);
  }

  #hear(message) {
    if (message.type === "preview") this.#preview = message.evidence;
    else if (message.type === "snapshot") {
      this.#view = View.of(message);
      this.paper.open(this.#view, this.#transcript);
    } else {
      this.#view.take(message);
      this.paper.note(message);
    }
    this.#draw();
  }

  #clear() {
    this.#view = new View();
    this.#preview = [];
    this.paper.open(this.#view, this.#transcript);
    this.#draw();
  }

  #drawNow() {
    const { sentences } = this.#view;
    const told = sentences.at(-1)?.end ?? 0;
    const rest = { text: this.#transcript.slice(told), evidence: this.#preview.filter((item) => item.start >= told) };
    if (!rest.text.trim() && !this.#interim) rest.evidence = [];
    this.paper.draw(rest, this.#interim);
    this.board.draw(this.#view, this.#visit.encounter.date_of_service ?? null);
    this.answer.draw(this.#view);
    this.flags.draw(this.#view, { quiet: this.#quiet });
    byId("welcome").hidden = !this.isEmpty || this.#interim !== "";
    byId("transcript").hidden = !byId("welcome").hidden;
    byId("finish").disabled = this.isEmpty || !this.#dictation.open;
  }

  #explain(id) {
    const item = this.#view.find(id);
    if (!item) return;
    this.#why.evidence(item, this.#view, {
      name: (policy, requirement) => this.board.name(policy, requirement), policy: (policy) => this.board.policy(policy),
      goTo: (each) => this.paper.goTo(each), sentence: this.#view.sentences[item.sentence],
    });
  }

  #reviewed(review) {
    this.#view = View.of(review);
    this.#interim = "";
    this.#preview = [];
    this.paper.open(this.#view, this.#transcript);
    this.#drawNow();
    this.#finished(review, this.#visit.encounter, this.flags.aside);
  }

  #show(encounter) {
    this.#visit.show(encounter);
    this.#dictation.expect(encounter);
    draft.set("encounter", encounter);
  }

  #consider(encounter) {
    this.#show(encounter);
    this.#say("");
    this.#quiet = false;
    if (this.#dictation.open) this.#dictation.consider(encounter);
    this.#draw();
  }

  #state(name, about) {
    this.#connection.show(name, { unsafe: this.#dictation.unsafe, ...about });
    byId("finish").disabled = this.isEmpty || !this.#dictation.open;
  }

  #say(text) {
    byId("problem").textContent = text;
    this.#visit.problem(text);
  }

  #wire() {
    byId("new").addEventListener("click", async () => {
      const erase = "Begin a new dictation? The words on this page will be erased, here and on the service.";
      if (!this.isEmpty && !(await this.#confirm(erase))) return;
      this.samples.clear();
      this.begin({});
      this.#composer.focus();
    });
    byId("finish").addEventListener("click", () => {
      this.samples.pause();
      this.#composer.hush();
      this.#composer.add();
      this.#dictation.finish();
    });
    addEventListener("online", () => this.#dictation.hurry());
  }
}
