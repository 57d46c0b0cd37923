// The visit: what is known besides the words, told in a line and changed in a dialog.

import { byId } from "./dom.js";
import { draft } from "./draft.js";
import { EncounterForm, summaryOf } from "./encounter.js";

export class Visit {
  encounter = {};
  #form = new EncounterForm(byId("visit-form"), { changed: () => draft.set("visit", this.#form.value) });
  #dialog = byId("visit-dialog");

  /** @param {Object} told changed(encounter): someone changed it */
  constructor({ changed }) {
    for (const button of document.querySelectorAll("#change-visit, .set-visit")) button.addEventListener("click", () => this.#open());
    this.#dialog.querySelector("form").addEventListener("submit", () => {
      this.show(this.#form.value);
      changed(this.encounter);
    });
    this.#dialog.querySelector("button[value=cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      this.#dialog.close();
    });
    this.#dialog.addEventListener("close", () => draft.set("visit", null));
  }

  /** Opens the dialog again as a reload found it. */
  resume() {
    const begun = draft.get("visit");
    if (begun) this.#open(begun);
  }

  /** Shows this encounter from now on. */
  show(encounter) {
    this.encounter = encounter;
    byId("visit").textContent = summaryOf(encounter);
    this.#form.value = encounter;
  }

  /** Says what is wrong with it. */
  problem(message) {
    this.#form.problem(message);
  }

  /** Opens the dialog at the field that the service refused; gives the refusal in its words, or null for a field it lacks. */
  refuse(message, field) {
    if (!this.#dialog.open) this.#open();
    const said = this.#form.refuse(message, field);
    if (!said) this.#dialog.close();
    return said;
  }

  #open(encounter = this.encounter) {
    this.#form.value = encounter;
    this.#dialog.showModal();
  }
}
