// How the connection stands, in words: live, out of reach, back.

const STEADY = 6_000; // how long the page says that it is back

export class Connection {
  #node;
  #announce;
  #steady = 0;
  #back = "";
  #last = [];

  constructor(node, announce) {
    this.#node = node;
    this.#announce = announce;
  }

  /**
   * Shows a state of the dictation; `unsafe` is how many texts the service does not hold yet.
   * @param {string} state
   * @param {Object} about unsafe, and when they apply: resumed, away (milliseconds), message
   */
  show(state, { unsafe, resumed, away, message }) {
    const before = this.#node.dataset.state;
    if (resumed) this.#tellBack(away);
    if (state === "waiting" && before !== "waiting" && before !== "connecting") {
      this.#announce("The service is out of reach. Trying again.");
    }
    if (state === "connecting" && before === "waiting") return; // no flicker between two attempts
    this.#last = [state, { unsafe, message }];
    this.#node.dataset.state = state;
    const [sign, said] = wordsOf(state, unsafe, message);
    this.#node.querySelector(".sign").textContent = sign;
    this.#node.querySelector(".said").textContent = state === "live" && this.#back ? this.#back : said;
  }

  #tellBack(away) {
    const seconds = Math.max(1, Math.round(away / 1000));
    this.#back = `Back after ${seconds} second${seconds === 1 ? "" : "s"}. Nothing was lost.`;
    this.#announce(this.#back);
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => {
      this.#back = "";
      this.show(...this.#last);
    }, STEADY);
  }
}

function wordsOf(state, unsafe, message) {
  const waits = unsafe === 1 ? " 1 text waits here, none is lost." : ` ${unsafe} texts wait here, none is lost.`;
  return {
    idle: ["○", "Ready"],
    connecting: ["◌", "Connecting …"],
    live: ["●", unsafe ? "Live, saving …" : "Live, all words are safe"],
    waiting: ["◌", `The service is out of reach. Trying again …${unsafe ? waits : ""}`],
    resting: ["○", "Paused. It goes on with your next words."],
    finishing: ["◌", "Finishing …"],
    finished: ["✓", "Finished"],
    stopped: ["✗", message ?? "Ended"],
  }[state];
}
