// Puts the page together: views, panels, the token, the tour.

import { byId, el } from "./dom.js";
import { Live } from "./live.js";
import { ReviewView } from "./review.js";
import { askTokenBy } from "./service.js";
import { Tour } from "./tour.js";
import { Why } from "./why.js";
import { loadWords } from "./words.js";

const VIEWS = ["live", "review"];
const QUIET = 700; // what is news within this time is announced together

let waiting = [];
let timer = 0;

/** Tells a screen reader, politely and not word by word. */
function announce(text) {
  waiting.push(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    byId("news").replaceChildren(...waiting.map((each) => el("p", { text: each })));
    waiting = [];
  }, QUIET);
}

function open(view) {
  for (const name of VIEWS) {
    byId(`view-${name}`).hidden = name !== view;
    const link = document.querySelector(`nav a[href="#${name}"]`);
    if (name === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = view === "live" ? "Scribe: live dictation" : "Scribe: review of a note";
}

const viewOf = () => VIEWS.find((name) => location.hash === `#${name}`) ?? "live";

/** Asks yes or no. */
function confirm(text) {
  const dialog = byId("confirm");
  dialog.querySelector("p").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

/** Opens what is folded, so that it is on the paper too; gives how to fold it again. */
function unfold() {
  const folded = [...document.querySelectorAll(".basis:not([open]), .drawer:not([open])")];
  for (const each of folded) each.open = true;
  return () => folded.forEach((each) => (each.open = false));
}

let asked = null;

/** Asks for the token of a service that wants one. */
function askToken(refused) {
  asked ??= new Promise((resolve) => {
    const dialog = byId("token-dialog");
    byId("token-problem").textContent = refused ? "The service does not know this token." : "";
    byId("token").value = "";
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", () => {
      asked = null;
      resolve(dialog.returnValue === "go" ? byId("token").value.trim() : null);
    }, { once: true });
  });
  return asked;
}

async function start() {
  askTokenBy(askToken);
  await loadWords();
  const why = new Why(byId("why"));
  const review = new ReviewView({ announce, why, confirm });
  const finished = (found, encounter, aside) => {
    review.fill(found.text, encounter);
    location.hash = "#review";
    open("review");
    review.show(found, encounter, { aside });
    byId("result-title").focus();
    announce("The dictation is finished. This is its review.");
  };
  const live = new Live({ announce, why, finished, confirm });
  review.resume();
  live.resume();
  addEventListener("hashchange", () => VIEWS.includes(location.hash.slice(1)) && open(viewOf()));
  open(viewOf());
  const samples = await (await fetch("/page/samples.json")).json();
  live.samples.offer(samples);
  const tour = new Tour({ root: byId("tour"), live, sample: samples[0]?.file, open: () => {
    location.hash = "#live";
    open("live");
  } });
  byId("take-tour").addEventListener("click", () => tour.start());
  byId("welcome-play").addEventListener("click", () => byId("play").click());
  addEventListener("beforeprint", () => addEventListener("afterprint", unfold(), { once: true }));
  document.documentElement.dataset.ready = "true";
}

await start();
