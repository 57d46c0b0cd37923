// The sample dictations: chosen, played at speaking pace, with a clock.

import { byId, el } from "./dom.js";
import { Player } from "./player.js";
import { clock } from "./words.js";

const MISTAKE = "Mistake: ";

export class Samples {
  #player;
  #file = ""; // the sample that is loaded
  #select = byId("sample");
  #told;

  /**
   * @param {Object} told say(text), suppose(text), problem(message), begin(encounter): a new dictation,
   *   mayErase(): promises whether the words on the page may go, spent(at): whether it can no longer be played on from there
   */
  constructor(told) {
    this.#told = told;
    this.#player = new Player({ ...told, tick: (at, length) => this.#tick(at, length) });
    byId("play").addEventListener("click", () => this.#toggle());
    byId("stop").addEventListener("click", () => {
      this.#player.pause();
      told.suppose("");
      this.#player.stop();
    });
    byId("speed").addEventListener("change", (event) => (this.#player.speed = Number(event.target.value)));
    this.#select.addEventListener("change", () => this.#choose());
  }

  /** The samples that can be chosen: those of a mistake apart from the others. */
  offer(samples) {
    const group = (label, wanted) => el("optgroup", { label }, ...samples
      .filter(({ scenario }) => scenario.startsWith(MISTAKE) === wanted)
      .map(({ file, title }) => el("option", { value: file, text: title })));
    this.#select.append(group("Visits", false), group("Common mistakes with KX", true));
  }

  /** Loads a sample, which begins a new dictation; gives whether it could. */
  async load(file) {
    const sample = await fetch(`/dictations/${encodeURIComponent(file)}`).then((answer) => answer.json()).catch(() => null);
    if (!sample) {
      this.#told.problem("The sample cannot be fetched: the service is out of reach.");
      return false;
    }
    this.#told.begin(sample.encounter);
    this.#file = this.#select.value = file;
    byId("listen-for").textContent = `${sample.listen_for} Style: ${sample.style}.`;
    byId("pace").hidden = false;
    this.#player.load(sample.pieces);
    return true;
  }

  /** Plays on from where it stands. */
  play() {
    this.#player.play();
  }

  pause() {
    this.#player.pause();
  }

  /** Back to the start. */
  stop() {
    this.#player.stop();
  }

  /** No sample is chosen. */
  clear() {
    this.#file = this.#select.value = "";
    byId("listen-for").textContent = "";
    byId("pace").hidden = true;
    this.#player.load([]);
  }

  async #choose() {
    const chosen = this.#select.value;
    if (!chosen) return false;
    const loaded = (await this.#told.mayErase()) && (await this.load(chosen));
    if (!loaded) this.#select.value = this.#file;
    return loaded;
  }

  async #toggle() {
    const player = this.#player;
    if (player.playing) return player.pause();
    if (!player.length) this.#select.value ||= this.#select.querySelector("option:not([value=''])")?.value ?? "";
    const anew = !player.length || player.at >= player.length || this.#told.spent(player.at);
    if (!anew || (await this.#choose())) player.play();
  }

  #tick(at, length) {
    byId("clock").textContent = `${clock(at)} / ${clock(length)}`;
    byId("progress").value = length ? at / length : 0;
    byId("play").textContent = this.#player?.playing ? "❚❚ Pause" : "▶ Play";
    byId("stop").disabled = at === 0;
  }
}
