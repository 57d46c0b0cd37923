// How values read to a person. The words are the service's own, so that page, report and terminal say the same.

let table = null;

/** Fetches the words; once, before anything is drawn. */
export async function loadWords() {
  table = await (await fetch("/page/words.json")).json();
}

const fallback = (value) => ({ word: spaced(value), sign: "·", tone: "quiet" });
export const statusOf = (value) => table.statuses[value] ?? fallback(value);
export const verdictOf = (value) => table.verdicts[value] ?? fallback(value);
export const assertionOf = (value) => table.assertions[value] ?? fallback(value);
export const severityOf = (value) => table.severities[value] ?? fallback(value);
export const shapeOf = (kind) => table.shapes[kind] ?? table.shapes[""];
export const flagTitle = (code) => table.flags[code] ?? title(code.toLowerCase());

/** Whether a flag of this code says what the line's verdict or the checklist says. */
export const toldAlready = (code) => table.told_already.includes(code);
export const payers = () => table.payers;
export const claimTypes = () => table.claim_types;

/** An id as words. */
export const spaced = (id) => String(id).replaceAll("_", " ").replaceAll("-", " ");

/** With a capital. */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** An id as a title. */
export const title = (id) => capital(spaced(id));

const listing = new Intl.ListFormat("en-US");

/** "line 2", "lines 1 and 3", "lines 1 to 4 and 6". */
export function linesOf(numbers) {
  const runs = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1).push(number);
    else runs.push([number]);
  }
  const parts = runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run.map(String)));
  return `line${numbers.length === 1 ? "" : "s"} ${listing.format(parts)}`;
}

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** Dollars. */
export const money = (amount) => dollars.format(amount);

/** Words on one line, without characters that could change what is around them. */
export const oneLine = (text) =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/g, " ").trim();

const day = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

/** A date as people write it. */
export function dateWords(iso) {
  const moment = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) ? iso : day.format(moment);
}

/** Minutes and seconds. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
