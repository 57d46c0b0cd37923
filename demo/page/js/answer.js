// The answer at a glance: what each line's verdict is, and the first thing that is still open.

import { el, reconcile } from "./dom.js";
import { signed } from "./parts.js";
import { linesOf, verdictOf } from "./words.js";

const FIRST = ["remove", "withhold", "undetermined", "append", "keep", "not_required"]; // what asks for a hand comes first
const BECAUSE = {
  append: "every requirement is met", keep: "every requirement is met", not_required: "no policy asks for it",
  remove: "no policy asks for it", withhold: "a requirement is open", undetermined: "what decides it is not known",
};
const UNCALLED = new Set(["not_required", "remove"]);

export class Answer {
  #root;
  #next;
  #name;
  #goTo;
  #room = 0; // how many verdicts were shown at once

  /**
   * @param {HTMLElement} root
   * @param {Object} options next: the element that tells what is open, name(policy, requirement), goTo(policy, requirement)
   */
  constructor(root, { next, name, goTo }) {
    this.#root = root;
    this.#next = next;
    this.#name = name;
    this.#goTo = goTo;
  }

  /** Shows the verdicts of a view, and what to ask next. */
  draw(view) {
    const groups = FIRST.map((kx) => ({ kx, lines: view.lines.filter((line) => line.kx === kx) })).filter(({ lines }) => lines.length);
    this.#root.querySelector(".empty").hidden = groups.length > 0;
    this.#room = groups.length && Math.max(this.#room, groups.length);
    this.#root.dataset.room = Math.min(3, this.#room);
    const told = groups.map(({ kx, lines }) => ({ kx, on: linesOf(lines.map(({ line }) => line)), because: because(kx, lines, view) }));
    reconcile(this.#root.querySelector("ul"), told, ({ kx }) => kx, JSON.stringify, ({ kx, on, because: why }) =>
      el("li", { data: { kx } }, signed(verdictOf(kx)), ` on ${on}: `, el("span", { class: "place", text: why })));
    const next = nextOf(view);
    this.#next.hidden = !next;
    reconcile(this.#next, next ? [next] : [], () => "next", (item) => JSON.stringify([item, this.#name(item.policy, item.id)]),
      (item) => this.#ask(item));
  }

  #ask(item) {
    const link = item.id && el("button", { class: "why", type: "button", data: { focus: "next" }, title: "Show in the checklist",
      on: { click: () => this.#goTo(item.policy, item.id) } }, this.#name(item.policy, item.id));
    return el("p", {}, el("b", { text: "Next: " }), link, link && el("br"), item.said);
  }
}

function because(kx, lines, view) {
  const policies = new Set(lines.filter((line) => line.unmet.length).map((line) => line.policy));
  if (kx === "not_required" && policies.size) return "optional, and not supported";
  if (!policies.size) return UNCALLED.has(kx) && isBelow(lines) ? "not above the threshold" : BECAUSE[kx];
  const asked = view.requirements.filter((item) => policies.has(item.policy));
  const open = new Set(lines.flatMap((line) => line.unmet.map((id) => `${line.policy} ${id}`)));
  return `${open.size} of ${asked.length} requirements open`;
}

// On an institutional claim a line below the threshold may be called for all the same.
const isBelow = (lines) =>
  lines.every(({ running_total: total, threshold }) => threshold && total !== null && total <= threshold);

/** The first thing that is open: a requirement's question, or what a line says that loses KX or lacks a fact. */
function nextOf({ requirements, lines }) {
  if (!lines.length) return null;
  const open = requirements.find((item) => item.status !== "met" && item.prompt);
  if (open) return { policy: open.policy, id: open.id, said: open.prompt };
  const first = lines.find(({ kx }) => kx === "remove" || kx === "undetermined");
  if (first) return { said: first.message };
  return { said: "nothing is open. Finish to get the review." };
}
