// The encounter as a small form: what is known of the visit besides the words.

import { el } from "./dom.js";
import { claimTypes, dateWords, money, payers } from "./words.js";

const DISCIPLINES = { PT: "physical therapy", OT: "occupational therapy", SLP: "speech-language pathology" };
let forms = 0;

/** An encounter in one line. */
export function summaryOf(encounter) {
  const parts = [];
  parts.push(encounter.date_of_service ? dateWords(encounter.date_of_service) : "no date of service");
  parts.push(payers()[encounter.payer ?? "medicare_part_b"] ?? encounter.payer);
  if (encounter.discipline) parts.push(DISCIPLINES[encounter.discipline]);
  const { pt_slp: ptSlp, ot } = encounter.therapy_ytd ?? {};
  if (typeof ptSlp === "number") parts.push(`PT and SLP so far ${money(ptSlp)}`);
  if (typeof ot === "number" && (ot > 0 || typeof ptSlp !== "number")) parts.push(`OT so far ${money(ot)}`);
  const lines = encounter.claim_lines?.length ?? 0;
  parts.push(lines === 0 ? "no claim lines" : lines === 1 ? "1 claim line" : `${lines} claim lines`);
  return parts.join(" · ");
}

export class EncounterForm {
  #root;
  #base = {}; // fields that the form does not show are kept as they came
  #number = (forms += 1);
  #fields = {};
  #rows;
  #problem;
  #changed;

