// Flags: raised, put aside with a reason, and back only when their cause changes.

import { el, reconcile } from "./dom.js";
import { draft } from "./draft.js";
import { signed } from "./parts.js";
import { capital, flagTitle, linesOf, severityOf, toldAlready } from "./words.js";

const GRAVEST_FIRST = ["error", "warning", "suggestion", "info"];
const NUMBERED = /^Line \d+ \(\w+\):? /;
const REASONS = ["Documented elsewhere in the record", "Does not apply to this visit", "I will see to it later"];

/** What a flag rests on: when this changes, a flag that was put aside is news again. */
const causeOf = ({ code, severity, line, policy, requirement, message, evidence }) =>
  JSON.stringify([code, severity, line, policy, requirement, message, evidence]);

/** What flags say that differ only in their line, and so are shown as one. */
const keyOf = ({ code, policy, requirement }) => JSON.stringify([code, policy, requirement]);

export class Flags {
  #root;
  #announce;
  #aside; // by flag id: {cause, reason}
  #told = new Set();
  #flags = [];
  #view = null;
  #asking = null; // the key of those that a reason is asked for
  #reason = ""; // as far as it is typed
  #store;
  #name;

  /**
   * @param {HTMLElement} root
   * @param {Object} options announce(text), name(policy, requirement), store: the name under which what was put aside is kept
   */
  constructor(root, { announce, name, store }) {
    this.#name = name;
    this.#root = root;
    this.#announce = announce;
    this.#store = store;
    this.#aside = new Map(Object.entries(draft.get(store) ?? {}));
    [this.#asking, this.#reason] = draft.get(`${store}.reason`) ?? [null, ""];
  }

  /** Forgets what was put aside and told. */
  clear() {
    this.#aside.clear();
    this.#told.clear();
    this.#asking = null;
    this.#typed(null, "");
    this.#remember();
  }

  /** What was put aside and still is: cause and reason by the flag's id. */
  get aside() {
    return Object.fromEntries(this.#flags.filter((flag) => this.#isAside(flag)).map(({ id }) => [id, this.#aside.get(id)]));
  }

  set aside(those) {
    this.#aside = new Map(Object.entries(those));
    this.#remember();
  }

  /** Shows the flags of a view. `quiet` when they are not news, as after a reload. */
  draw(view, { quiet = false } = {}) {
    this.#view = view;
    this.#flags = [...view.flags].sort((one, other) =>
      GRAVEST_FIRST.indexOf(one.severity) - GRAVEST_FIRST.indexOf(other.severity) || (one.line ?? 0) - (other.line ?? 0));
    const open = this.#flags.filter((flag) => !this.#isAside(flag));
    this.#tell(open, quiet);
    const notices = [...Map.groupBy(open, keyOf)].map(([key, flags]) => this.#notice(key, flags));
    reconcile(this.#root.querySelector(".flags"), notices, ({ key }) => key,
      (notice) => JSON.stringify([notice, this.#asking === notice.key]), (notice) => this.#item(notice));
    this.#root.querySelector(".empty").hidden = open.length > 0;
    this.#drawAside();
  }

  #drawAside() {
    const those = this.#flags.filter((flag) => this.#isAside(flag));
    const reasonOf = (flag) => this.#aside.get(flag.id).reason;
    const notices = [...Map.groupBy(those, (flag) => keyOf(flag) + reasonOf(flag))]
      .map(([key, flags]) => ({ ...this.#notice(key, flags), reason: reasonOf(flags[0]) }));
    const drawer = this.#root.querySelector(".drawer");
    drawer.hidden = notices.length === 0;
    drawer.querySelector("summary").textContent = `Put aside (${notices.length})`;
    reconcile(drawer.querySelector("ul"), notices, ({ key }) => key, JSON.stringify, (notice) => this.#asideItem(notice));
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

  /** Several flags as one. What the checklist or the lines tell already is not told again. */
  #notice(key, flags) {
    const [{ code, severity, policy, requirement }] = flags;
    const asked = this.#view.requirements.some((item) => item.policy === policy && item.id === requirement);
    const told = toldAlready(code) && (!requirement || asked);
    const said = [...new Set(flags.map(({ message }) => capital(message.replace(NUMBERED, ""))))].join(" ");
    const lines = [...new Set(flags.map(({ line }) => line).filter((line) => line !== null))];
    const about = [lines.length ? capital(linesOf(lines)) : "", requirement ? this.#name(policy, requirement) : ""];
    return { key, code, severity, flags, about: about.filter(Boolean).join(": "), said: told ? "" : said };
  }

  #item(notice) {
    const { key, code, severity, about, said } = notice;
    const what = `${flagTitle(code)}${about ? `, ${about}` : ""}`;
    return el(
      "li", { data: { code, severity } },
      el("p", { class: "flag-head" }, signed(severityOf(severity)), el("span", { class: "flagcode", text: flagTitle(code) })),
      el(
        "div", {},
        about ? el("p", { text: about }) : null,
        said ? el("p", { text: said }) : null,
        this.#asking === key ? this.#form(notice) : el("button", {
          class: "aside", type: "button", data: { focus: "aside" }, "aria-label": `Put aside: ${what}`,
          on: { click: () => this.#ask(key) },
        }, "Put aside …"),
      ),
    );
  }

  #form({ key, flags }) {
    const id = `reason-${flags[0].id}`;
    const list = `reasons-${flags[0].id}`;
    const input = el("input", { id, type: "text", required: true, maxlength: 200, list, data: { focus: "reason" },
      autocomplete: "off", value: this.#reason, on: { input: () => this.#typed(key, input.value) } });
    const submit = (event) => {
      event.preventDefault();
      for (const flag of flags) this.#aside.set(flag.id, { cause: causeOf(flag), reason: input.value.trim() });
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
        el("button", { class: "small", type: "button", on: { click: () => this.#ask(null, key) } }, "Cancel")),
    );
  }

  #asideItem({ flags, code, about, reason }) {
    const back = () => {
      for (const { id } of flags) this.#aside.delete(id);
      this.#remember();
      this.draw(this.#view, { quiet: true });
      this.#button(keyOf(flags[0]))?.focus();
    };
    return el(
      "li", {}, el("p", {}, el("span", { class: "flagcode", text: flagTitle(code) }), about ? ` ${about}` : ""),
      el("p", { class: "place" }, el("b", { text: "Reason: " }), reason),
      el("button", { class: "aside", type: "button", on: { click: back }, "aria-label": `Bring back: ${flagTitle(code)}, ${about}` }, "Bring back"),
    );
  }

  #ask(key, from = null) {
    this.#asking = key;
    this.#typed(null, "");
    this.draw(this.#view, { quiet: true });
    if (key) this.#root.querySelector(".reason-form input").focus();
    else if (from) this.#button(from)?.focus();
  }

  /** Keeps a reason that is being typed, over a reload too. */
  #typed(key, reason) {
    this.#reason = reason;
    draft.set(`${this.#store}.reason`, key && [key, reason]);
  }

  #button(key) {
    return this.#root.querySelector(`.flags [data-key="${CSS.escape(key)}"] button`);
  }

  #remember() {
    draft.set(this.#store, Object.fromEntries(this.#aside));
  }
}
