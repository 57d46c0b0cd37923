// The visit: what is known besides the words, told in a line and changed in a dialog.

import { byId } from "./dom.js";
import { EncounterForm, summaryOf } from "./encounter.js";

export class Visit {
  encounter = {};
  #form = new EncounterForm(byId("visit-form"));
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

  #open() {
    this.#form.value = this.encounter;
    this.#dialog.showModal();
  }
}
