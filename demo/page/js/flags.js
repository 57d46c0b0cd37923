// Flags: raised, put aside with a reason, and back only when their cause changes.

import { el, reconcile } from "./dom.js";
import { draft } from "./draft.js";
import { signed, without } from "./parts.js";
import { capital, severityOf, spaced } from "./words.js";

const GRAVEST_FIRST = ["error", "warning", "suggestion", "info"];

/** What a flag rests on: when this changes, a flag that was put aside is news again. */
const causeOf = ({ code, severity, line, policy, requirement, message, evidence }) =>
  JSON.stringify([code, severity, line, policy, requirement, message, evidence]);

const REASONS = ["Documented elsewhere in the record", "Does not apply to this visit", "I will see to it later"];

export class Flags {
  #root;
  #announce;
  #aside; // by flag id: {cause, reason}
  #told = new Set();
  #flags = [];
  #asking = null;
  #store;
  #policy;

  /**
   * @param {HTMLElement} root
   * @param {Object} options announce(text), policy(id): what is known of one, store: the name under which what was put aside is kept, or null
   */
  constructor(root, { announce = () => {}, store = null, policy = () => null }) {
    this.#policy = policy;
    this.#root = root;
    this.#announce = announce;
    this.#store = store;
    this.#aside = new Map(Object.entries((store && draft.get(store)) ?? {}));
  }

  /** Forgets what was put aside and told. */
  clear() {
    this.#aside.clear();
    this.#told.clear();
    this.#remember();
  }

  /** What was put aside, with the reasons. */
  get aside() {
    return this.#flags.filter((flag) => this.#isAside(flag)).map((flag) => ({ flag, ...this.#aside.get(flag.id) }));
  }

  /** Shows the flags. `quiet` when they are not news, as after a reload. */
  draw(flags, { quiet = false } = {}) {
    this.#flags = [...flags].sort((one, other) =>
      GRAVEST_FIRST.indexOf(one.severity) - GRAVEST_FIRST.indexOf(other.severity) || (one.line ?? 0) - (other.line ?? 0));
    const open = this.#flags.filter((flag) => !this.#isAside(flag));
    this.#tell(open, quiet);
    reconcile(this.#root.querySelector(".flags"), open, (flag) => flag.id,
      (flag) => JSON.stringify([causeOf(flag), this.#asking === flag.id, Boolean(this.#policy(flag.policy)?.title)]), (flag) => this.#item(flag));
    this.#root.querySelector(".empty").hidden = open.length > 0;
    const aside = this.aside;
    const drawer = this.#root.querySelector(".drawer");
    drawer.hidden = aside.length === 0;
    drawer.querySelector("summary").textContent = `Put aside (${aside.length})`;
    reconcile(drawer.querySelector("ul"), aside, ({ flag }) => flag.id, ({ flag, reason }) => causeOf(flag) + reason,
      ({ flag, reason }) => this.#asideItem(flag, reason));
  }

  #isAside(flag) {
    return this.#aside.get(flag.id)?.cause === causeOf(flag);
  }

  #tell(open, quiet) {
    const news = open.filter((flag) => !this.#told.has(causeOf(flag)));
    this.#told = new Set(open.map(causeOf));
    if (quiet || !news.length) return;
    const words = news.slice(0, 3).map((flag) => `${capital(severityOf(flag.severity).word)}: ${flag.message}`);
    if (news.length > 3) words.push(`And ${news.length - 3} more.`);
    this.#announce(words.join(" "));
  }

  #item(flag) {
    const asking = this.#asking === flag.id;
    return el(
      "li", { data: { code: flag.code, severity: flag.severity } },
      el("p", { class: "flag-head" }, signed(severityOf(flag.severity)),
        el("span", { class: "flagcode", text: capital(spaced(flag.code.toLowerCase())).replace(/kx/i, "KX") })),
      el(
        "div", {},
        el("p", { text: without(flag.message, `${this.#policy(flag.policy)?.title}. `) }),
        asking ? this.#form(flag) : el("button", {
          class: "aside", type: "button", data: { focus: "aside" }, "aria-label": `Put aside: ${flag.message}`,
          on: { click: () => this.#ask(flag.id) },
        }, "Put aside …"),
      ),
    );
  }

  #form(flag) {
    const id = `reason-${flag.id}`;
    const list = `reasons-${flag.id}`;
    const input = el("input", { id, type: "text", required: true, maxlength: 200, list, data: { focus: "reason" }, autocomplete: "off" });
    const submit = (event) => {
      event.preventDefault();
      this.#aside.set(flag.id, { cause: causeOf(flag), reason: input.value.trim() });
      this.#remember();
      this.#ask(null);
      this.#announce("Put aside. It comes back when its cause changes.");
      this.#root.querySelector(".drawer summary").focus();
    };
    return el(
      "form", { class: "reason-form", on: { submit } },
      el("label", { for: id, text: "Why is it put aside?" }), input,
      el("datalist", { id: list }, ...REASONS.map((value) => el("option", { value }))),
      el("div", { class: "actions" }, el("button", { class: "small primary", type: "submit" }, "Put aside"),
        el("button", { class: "small", type: "button", on: { click: () => this.#ask(null, flag.id) } }, "Cancel")),
    );
  }

  #asideItem(flag, reason) {
    const back = () => {
      this.#aside.delete(flag.id);
      this.#remember();
      this.draw(this.#flags, { quiet: true });
      this.#root.querySelector(`.flags [data-key="${CSS.escape(flag.id)}"] button`)?.focus();
    };
    return el(
      "li", {}, el("p", { text: flag.message }), el("p", { class: "place" }, el("b", { text: "Reason: " }), reason),
      el("button", { class: "aside", type: "button", on: { click: back }, "aria-label": `Bring back: ${flag.message}` }, "Bring back"),
    );
  }

  #ask(id, from = null) {
    this.#asking = id;
    this.draw(this.#flags, { quiet: true });
    if (id) this.#root.querySelector("#" + CSS.escape(`reason-${id}`)).focus();
    else if (from) this.#root.querySelector(`[data-key="${CSS.escape(from)}"] button`)?.focus();
  }

  #remember() {
    if (this.#store) draft.set(this.#store, Object.fromEntries(this.#aside));
  }
}
