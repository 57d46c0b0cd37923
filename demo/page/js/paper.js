// The transcript: sentences with their evidence marked in place, the unfinished end, interim words in grey.
// Sentences are only ever added at the end or drawn again one by one, so that a long dictation costs no more than a
// short one. Blocks out of sight are not laid out (content-visibility).

import { el, still } from "./dom.js";
import { assertionOf, shapeOf, title } from "./words.js";

const MOST_IN_BLOCK = 8;
const NEAR_END = 48;

export class Paper {
  #root;
  #words; // the element that holds the blocks
  #tail = el("div", { class: "tail" });
  #below; // "New words below"
  #spans = [];
  #dirty = new Set();
  #stale = false;
  #onTag;
  #view = null;
  #transcript = null;
  #follow;
  #following = true;

  /**
   * @param {HTMLElement} root the scrolling region
   * @param {Object} options onTag(evidence), below: the button that leads to new words, follow: keep the end in sight
   */
  constructor(root, { onTag, below = null, follow = false }) {
    this.#root = root;
    this.#onTag = onTag;
    this.#below = below;
    this.#follow = follow;
    this.#words = el("div", { class: "text" });
    root.replaceChildren(this.#words, this.#tail);
    root.addEventListener("click", (event) => {
      const tag = event.target.closest?.("button.tag");
      if (tag) this.#onTag(tag.dataset.evidence);
    });
    below?.addEventListener("click", () => {
      this.#toEnd();
      below.hidden = true;
    });
    if (follow) this.#keepFollowing();
  }

  /** Shows this view of this transcript from now on. */
  open(view, transcript) {
    this.#view = view;
    this.#transcript = transcript;
    this.#stale = true;
    this.#dirty.clear();
    this.#following = true;
    if (this.#below) this.#below.hidden = true;
  }

  /** Takes note of what an event changes; `draw` then shows it. */
  note(event) {
    if (event.type === "evidence") this.#dirty.add(event.evidence.sentence);
    if (event.type !== "sentence") return;
    const drawn = this.#spans.length;
    if (event.state === "removed" ? event.at < drawn : event.state === "added" && event.at < drawn) this.#stale = true;
    else this.#dirty.add(event.at);
  }

  /** Draws what changed. `tail` is {text, evidence}: what comes after the last sentence; `interim` the words not yet said. */
  draw(tail, interim) {
    const following = this.#follow && this.#following;
    if (this.#stale) {
      this.#words.replaceChildren();
      this.#spans = [];
      this.#stale = false;
    }
    const { sentences } = this.#view;
    for (const at of this.#dirty) if (at < this.#spans.length && sentences[at]) this.#fill(this.#spans[at], sentences[at]);
    this.#dirty.clear();
    const grown = this.#spans.length < sentences.length;
    for (let at = this.#spans.length; at < sentences.length; at += 1) this.#append(sentences[at], at);
    const changed = this.#drawTail(tail, interim) || grown;
    if (following) this.#toEnd();
    else if (changed && this.#follow && this.#below) this.#below.hidden = false;
  }

  /** Brings the words of a piece of evidence into sight and lights them up. */
  goTo(id) {
    const tag = this.#root.querySelector(`button.tag[data-evidence="${CSS.escape(id)}"]`);
    if (!tag) return false;
    for (const lit of this.#root.querySelectorAll(".aim")) lit.classList.remove("aim");
    tag.closest(".sentence, .tail").classList.add("aim");
    tag.focus({ preventScroll: true });
    const place = () => tag.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
    place();
    return true;
  }

  #append(sentence, at) {
    const before = at ? this.#view.sentences[at - 1].end : 0;
    const gap = this.#transcript.slice(before, sentence.start);
    let block = this.#words.lastElementChild;
    if (!block || gap.includes("\n") || block.childElementCount >= MOST_IN_BLOCK) {
      block = el("p", { class: "block" });
      this.#words.append(block);
    }
    const between = block.hasChildNodes() ? gap : gap.trim();
    if (between) block.append(between);
    const span = el("span", { class: "sentence" });
    this.#fill(span, sentence);
    this.#spans.push(span);
    block.append(span);
  }

  #fill(span, sentence) {
    span.classList.toggle("retracted", sentence.retracted);
    const evidence = this.#view.in(sentence.id);
    span.replaceChildren(...this.#pieces(sentence.start, sentence.end, evidence, sentence.retracted));
  }

  /** The text from `start` to `end`, cut wherever evidence begins or ends. */
  *#pieces(start, end, evidence, retracted) {
    const edges = new Set([start, end]);
    const inside = (point) => Math.min(Math.max(point, start), end);
    for (const item of evidence) edges.add(inside(item.start)).add(inside(item.end));
    const order = [...edges].sort((one, other) => one - other);
    for (let at = 0; at + 1 < order.length; at += 1) {
      const [from, to] = [order[at], order[at + 1]];
      const here = evidence.filter((item) => inside(item.start) <= from && to <= inside(item.end));
      for (const item of here) if (inside(item.start) === from) yield tagOf(item);
      let piece = document.createTextNode(this.#transcript.slice(from, to));
      [...new Set(here.map((item) => item.assertion))].forEach((assertion, depth) => {
        piece = el("mark", { class: `${assertion} d${Math.min(depth, 2)}` }, piece);
      });
      yield retracted ? el("del", {}, piece) : piece;
    }
  }

  #drawTail({ text, evidence }, interim) {
    const start = this.#view.sentences.at(-1)?.end ?? 0;
    const print = JSON.stringify([start, text, interim, evidence.map((item) => [item.id, item.assertion])]);
    if (this.#tail.dataset.print === print) return false;
    this.#tail.dataset.print = print;
    this.#tail.replaceChildren();
    if (text.trim()) this.#tail.append(el("span", { class: "unfinished", text: text.trimStart() }));
    if (interim) this.#tail.append(text.trim() ? " " : "", el("span", { class: "interim", text: interim }));
    if (evidence.length) {
      const hints = evidence.map((item) => {
        const { word } = assertionOf(item.assertion);
        const said = item.assertion === "affirmed" ? title(item.kind) : `${title(item.kind)}, ${word}`;
        return el("span", { class: "hint" }, el("span", { "aria-hidden": "true", text: `${shapeOf(item.kind)} ` }), said);
      });
      this.#tail.append(el("span", { class: "hints" }, "so far: ", ...hints));
    }
    return true;
  }

  /** Stays at the end, also when blocks turn out larger or smaller than thought, until the reader scrolls away. */
  #keepFollowing() {
    this.#root.addEventListener("scroll", () => {
      this.#following = this.#atEnd();
      if (this.#following && this.#below) this.#below.hidden = true;
    }, { passive: true });
    const sizes = new ResizeObserver(() => this.#following && this.#toEnd());
    for (const each of [this.#root, this.#words, this.#tail]) sizes.observe(each);
  }

  #atEnd() {
    return this.#root.scrollHeight - this.#root.scrollTop - this.#root.clientHeight < NEAR_END;
  }

  #toEnd() {
    this.#root.scrollTop = this.#root.scrollHeight;
  }
}

function tagOf(item) {
  const { word, tone } = assertionOf(item.assertion);
  const label = item.assertion === "affirmed" ? title(item.kind) : `${title(item.kind)}, ${word}`;
  return el(
    "button",
    { class: `tag ${tone}`, type: "button", data: { evidence: item.id }, title: "Why was this marked?" },
    el("span", { "aria-hidden": "true", text: shapeOf(item.kind) }), ` ${label}`,
  );
}
