// Where a person's own words go in: typed, pasted, or spoken into the browser's recognizer.

import { byId } from "./dom.js";
import { draft } from "./draft.js";
import { Speech } from "./speech.js";

const PAUSE = 250; // milliseconds without a key before typed words are shown as interim
const MOST_SHOWN = 2_000; // characters; more was pasted, and is not shown twice

export class Composer {
  #field = byId("composer");
  #typing = 0;
  #speech;
  #told;

  /** @param {Object} told say(text): whether it was taken, suppose(text), problem(message) */
  constructor(told) {
    this.#told = told;
    this.#speech = new Speech({ ...told, changed: () => this.#showSpeech() });
    this.#field.value = draft.get("composer") ?? "";
    this.#wire();
    this.#wireSpeech();
  }

  /** Adds what is typed as yet. */
  add() {
    clearTimeout(this.#typing);
    if (!this.#field.value.trim() || !this.#told.say(this.#field.value)) return;
    this.#field.value = "";
    draft.set("composer", "");
  }

  /** Stops listening. */
  hush() {
    this.#speech.stop();
  }

  focus() {
    this.#field.focus();
  }

  #wire() {
    this.#field.addEventListener("input", () => {
      draft.set("composer", this.#field.value);
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#field.value.length < MOST_SHOWN && this.#told.suppose(this.#field.value), PAUSE);
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.add();
    });
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.add();
      this.focus();
    });
  }

  #wireSpeech() {
    const button = byId("speak");
    const dialog = byId("speech-dialog");
    button.hidden = !Speech.available;
    byId("no-speech").hidden = Speech.available;
    button.addEventListener("click", () => {
      dialog.returnValue = "";
      if (this.#speech.on) this.#speech.stop();
      else dialog.showModal();
    });
    dialog.addEventListener("close", () => dialog.returnValue === "listen" && this.#speech.start());
  }

  #showSpeech() {
    const button = byId("speak");
    button.setAttribute("aria-pressed", String(this.#speech.on));
    button.textContent = this.#speech.on ? "■ Stop listening" : "Speak";
  }
}
