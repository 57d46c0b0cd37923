// The browser's own speech recogniser, where it has one. Off until someone asks for it and has read what it may do.

const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition ?? null;

export class Speech {
  on = false;
  #recogniser = null;
  #told;

  /** @param {Object} told say(text), suppose(text), changed(), problem(message) */
  constructor(told) {
    this.#told = told;
  }

  /** Whether this browser has one. */
  static get available() {
    return Recogniser !== null;
  }

  /** Listens until `stop`. */
  start() {
    if (this.on || !Recogniser) return;
    const recogniser = new Recogniser();
    recogniser.lang = "en-US";
    recogniser.continuous = true;
    recogniser.interimResults = true;
    recogniser.onresult = (event) => this.#heard(event);
    recogniser.onerror = ({ error }) => {
      if (error === "no-speech" || error === "aborted") return;
      this.#told.problem(error === "not-allowed" ? "The browser was not allowed to listen." : `The browser stopped listening (${error}).`);
      this.stop();
    };
    recogniser.onend = () => {
      if (this.on) recogniser.start(); // browsers stop by themselves after a silence
    };
    this.#recogniser = recogniser;
    this.on = true;
    recogniser.start();
    this.#told.changed();
  }

  /** Stops listening. */
  stop() {
    if (!this.on) return;
    this.on = false;
    this.#recogniser.stop();
    this.#recogniser = null;
    this.#told.changed();
  }

  #heard(event) {
    let interim = "";
    for (let at = event.resultIndex; at < event.results.length; at += 1) {
      const words = event.results[at][0].transcript.trim();
      if (event.results[at].isFinal) this.#told.say(words);
      else interim += ` ${words}`;
    }
    if (interim) this.#told.suppose(interim.trim());
  }
}
