// The review view: a note pasted or dropped, its encounter, and the same view at rest; printed or saved.

import { Board } from "./board.js";
import { byId, el, save } from "./dom.js";
import { draft } from "./draft.js";
import { EncounterForm, summaryOf } from "./encounter.js";
import { Flags } from "./flags.js";
import { Paper } from "./paper.js";
import { quote } from "./parts.js";
import { ask, post } from "./service.js";
import { Transcript, View } from "./view.js";
import { shapeOf, title } from "./words.js";

const TEXT = /\.(txt|text|md)$/i;

export class ReviewView {
  #shown = null; // {review, view, bytes, encounter}
  #announce;
  #why;
  #confirm;

  /** @param {Object} options announce(text), why: the panel, confirm(text) */
  constructor({ announce, why, confirm }) {
    this.#announce = announce;
    this.#why = why;
    this.#confirm = confirm;
    this.paper = new Paper(byId("r-note"), { onTag: (id) => this.#explain(id) });
    this.board = new Board({
      checklist: byId("r-checklist"), lines: byId("r-lines"), why, goTo: (id) => this.paper.goTo(id),
      learned: () => this.#shown && this.flags.draw(this.#shown.view, { quiet: true }),
    });
    this.flags = new Flags(byId("r-flags"), {
      announce, store: "review.aside", name: (policy, requirement) => this.board.name(policy, requirement),
    });
    this.form = new EncounterForm(byId("r-encounter"), { changed: () => draft.set("review.encounter", this.form.value) });
    this.#wire();
  }

  /** Shows what an earlier visit to the page left in the fields, and its review where there was one. */
  async resume() {
    byId("note").value = draft.get("note") ?? "";
    this.form.value = draft.get("review.encounter") ?? {};
    if (draft.get("review.shown")) await this.#trying(() => this.#review());
  }

  /** Shows a review. What was put aside stays so for the same text; `aside` is what the dictation has put aside. */
  show(review, encounter, { bytes = JSON.stringify(review), aside = null } = {}) {
    const view = View.of(review);
    this.#shown = { review, view, bytes, encounter };
    if (aside) this.flags.aside = aside;
    else if (draft.get("review.shown") !== review.text_sha256) this.flags.clear();
    draft.set("review.shown", review.text_sha256);
    const transcript = new Transcript();
    transcript.add(review.text);
    this.paper.open(view, transcript);
    const end = view.sentences.at(-1)?.end ?? 0;
    this.paper.draw({ text: transcript.slice(end), evidence: [] }, "");
    this.board.draw(view, encounter.date_of_service ?? null);
    this.flags.draw(view, { quiet: true });
    this.#drawApart(view);
    byId("r-visit").textContent = summaryOf(encounter);
    byId("r-about").textContent =
      `Scribe ${review.engine.version} · patterns ${review.engine.patterns_sha256.slice(0, 12)} · text ${review.text_sha256.slice(0, 12)}`;
    byId("result").hidden = false;
    byId("ask").open = false;
  }

  /** Fills the fields, so that what was dictated can be changed and reviewed again. */
  fill(text, encounter) {
    byId("note").value = text;
    draft.set("note", text);
    this.form.value = encounter;
    draft.set("review.encounter", encounter);
  }

  async #clear() {
    if (!(await this.#confirm("Clear the note, the visit and the review?"))) return;
    this.fill("", {});
    this.flags.clear();
    draft.set("review.shown", null);
    this.#shown = null;
    byId("result").hidden = true;
    this.#problem("");
    byId("note").focus();
  }

  #explain(id) {
    const { view } = this.#shown;
    const item = view.find(id);
    this.#why.evidence(item, view, {
      name: (policy, requirement) => this.board.name(policy, requirement), policy: (policy) => this.board.policy(policy),
      goTo: (each) => this.paper.goTo(each), sentence: view.sentences[item.sentence],
    });
  }

  #drawApart(view) {
    const used = new Set(view.requirements.flatMap((item) => item.evidence));
    const apart = view.evidence.filter((item) => !used.has(item.id));
    byId("r-apart").hidden = apart.length === 0;
    byId("r-apart").querySelector("ul").replaceChildren(...apart.map((item) => el("li", {},
      el("b", {}, el("span", { "aria-hidden": "true", text: shapeOf(item.kind) }), ` ${title(item.kind)}`),
      el("ul", { class: "quotes" }, quote(item, (id) => this.paper.goTo(id))))));
  }

  #wire() {
    const note = byId("note");
    note.addEventListener("input", () => draft.set("note", note.value));
    byId("review-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    const file = byId("file");
    file.addEventListener("change", () => {
      if (file.files[0]) this.#read(file.files[0]);
      file.value = "";
    });
    const zone = byId("drop");
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      const [dropped] = event.dataTransfer.files;
      if (dropped) this.#read(dropped);
      else if (event.dataTransfer.getData("text/plain")) {
        note.value = event.dataTransfer.getData("text/plain");
        draft.set("note", note.value);
      }
    });
    byId("clear").addEventListener("click", () => this.#clear());
    byId("print").addEventListener("click", () => window.print());
    byId("save-json").addEventListener("click", () =>
      save(new Blob([this.#shown.bytes, "\n"], { type: "application/json" }), `${this.#name()}.json`));
    byId("save-html").addEventListener("click", () => this.#saveHtml());
  }

  #name() {
    return `kx-review-${this.#shown.encounter.date_of_service ?? "undated"}`;
  }

  async #read(file) {
    await this.#trying(async () => {
      const type = file.type || (TEXT.test(file.name) ? "text/plain" : "application/octet-stream");
      const answer = await ask("/page/documents", { method: "POST", headers: { "content-type": type }, body: file });
      byId("note").value = (await answer.json()).text;
      draft.set("note", byId("note").value);
      this.#announce(`${file.name} was read.`);
    });
  }

  async #ask() {
    if (!byId("note").value.trim()) {
      this.#problem("There is no note yet. Paste one, or drop a file.");
      byId("note").focus();
      return;
    }
    await this.#trying(async () => {
      await this.#review();
      byId("result-title").focus();
    });
  }

  async #review() {
    const encounter = this.form.value;
    const bytes = await (await post("/v1/reviews", { text: byId("note").value, encounter })).text();
    this.show(JSON.parse(bytes), encounter, { bytes });
  }

  async #saveHtml() {
    await this.#trying(async () => {
      const { review, encounter } = this.#shown;
      const answer = await post("/page/report", { text: review.text, encounter });
      save(await answer.blob(), `${this.#name()}.html`);
    });
  }

  async #trying(work) {
    this.#problem("");
    this.form.problem(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof TypeError) this.#problem("The service is out of reach. Nothing is lost; try again.");
      else this.#problem((error.field && this.form.refuse(error.message, error.field)) ?? error.message);
    }
  }

  #problem(text) {
    byId("r-problem").textContent = text;
  }
}
