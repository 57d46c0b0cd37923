// Why something is marked, met or judged as it is: a panel at the side, with the rule, the words, the clause.

import { el } from "./dom.js";
import { meter, quote, signed, source } from "./parts.js";
import { assertionOf, capital, money, oneLine, shapeOf, spaced, statusOf, title, verdictOf } from "./words.js";

const MEANINGS = {
  affirmed: "The words say it is done or present.",
  negated: "The words say it is absent or was not done.",
  pending: "The words say it is still to come: planned, requested, sent or awaited.",
  uncertain: "The words leave it open whether it is so.",
  historical: "The words speak of an earlier, closed episode, or of something since replaced.",
  hypothetical: "The words give a condition, an instruction or a general rule.",
  other_person: "The words speak of someone other than the patient.",
};

/** Whether a requirement counts as true, false or not heard. */
const truth = (status) => ({ met: "true", missing: "not heard" })[status] ?? "false";

export class Why {
  #dialog;
  #title;
  #body;

  constructor(dialog) {
    this.#dialog = dialog;
    this.#title = dialog.querySelector("h2");
    this.#body = dialog.querySelector(".body");
    dialog.querySelector("button.close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  /** Why these words are evidence, and of what. */
  evidence(item, view, { name, policy, goTo, sentence }) {
    const values = Object.entries(item.attributes);
    const uses = view.requirements.filter((each) => each.evidence.includes(item.id));
    this.#show(`${shapeOf(item.kind)} ${title(item.kind)}`, [
      el("blockquote", { text: oneLine(item.text) }),
      el("p", {}, signed(assertionOf(item.assertion))),
      el("p", { text: MEANINGS[item.assertion] ?? "" }),
      this.#part("Words that changed its meaning", item.modifiers.length
        ? el("ul", { class: "plain" }, ...item.modifiers.map((each) =>
          el("li", {}, el("q", { text: oneLine(each.text) }), ` ${spaced(each.category.toLowerCase())}`)))
        : el("p", { class: "place", text: item.assertion === "affirmed" ? "None. It is taken as it stands."
          : "None around it: the quoted words say so themselves." })),
      values.length ? this.#part("What it says", facts(values.map(([key, value]) => [title(key), spaced(value)]))) : null,
      this.#part("What rests on it", uses.length
        ? el("ul", { class: "plain" }, ...uses.map((each) => el("li", {}, signed(statusOf(each.status)), ` ${name(each.policy, each.id)}`)))
        : el("p", { class: "place", text: "No requirement of this visit rests on these words." })),
      ...uses.map((each) => this.#clause(each, policy(each.policy))),
      this.#part("How it was found", facts([
        ["Rule", item.rule], ["Sentence", String(item.sentence + 1)],
        ...(sentence?.section ? [["Section", title(sentence.section)]] : []),
        ["Place", `characters ${item.start} to ${item.end}`],
      ])),
      this.#leads(() => goTo(item.id), "Show in the transcript"),
    ]);
  }

  /** Why a requirement stands as it does. */
  requirement(item, view, { name, policy, goTo }) {
    const quotes = item.evidence.map((id) => view.find(id)).filter(Boolean);
    this.#show(name, [
      el("p", {}, signed(statusOf(item.status))),
      el("p", { text: item.message }),
      item.prompt ? el("p", { class: "ask" }, el("b", { text: "Ask: " }), item.prompt) : null,
      this.#part("The words it rests on", quotes.length
        ? el("ul", { class: "quotes" }, ...quotes.map((each) => quote(each, (id) => {
          this.#dialog.close();
          goTo(id);
        })))
        : el("p", { class: "place", text: "None were heard. Not heard is not the same as not done." })),
      this.#clause(item, policy),
    ]);
  }

  /** Why a line has its verdict. */
  line(line, view, { name, policy }) {
    const mine = view.requirements.filter((item) => item.policy === line.policy);
    const above = line.threshold && line.running_total !== null ? line.running_total > line.threshold : null;
    this.#show(`Line ${line.line}: ${line.code}`, [
      el("p", {}, signed(verdictOf(line.kx))),
      el("p", { text: line.message }),
      line.threshold ? this.#part("The amount", line.running_total === null
        ? el("p", { text: `The running total is not known, so it cannot be held against ${money(line.threshold)}.` })
        : el("div", {}, meter(line.running_total, line.threshold),
          el("p", { text: above ? "This line brings the total above the threshold, or it was above already."
            : "With this line the total is not above the threshold." }))) : null,
      this.#part(policy?.title ?? (line.policy ? title(line.policy) : "Policy"), mine.length
        ? el("table", { class: "truths" },
          el("thead", {}, el("tr", {}, el("th", { scope: "col", text: "Requirement" }), el("th", { scope: "col", text: "Status" }),
            el("th", { scope: "col", text: "Counts as" }))),
          el("tbody", {}, ...mine.map((item) => el("tr", { data: { requirement: item.id } },
            el("th", { scope: "row", text: name(item.id) }), el("td", {}, signed(statusOf(item.status))),
            el("td", { text: truth(item.status) })))))
        : el("p", { class: "place", text: line.policy ? "Nothing is asked of this line as it stands."
          : "No policy asks for KX on this line." })),
      policy?.attests ? this.#part("What KX would say here", el("p", { text: capital(policy.attests) })) : null,
      policy?.citations?.length ? this.#part("Sources", el("ol", { class: "sources" }, ...policy.citations.map(source))) : null,
    ]);
  }

  #clause(item, policy) {
    const asked = policy?.requirements.find((each) => each.id === item.id);
    return this.#part("The policy's clause", el(
      "div", {}, asked?.why ? el("p", { text: capital(asked.why) }) : null,
      el("ol", { class: "sources" }, ...item.citations.map(source)),
    ));
  }

  #part(heading, content) {
    return el("section", { class: "part" }, el("h3", { text: heading }), content);
  }

  #leads(go, words) {
    return el("button", { type: "button", on: { click: () => {
      this.#dialog.close();
      go();
    } } }, words);
  }

  #show(heading, parts) {
    this.#title.textContent = heading;
    this.#body.replaceChildren(...parts.filter(Boolean));
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#body.scrollTop = 0;
  }
}

const facts = (pairs) =>
  el("dl", { class: "facts" }, ...pairs.flatMap(([key, value]) => [el("dt", { text: key }), el("dd", { text: value })]));
