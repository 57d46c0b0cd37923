// Small parts that several views share.

import { el, svg } from "./dom.js";
import { assertionOf, dateWords, money, oneLine } from "./words.js";

const ROOM = 1.25; // the meter's right end, in thresholds, unless the total lies beyond it

/** A sign with its word. */
export const signed = ({ word, sign, tone }) =>
  el("span", { class: `word ${tone}` }, el("span", { class: "sign", "aria-hidden": "true", text: sign }), word);

/** The running total of a line against its threshold. */
export function meter(total, threshold) {
  const whole = Math.max(threshold * ROOM, total);
  const share = (amount) => ((100 * amount) / whole).toFixed(2);
  const label = `Running total ${money(total)} of the threshold ${money(threshold)}`;
  return el(
    "span", { class: "meter" },
    svg(
      "svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": label },
      svg("rect", { class: "track", x: 0, y: 2, width: 100, height: 6 }),
      svg("rect", { class: total > threshold ? "over" : "under", x: 0, y: 2, width: share(total), height: 6 }),
      svg("rect", { class: "tick", x: share(threshold), y: 0, width: 0.8, height: 10 }),
    ),
    el("span", { class: "amount" }, money(total), " ", el("small", { text: `of ${money(threshold)}` })),
  );
}

/** A quote that leads to its place in the transcript. */
export function quote(item, goTo) {
  const { word } = assertionOf(item.assertion);
  const because = item.modifiers.map((modifier) => `“${oneLine(modifier.text)}”`).join(", ");
  return el(
    "li", {},
    el(
      "button",
      { class: "quote", type: "button", data: { focus: `quote ${item.id}` }, on: { click: () => goTo(item.id) },
        title: "Show in the transcript" },
      el("q", { text: oneLine(item.text) }),
    ),
    item.assertion === "affirmed" ? null : el("span", { class: "as", text: because ? `${word} by ${because}` : word }),
  );
}

/** Where a rule comes from, with date and link. */
export function source(citation) {
  const name = citation.section ? `, ${citation.section}` : "";
  const from = citation.effective_from ? ` in force from ${dateWords(citation.effective_from)}` : "";
  const to = citation.effective_to ? ` to ${dateWords(citation.effective_to)}` : "";
  return el(
    "li", {},
    citation.url
      ? el("a", { href: citation.url, target: "_blank", rel: "noopener noreferrer", text: citation.title })
      : citation.title,
    name, from || to ? el("span", { class: "place", text: `${from}${to}` }) : null,
  );
}

/** A message without the words that stand above it already. */
export function without(message, start) {
  const rest = message.toLowerCase().startsWith(start.toLowerCase()) ? message.slice(start.length) : message;
  return rest.slice(0, 1).toUpperCase() + rest.slice(1);
}
