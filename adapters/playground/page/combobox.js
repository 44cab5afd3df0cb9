// How is one of many found? A field with suggestions: type, move with the arrows, choose with Enter; what was chosen stands above as chips.

import { el, icon, newId, words } from "./dom.js";

const SHOWN = 40; // suggestions at once
const PAUSE_MS = 140;

export function combobox(field, doing) {
  const id = newId("combo");
  const labels = new Map(field.options.map((option) => [option.value, option.label]));
  let chosen = [...field.value];
  let found = [];
  let active = -1;
  let asked = 0;

  const input = el("input", {
    id,
    type: "text",
    dir: "auto",
    autocomplete: "off",
    spellcheck: false,
    role: "combobox",
    placeholder: field.search === "people" ? "Type a name" : "Type to find",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": `${id}-list`,
    "aria-describedby": `${id}-problem`,
  });
  const list = el("ul.suggestions", { id: `${id}-list`, role: "listbox", hidden: true, "aria-label": field.label });
  const chips = el("div.chosen");
  const problem = el("p.problem", { id: `${id}-problem`, role: "alert" });
  const told = el("span.hidden", { role: "status" });
  const label = el("label", { htmlFor: id }, words("span", field.label), field.optional ? el("small", {}, " optional") : null);
  const element = el("div.field.combo", {}, label, chips, el("div.combo-box", {}, input, list), problem, told);

  const labelOf = (value) => labels.get(value) ?? value;

  function drawChosen() {
    chips.replaceChildren(...chosen.map((value) => {
      const remove = el("button.chip.on", { type: "button", "aria-label": `Remove ${labelOf(value)}` }, words("span", labelOf(value)), icon("close"));
      remove.addEventListener("click", () => {
        chosen = chosen.filter((one) => one !== value);
        drawChosen();
        input.focus();
      });
      return remove;
    }));
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(at) {
    active = at;
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    const row = list.children[at];
    if (!row) return input.removeAttribute("aria-activedescendant");
    row.scrollIntoView({ block: "nearest" });
    return input.setAttribute("aria-activedescendant", row.id);
  }

  function open(options) {
    found = options.filter((option) => !chosen.includes(option.value)).slice(0, SHOWN);
    const rows = found.map((option, at) => {
      const row = words("li", option.label, { id: `${id}-${at}`, role: "option", "aria-selected": "false" });
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(at); });
      return row;
    });
    if (!rows.length) rows.push(el("li.none", { role: "option", "aria-disabled": "true" }, "Nothing found. You can also type it as a message."));
    list.replaceChildren(...rows);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    told.textContent = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    list.scrollIntoView({ block: "nearest" });
    point(input.value.trim() && found.length ? 0 : -1);
  }

  function choose(at) {
    const option = found[at];
    if (!option) return;
    labels.set(option.value, option.label);
    chosen = field.many ? [...chosen, option.value] : [option.value];
    input.value = "";
    problem.textContent = "";
    told.textContent = `${option.label} chosen`;
    drawChosen();
    close();
  }

  async function suggest() {
    const turn = ++asked;
    const typedWords = input.value.trim();
    if (!field.search) return open(matching(field.options, typedWords));
    if (!typedWords && field.options.length) return open(field.options);
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
    if (turn !== asked) return undefined;
    const options = await doing.search(field.search, typedWords);
    if (turn === asked && document.activeElement === input) open(options);
    return undefined;
  }

  input.addEventListener("input", suggest);
  input.addEventListener("focus", suggest);
  input.addEventListener("click", () => { if (list.hidden) suggest(); });
  input.addEventListener("blur", () => { asked += 1; close(); });
  input.addEventListener("keydown", (event) => {
    const last = found.length - 1;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { suggest(); return; }
      const down = event.key === "ArrowDown";
      if (found.length) point(down ? (active >= last ? 0 : active + 1) : (active <= 0 ? last : active - 1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault(); // half a name is no answer yet
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && chosen.length) {
      chosen = chosen.slice(0, -1);
      drawChosen();
    }
  });

  drawChosen();
  return {
    element,
    name: field.name,
    label: field.label,
    values: () => [...chosen],
    said: () => chosen.map(labelOf).join(", "),
    problem: (text) => {
      problem.textContent = text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
    focus: () => input.focus(),
  };
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

// Those that have all the words; labels that begin so come first.
export function matching(options, typedWords) {
  const parts = plain(typedWords).split(/\s+/u).filter(Boolean);
  const hits = options.filter((option) => parts.every((part) => plain(option.label).includes(part)));
  const begins = (option) => (parts.length && plain(option.label).startsWith(parts[0]) ? 0 : 1);
  return hits.sort((one, other) => begins(one) - begins(other));
}
