// The tour: five steps, each pointing at one part of the page while a sample plays.

import { byId, still } from "./dom.js";

const STEPS = [
  { place: "dictation", title: "Words come in",
    text: "A sample is playing at speaking pace. Words that may still change are grey. Where the text bears on a requirement, it is underlined and labeled: a solid line for affirmed, dashed for pending, double for negated." },
  { place: "checklist", title: "The checklist fills",
    text: "Each policy that applies to the claim lines lists what it asks. Every item has its status in words, and quotes the words it rests on: choose a quote, and the transcript goes there. What was not heard stays “not heard”, with a question to ask." },
  { place: "lines", title: "Each line gets a verdict",
    text: "For every claim line: the running total against the yearly threshold, whether KX is called for, and whether the text supports it. Scribe never grants KX on a guess." },
  { place: "flags", title: "Flags wait for you",
    text: "Flags tell what needs a person. Put one aside with a reason; it comes back only if its cause changes." },
  { place: "tour-finish", title: "Ask why, then finish",
    text: "Every label and verdict has a Why: the rule, the words that changed its meaning, the policy’s clause. Finish to get the review, to print it or save it." },
];

export class Tour {
  #root;
  #live;
  #sample;
  #open;
  #at = 0;
  #from = null;

  constructor({ root, live, sample, open }) {
    this.#root = root;
    this.#live = live;
    this.#sample = sample;
    this.#open = open;
    root.querySelector(".next").addEventListener("click", () => this.#go(this.#at + 1));
    root.querySelector(".back").addEventListener("click", () => this.#go(this.#at - 1));
    root.querySelector(".end").addEventListener("click", () => this.#end());
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.#end());
  }

  /** Begins at the first step; plays the sample, unless someone's own words stand here. */
  async start() {
    this.#from = document.activeElement;
    this.#open();
    if (this.#sample && !this.#live.hasWords && (await this.#live.samples.load(this.#sample))) this.#live.samples.play();
    this.#root.hidden = false;
    document.body.classList.add("touring");
    this.#go(0);
  }

  #go(at) {
    if (at >= STEPS.length) return void this.#end();
    this.#at = Math.max(0, at);
    const { place, title, text } = STEPS[this.#at];
    this.#light(place);
    this.#root.classList.toggle("aside", place === "checklist"); // not over what it points at
    this.#root.querySelector(".step").textContent = `Step ${this.#at + 1} of ${STEPS.length}`;
    this.#root.querySelector("h2").textContent = title;
    this.#root.querySelector(".said").textContent = text;
    this.#root.querySelector(".back").disabled = this.#at === 0;
    this.#root.querySelector(".next").textContent = this.#at === STEPS.length - 1 ? "Done" : "Next";
    byId(place).scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
    this.#root.querySelector("h2").focus({ preventScroll: true });
  }

  #light(place) {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (place) byId(place).classList.add("lit");
  }

  #end() {
    this.#light(null);
    this.#root.hidden = true;
    document.body.classList.remove("touring");
    this.#from?.focus();
  }
}
