// What follows from the words: the checklist of each policy, and the claim lines. Used live and at rest.

import { el, reconcile, still } from "./dom.js";
import { meter, quote, signed, source, without } from "./parts.js";
import { capital, dateWords, statusOf, title, verdictOf } from "./words.js";
import { policyOn } from "./service.js";

const MOST_QUOTES = 3;

export class Board {
  #checklist;
  #lines;
  #why;
  #goTo;
  #opened = new Set(); // requirements whose further quotes are shown
  #policies = new Map();
  #last = null;
  #learned;

  /** @param {Object} places checklist, lines: elements; goTo(id); why: the panel; learned(): more is known of a policy */
  constructor({ checklist, lines, goTo, why, learned = () => {} }) {
    this.#learned = learned;
    this.#checklist = checklist;
    this.#lines = lines;
    this.#goTo = goTo;
    this.#why = why;
  }

  /** Shows a view; `on` is the date of service. */
  draw(view, on) {
    this.#last = [view, on];
    const ids = [...new Set(view.requirements.map((item) => item.policy))];
    for (const id of ids) this.#learn(id, on);
    reconcile(this.#checklist.querySelector(".policies"), ids, (id) => id, () => "", (id, old) => old ?? article(id));
    for (const node of this.#checklist.querySelector(".policies").children) {
      node.dataset.print = "";
      this.#drawPolicy(node, view, on);
    }
    this.#checklist.querySelector(".empty").hidden = ids.length > 0 || view.lines.length > 0;
    this.#checklist.querySelector(".unasked").hidden = ids.length > 0 || view.lines.length === 0;
    this.#drawLines(view, on);
  }

  /** Brings a requirement into sight. */
  goTo(policy, requirement) {
    const row = this.#checklist.querySelector(
      `[data-policy="${CSS.escape(policy)}"] [data-requirement="${CSS.escape(requirement)}"]`);
    row?.scrollIntoView({ block: "nearest", behavior: still() ? "auto" : "smooth" });
    row?.querySelector(".why").focus({ preventScroll: true });
  }

  /** What a requirement is called. */
  name(policy, requirement) {
    const found = this.#policies.get(policy)?.requirements.find((each) => each.id === requirement)?.name;
    return found ? capital(found) : title(requirement);
  }

  /** What is known of a policy, or nothing as yet. */
  policy(id) {
    return this.#policies.get(id);
  }

  async #learn(id, on) {
    const known = this.#policies.get(id);
    if (known && known.asked === on) return;
    this.#policies.set(id, { requirements: [], ...known, asked: on });
    const found = await policyOn(id, on);
    if (!found || this.#policies.get(id)?.asked !== on) return;
    this.#policies.set(id, { ...found, asked: on });
    if (this.#last) this.draw(...this.#last);
    this.#learned();
  }

  #drawPolicy(node, view, on) {
    const id = node.dataset.key;
    const policy = this.#policies.get(id);
    const mine = view.requirements.filter((item) => item.policy === id);
    const met = mine.filter((item) => item.status === "met").length;
    setText(node.querySelector(".name"), policy?.title ?? title(id));
    setText(node.querySelector(".since"),
      `${met} of ${mine.length} met${policy?.from ? ` · policy in force from ${dateWords(policy.from)}` : ""}`);
    const citations = unique(mine.flatMap((item) => item.citations));
    reconcile(
      node.querySelector(".rows"), mine, (item) => item.id,
      (item) => JSON.stringify([item, this.#opened.has(`${id} ${item.id}`), this.name(id, item.id), evidenceOf(view, item).length,
        item.citations.map((each) => numberOf(citations, each))]),
      (item) => this.#row(view, item, citations, on),
    );
    reconcile(node.querySelector(".sources"), citations, JSON.stringify, () => "", source);
    const unread = policy?.not_modeled ?? [];
    node.querySelector(".unread").hidden = unread.length === 0;
    reconcile(node.querySelector(".unread ul"), unread, (text) => text, () => "", (text) => el("li", { text }));
  }

