// The live view: words in, evidence, checklist, lines and flags as they come.

import { Board } from "./board.js";
import { Dictation } from "./dictation.js";
import { byId, el, soon } from "./dom.js";
import { draft, Keep } from "./draft.js";
import { EncounterForm, summaryOf } from "./encounter.js";
import { Flags } from "./flags.js";
import { Paper } from "./paper.js";
import { Player } from "./player.js";
import { Speech } from "./speech.js";
import { Transcript, View } from "./view.js";
import { clock } from "./words.js";

const TYPING = 250; // milliseconds without a key before typed words are shown as interim
const STEADY = 6_000; // how long the page says that it is back

export class Live {
  #keep = new Keep();
  #dictation;
  #view = new View();
  #transcript = new Transcript();
  #interim = "";
  #preview = [];
  #encounter = {};
  #quiet = true; // what an earlier visit was told is not announced again
  #played = false; // all words so far come from samples
  #samples = [];
  #typing = 0;
  #steady = 0;
  #draw = soon(() => this.#drawNow());
  #announce;
  #finished;
  #why;

  /** @param {Object} options announce(text), why: the panel, finished(review, encounter, aside), confirm(text) */
  constructor({ announce, why, finished, confirm }) {
    this.#announce = announce;
    this.#finished = finished;
    this.#why = why;
    this.confirm = confirm;
    this.paper = new Paper(byId("transcript"), { below: byId("below"), follow: true, onTag: (id) => this.#explain(id) });
    this.board = new Board({
      checklist: byId("checklist"), lines: byId("lines"), why, goTo: (id) => this.paper.goTo(id), learned: () => this.#draw(),
    });
    this.flags = new Flags(byId("flags"), {
      announce, store: "live.aside", policy: (id) => this.board.policy(id),
    });
    this.player = new Player({
      say: (text) => this.say(text), suppose: (text) => this.suppose(text),
      tick: (at, length) => this.#tick(at, length), ended: () => this.#tick(this.player.length, this.player.length),
    });
    this.speech = new Speech({
      say: (text) => this.#speak(text), suppose: (text) => this.suppose(text),
      changed: () => this.#showSpeech(), problem: (text) => this.#say(text),
    });
    this.form = new EncounterForm(byId("visit-form"));
    this.#dictation = this.#open();
    this.paper.open(this.#view, this.#transcript);
    this.#wire();
    this.#drawNow();
  }

  /** Goes on where an earlier visit to the page stopped. */
  resume() {
    byId("composer").value = draft.get("composer") ?? "";
    const left = this.#keep.left();
    this.#show(left?.encounter ?? draft.get("encounter") ?? {});
    if (!left) return;
    for (const text of left.finals) this.#transcript.add(text);
    this.#dictation.restore(left);
  }

  /** The sample dictations that can be played. */
  offer(samples) {
    this.#samples = samples;
    byId("sample").append(...samples.map(({ file, title, style, seconds }) =>
      el("option", { value: file, text: `${title} (${style}, ${clock(seconds)})` })));
  }

  /** Says words for good. */
  say(text) {
    if (!text.trim() || !this.#ready()) return;
    this.#quiet = false;
    for (const piece of this.#dictation.say(text)) this.#transcript.add(piece);
    this.#interim = "";
    this.#draw();
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
    this.player.stop();
    this.speech.stop();
    this.#dictation.leave();
    this.#keep.clear();
    this.flags.clear();
    this.#transcript = new Transcript();
    this.#interim = "";
    this.#clear();
    this.#dictation = this.#open();
    this.#show(encounter);
    this.#quiet = false;
    this.#played = true;
    if (Object.keys(encounter).length) this.#dictation.consider(encounter);
    this.#state(this.#dictation.state, {});
    this.#draw();
  }

  /** Loads a sample, which begins a new dictation; gives it once its words are here. */
  async load(file) {
    const sample = await (await fetch(`/dictations/${encodeURIComponent(file)}`)).json();
    this.begin(sample.encounter);
    byId("sample").value = file;
    byId("listen-for").textContent = sample.listen_for;
    this.player.load(sample.pieces);
    this.#tick(0, this.player.length);
    return sample;
  }

  /** Whether anything was said that no sample holds. */
  get hasWords() {
    return !this.#played && this.#transcript.length > 0;
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
      problem: (message, field) => this.#say(field ? `${field}: ${message}` : message),
    };
    // A dictation that was left may still have something to say.
    const made = new Dictation(Object.fromEntries(Object.entries(told).map(([name, hear]) =>
      [name, (...given) => made === this.#dictation && hear(...given)])), this.#keep);
    return made;
  }

  #ready() {
    if (this.#dictation.open) return true;
    this.#say("This dictation has ended. Begin a new one to go on.");
    this.player.pause();
    return false;
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
    this.board.draw(this.#view, this.#encounter.date_of_service ?? null);
    this.flags.draw(this.#view.flags, { quiet: this.#quiet });
    byId("welcome").hidden = this.#transcript.length > 0 || this.#interim !== "";
    byId("transcript").hidden = !byId("welcome").hidden;
    byId("finish").disabled = this.#transcript.length === 0 || !this.#dictation.open;
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
    this.#finished(review, this.#encounter, this.flags.aside);
  }

  #show(encounter) {
    this.#encounter = encounter;
    this.#dictation.expect(encounter);
    draft.set("encounter", encounter);
    byId("visit").textContent = summaryOf(encounter);
    this.form.value = encounter;
  }

  #state(name, { resumed, away, message } = {}) {
    const node = byId("connection");
    const unsafe = this.#dictation.unsafe;
    const texts = unsafe === 1 ? "1 text waits here" : `${unsafe} texts wait here`;
    const words = {
      idle: ["○", "Ready"], connecting: ["◌", "Connecting …"], live: ["●", unsafe ? "Live, saving …" : "Live, all words are safe"],
      waiting: ["◌", `The service is out of reach. Trying again …${unsafe ? ` ${texts}, none is lost.` : ""}`],
      resting: ["○", "Paused. It goes on with your next words."], finishing: ["◌", "Finishing …"], finished: ["✓", "Finished"],
      stopped: ["✗", message ?? "Ended"],
    };
    if (resumed) {
      const seconds = Math.max(1, Math.round(away / 1000));
      node.dataset.back = `Back after ${seconds} second${seconds === 1 ? "" : "s"}. Nothing was lost.`;
      this.#announce(node.dataset.back);
      clearTimeout(this.#steady);
      this.#steady = setTimeout(() => {
        delete node.dataset.back;
        this.#state(this.#dictation.state, {});
      }, STEADY);
    }
    if (name === "waiting" && node.dataset.state !== "waiting" && node.dataset.state !== "connecting") {
      this.#announce("The service is out of reach. Trying again.");
    }
    if (name === "connecting" && node.dataset.state === "waiting") return; // no flicker between two attempts
    node.dataset.state = name;
    const [sign, said] = words[name];
    node.querySelector(".sign").textContent = sign;
    node.querySelector(".said").textContent = name === "live" && node.dataset.back ? node.dataset.back : said;
    byId("finish").disabled = this.#transcript.length === 0 || !this.#dictation.open;
  }

  #say(text) {
    byId("problem").textContent = text;
    this.form.problem(text);
  }

  #wire() {
    const composer = byId("composer");
    composer.addEventListener("input", () => {
      draft.set("composer", composer.value);
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => composer.value.length < 2_000 && this.suppose(composer.value), TYPING);
    });
    composer.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#add();
    });
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    byId("play").addEventListener("click", () => this.#play());
    byId("stop").addEventListener("click", () => {
      this.player.pause();
      this.suppose("");
      this.player.stop();
      this.#tick(0, this.player.length);
    });
    byId("speed").addEventListener("change", (event) => (this.player.speed = Number(event.target.value)));
    byId("sample").addEventListener("change", () => this.#choose());
    byId("new").addEventListener("click", async () => {
      if (this.isEmpty || (await this.confirm("Begin a new dictation? The words on this page will be erased, here and on the service."))) {
        this.begin({});
        byId("sample").value = "";
        byId("listen-for").textContent = "";
        this.player.load([]);
        this.#tick(0, 0);
        composer.focus();
      }
    });
    byId("finish").addEventListener("click", () => {
      this.player.pause();
      this.speech.stop();
      if (composer.value.trim()) this.#add();
      this.#dictation.finish();
    });
    this.#wireVisit();
    this.#wireSpeech();
    addEventListener("online", () => this.#dictation.hurry());
  }

  #wireVisit() {
    const dialog = byId("visit-dialog");
    byId("change-visit").addEventListener("click", () => {
      this.form.value = this.#encounter;
      dialog.showModal();
    });
    dialog.querySelector("form").addEventListener("submit", () => {
      if (document.activeElement?.value === "cancel") return;
      const encounter = this.form.value;
      this.#show(encounter);
      this.#say("");
      this.#quiet = false;
      if (this.#dictation.open) this.#dictation.consider(encounter);
      this.#draw();
    });
    dialog.querySelector("button[value=cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }

  #wireSpeech() {
    const button = byId("speak");
    const dialog = byId("speech-dialog");
    button.hidden = !Speech.available;
    byId("no-speech").hidden = Speech.available;
    button.addEventListener("click", () => (this.speech.on ? this.speech.stop() : dialog.showModal()));
    dialog.addEventListener("close", () => dialog.returnValue === "listen" && this.speech.start());
  }

  #showSpeech() {
    const button = byId("speak");
    button.setAttribute("aria-pressed", String(this.speech.on));
    button.textContent = this.speech.on ? "■ Stop listening" : "Speak";
  }

  #speak(text) {
    this.#played = false;
    this.say(text);
  }

  #add() {
    const composer = byId("composer");
    if (!composer.value.trim()) return;
    clearTimeout(this.#typing);
    this.#played = false;
    this.say(composer.value);
    if (!this.#dictation.open) return;
    composer.value = "";
    draft.set("composer", "");
    composer.focus();
  }

  async #choose() {
    const select = byId("sample");
    if (!select.value) return;
    if (this.hasWords && !(await this.confirm("Play a sample? It begins a new dictation, and the words on this page will be erased."))) {
      select.value = "";
      return;
    }
    await this.load(select.value);
  }

  async #play() {
    if (this.player.playing) return this.player.pause();
    if (!this.player.length) {
      byId("sample").value ||= this.#samples[0]?.file ?? "";
      await this.#choose();
    } else if (!this.#dictation.open || this.player.at >= this.player.length || (this.player.at === 0 && !this.isEmpty)) {
      await this.load(byId("sample").value);
    }
    this.player.play();
  }

  #tick(at, length) {
    byId("clock").textContent = `${clock(at)} / ${clock(length)}`;
    byId("progress").value = length ? at / length : 0;
    byId("play").textContent = this.player?.playing ? "❚❚ Pause" : "▶ Play";
    byId("stop").disabled = at === 0;
  }
}