  /** @param {HTMLElement} root @param {Object} options changed(): something was edited or loaded */
  constructor(root, { changed = () => {} } = {}) {
    this.#root = root;
    this.#changed = changed;
    this.#build();
    root.addEventListener("input", () => this.#changed());
  }

  /** The encounter that the form holds; empty fields are left out. */
  get value() {
    const read = (name) => this.#fields[name].value.trim();
    const made = { ...this.#base };
    const put = (name, value) => {
      if (value === "" || value === null) delete made[name];
      else made[name] = value;
    };
    for (const name of ["date_of_service", "discipline", "order_date", "delivery_date", "payer", "claim_type"]) put(name, read(name));
    const { sex: _, ...patient } = made.patient ?? {};
    put("patient", read("sex") ? { ...patient, sex: read("sex") } : Object.keys(patient).length ? patient : null);
    const { pt_slp: _one, ot: _other, ...ytd } = made.therapy_ytd ?? {};
    for (const name of ["pt_slp", "ot"]) if (read(name) !== "") ytd[name] = Number(read(name));
    put("therapy_ytd", "pt_slp" in ytd || "ot" in ytd ? ytd : null);
    const lines = [...this.#rows.children].map((row) => this.#lineOf(row)).filter(Boolean);
    put("claim_lines", lines.length ? lines : null);
    return made;
  }

  set value(encounter) {
    this.#base = structuredClone(encounter ?? {});
    const put = (name, value) => (this.#fields[name].value = value ?? "");
    for (const name of ["date_of_service", "discipline", "order_date", "delivery_date"]) put(name, encounter[name]);
    put("payer", encounter.payer ?? "medicare_part_b");
    put("claim_type", encounter.claim_type ?? "professional");
    put("sex", encounter.patient?.sex);
    put("pt_slp", encounter.therapy_ytd?.pt_slp);
    put("ot", encounter.therapy_ytd?.ot);
    this.#rows.replaceChildren();
    for (const line of encounter.claim_lines ?? []) this.#addRow(line);
    this.problem(null);
  }

  /** Says what is wrong with it, or nothing. */
  problem(message) {
    this.#problem.textContent = message ?? "";
    if (!message) for (const wrong of this.#root.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
  }

  /** Marks the field that the service refused; gives the refusal in the form's own words, or null for a field it lacks. */
  refuse(message, field) {
    this.problem(null);
    const input = this.#inputOf(field);
    if (!input) return null;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", this.#problem.id);
    input.focus();
    const label = input.getAttribute("aria-label") ?? input.labels[0].textContent;
    return `${label}: ${message.slice(message.lastIndexOf(`${field}: `) + field.length + 2)}`;
  }

  /** The input of a field that the service names, as `claim_lines[0].code`. */
  #inputOf(field) {
    const [, at, name] = /^claim_lines\[(\d+)\]\.(\w+)/.exec(field) ?? [];
    if (name) return [...this.#rows.children].filter((row) => this.#lineOf(row))[at]?.querySelector(`[name=${name}]`) ?? null;
    return this.#fields[field.split(".").at(-1)] ?? null;
  }

  #lineOf(row) {
    const read = (name) => row.querySelector(`[name=${name}]`).value.trim();
    const code = read("code").toUpperCase();
    if (!code && !read("allowed")) return null;
    const { modifiers: _, allowed: _a, ...kept } = row.line ?? {};
    const made = { ...kept, line: Number(row.dataset.line), code };
    const modifiers = read("modifiers").toUpperCase().split(/[\s,]+/).filter(Boolean);
    if (modifiers.length) made.modifiers = modifiers;
    made.units = Number(read("units") || 1);
    if (read("allowed") !== "") made.allowed = Number(read("allowed"));
    return made;
  }

  #build() {
    const money = { type: "number", min: 0, step: "0.01", inputmode: "decimal" };
    const day = { type: "date" };
    this.#rows = el("tbody");
    this.#problem = el("p", { class: "problem", role: "alert", id: this.#id("problem") });
    const load = el("input", { type: "file", accept: ".json,application/json", id: this.#id("load"), class: "file" });
    load.addEventListener("change", () => this.#load(load));
    this.#root.replaceChildren(
      el("div", { class: "fields" },
        this.#field("Date of service", "date_of_service", day),
        this.#select("Payer", "payer", payers()),
        this.#select("Claim", "claim_type", claimTypes()),
        this.#select("Discipline", "discipline", { "": "not given", ...DISCIPLINES }),
        this.#select("Patient's sex", "sex", { "": "not given", F: "female", M: "male" })),
      el("div", { class: "pair" },
        el("fieldset", {},
          el("legend", { text: "Therapy amounts so far" }),
          el("div", { class: "fields" },
            this.#field("PT and SLP ($)", "pt_slp", money),
            this.#field("OT ($)", "ot", money)),
          el("p", { class: "place", text: "Allowed amounts of this year, before this claim, of all providers. Leave empty what is not known." })),
        el("fieldset", {},
          el("legend", { text: "Ordered or delivered items" }),
          el("div", { class: "fields" },
            this.#field("Date of the order", "order_date", day),
            this.#field("Date of delivery", "delivery_date", day)))),
      el("fieldset", { class: "lines" },
        el("legend", { text: "Claim lines" }),
        el("p", { class: "place", text: "Allowed is the Medicare allowed amount. Without lines, codes that are dictated become the lines." }),
        el("table", {},
          el("thead", {}, el("tr", {}, ...["Line", "Code", "Modifiers", "Units", "Allowed ($)"].map((text) => el("th", { scope: "col", text })),
            el("th", { scope: "col" }, el("span", { class: "unseen", text: "Remove" })))),
          this.#rows),
        el("button", { type: "button", class: "small", on: { click: () => this.#addRow().querySelector("input").focus() } }, "Add a line")),
      el("p", { class: "loading" }, el("label", { for: load.id, text: "Or load the encounter from a JSON file" }), load),
      this.#problem,
    );
    this.value = {};
  }

  #id(name) {
    return `encounter-${this.#number}-${name}`;
  }

  #field(label, name, attributes) {
    const input = el("input", { ...attributes, id: this.#id(name), name });
    this.#fields[name] = input;
    return el("div", { class: "field" }, el("label", { for: input.id, text: label }), input);
  }

  #select(label, name, options) {
    const input = el("select", { id: this.#id(name), name },
      ...Object.entries(options).map(([value, text]) => el("option", { value, text })));
    this.#fields[name] = input;
    return el("div", { class: "field" }, el("label", { for: input.id, text: label }), input);
  }

  #addRow(line = null) {
    const number = line?.line ?? 1 + Math.max(0, ...[...this.#rows.children].map((row) => Number(row.dataset.line)));
    const input = (name, label, value, attributes) =>
      el("td", { data: { label } },
        el("input", { name, "aria-label": `${label}, line ${number}`, value, autocomplete: "off", ...attributes }));
    const row = el("tr", { data: { line: number } },
      el("th", { scope: "row", text: number }),
      input("code", "Code", line?.code ?? "", { maxlength: 5, size: 6, spellcheck: "false" }),
      input("modifiers", "Modifiers", (line?.modifiers ?? []).join(" "), { size: 8, spellcheck: "false" }),
      input("units", "Units", line?.units ?? 1, { type: "number", min: 1 }),
      input("allowed", "Allowed ($)", line?.allowed ?? "", { type: "number", min: 0, step: "0.01" }),
      el("td", {}, el("button", { type: "button", class: "small", "aria-label": `Remove line ${number}`, on: { click: () => {
        const next = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        this.#changed();
        (next?.querySelector("input") ?? this.#root.querySelector(".lines > button")).focus();
      } } }, "×")));
    row.line = line;
    this.#rows.append(row);
    return row;
  }

  async #load(input) {
    const [file] = input.files;
    if (!file) return;
    try {
      const read = JSON.parse(await file.text());
      if (read === null || typeof read !== "object" || Array.isArray(read)) throw new SyntaxError("not an object");
      this.value = read;
      this.#changed();
    } catch {
      this.problem(`${file.name} holds no encounter: expected a JSON object.`);
    }
    input.value = "";
  }
}