  #row(view, item, citations, on) {
    const name = this.name(item.policy, item.id);
    const key = `${item.policy} ${item.id}`;
    const quotes = evidenceOf(view, item);
    const shown = this.#opened.has(key) ? quotes : quotes.slice(-MOST_QUOTES);
    const more = quotes.length - shown.length;
    const numbers = item.citations.map((each) => numberOf(citations, each)).join(", ");
    const explain = () => this.#why.requirement(item, view, { name, on, goTo: this.#goTo, policy: this.#policies.get(item.policy) });
    return el(
      "li", { class: "row", data: { requirement: item.id, status: item.status } },
      signed(statusOf(item.status)),
      el(
        "div", {},
        el(
          "h4", {}, name, numbers ? el("span", { class: "ref", text: ` [${numbers}]` }) : null, " ",
          el("button", { class: "why", type: "button", data: { focus: "why" }, on: { click: explain },
            "aria-label": `Why: ${name}` }, "Why"),
        ),
        quotes.length ? el("ul", { class: "quotes" }, ...shown.map((each) => quote(each, this.#goTo))) : null,
        more > 0 ? el("button", { class: "more", type: "button", data: { focus: "more" }, on: { click: () => {
          this.#opened.add(key);
          this.draw(...this.#last);
        } } }, `and ${more} more`) : null,
        item.status === "met" ? null : el("p", { text: without(item.message, `${name}: `) }),
        item.prompt ? el("p", { class: "ask" }, el("b", { text: "Ask: " }), item.prompt) : null,
        item.due ? el("p", { class: "due" }, "Due by ", el("time", { datetime: item.due, text: dateWords(item.due) })) : null,
      ),
    );
  }

  #drawLines(view, on) {
    const lines = [...view.lines].sort((one, other) => one.line - other.line);
    this.#lines.querySelector("table").hidden = lines.length === 0;
    this.#lines.querySelector(".empty").hidden = lines.length > 0;
    reconcile(
      this.#lines.querySelector("tbody"), lines, (line) => String(line.line), JSON.stringify,
      (line) => this.#line(line, on),
    );
  }

  #line(line, on) {
    const known = line.running_total !== null && line.threshold;
    const explain = () => this.#why.line(line, this.#last[0], {
      on, goTo: this.#goTo, name: (requirement) => this.name(line.policy, requirement), policy: this.#policies.get(line.policy),
    });
    const modifiers = line.modifiers.flatMap((modifier) => [
      " ",
      el("span", { class: "modifier" }, modifier === "KX" && line.kx === "append" ? el("b", { text: "+ KX" }) : modifier),
    ]);
    if (line.kx === "remove") modifiers.push(" ", el("del", { class: "modifier", text: "KX" }));
    return el(
      "tr", { data: { line: line.line, kx: line.kx } },
      el("th", { scope: "row", text: line.line }),
      el("td", { class: "code" }, line.code, ...modifiers),
      el("td", {}, signed(verdictOf(line.kx))),
      el("td", {}, known ? meter(line.running_total, line.threshold)
        : el("span", { class: "none", text: line.threshold ? "not known" : "no threshold" })),
      el("td", { class: "reason" }, without(line.message, `Line ${line.line} (${line.code}): `), " ",
        el("button", { class: "why", type: "button", data: { focus: "why" }, on: { click: explain },
          "aria-label": `Why: line ${line.line}, ${line.code}` }, "Why")),
    );
  }
}

function article(id) {
  return el(
    "article", { data: { policy: id } },
    el("h3", {}, el("span", { class: "name" })),
    el("p", { class: "place since" }),
    el("ul", { class: "rows" }),
    el("details", { class: "basis" },
      el("summary", { text: "Sources, and what is not checked" }),
      el("ol", { class: "sources", "aria-label": "Sources" }),
      el("div", { class: "unread" }, el("h4", { text: "Not checked here" }), el("ul"))),
  );
}

const evidenceOf = (view, item) => item.evidence.map((id) => view.find(id)).filter(Boolean);

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function unique(citations) {
  return [...new Map(citations.map((each) => [JSON.stringify(each), each])).values()];
}

const numberOf = (citations, wanted) => {
  const print = JSON.stringify(wanted);
  return 1 + citations.findIndex((each) => JSON.stringify(each) === print);
};
