// How are answers chosen and filled in? A pick is one question, a form several; few options are chips, many are searched.

import { combobox } from "./combobox.js";
import { busyWhile, el, newId, words } from "./dom.js";

const CHIPS = 12; // more options than this are searched

// A control has: element, values(), said() (the same as people read it), problem(text or "").
export function drawPick(block, doing) {
  const control = chooser({ ...block, value: block.chosen }, doing);
  const submit = words("button.button.primary", block.submit, { type: "submit" });
  const form = el("form.pick", { noValidate: true }, control.element, el("div.buttons", {}, submit));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = control.values();
    if (!block.many && values.length === 0) return control.problem("Please choose one.");
    control.problem("");
    const said = control.said() || "Nothing";
    return busyWhile(submit, () => sent([control], () => doing.submit(block, { [block.name]: values }, said)));
  });
  return form;
}

export function drawForm(block, doing) {
  const controls = block.fields.map((field) => fieldOf(field, doing));
  const submit = words("button.button.primary", block.submit, { type: "submit" });
  const title = newId("form");
  const form = el(
    "form.form",
    { noValidate: true },
    words("h2.say.heading", block.title, { id: title }),
    ...controls.map((control) => control.element),
    el("div.buttons", {}, submit),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    controls.forEach((control) => control.problem(""));
    const missing = controls.filter((control, at) => {
      const empty = !block.fields[at].optional && control.values().length === 0;
      control.problem(empty ? "This one still needs an answer." : "");
      return empty;
    });
    if (missing.length) return show(missing[0]);
    const values = Object.fromEntries(controls.map((control) => [control.name, control.values()]));
    const lines = controls.map((control) => `${control.label}${/[?.!]$/u.test(control.label) ? "" : ":"} ${control.said() || "–"}`);
    const said = [block.title, ...lines].join("\n");
    return busyWhile(submit, () => sent(controls, () => doing.submit(block, values, said)));
  });
  return el("div", { role: "group", "aria-labelledby": title }, form); // a form with a name would be a landmark, one per message
}

// Sends, and shows the direct answer beside the field it is about (the first one when it is about none), and what is
// wrong with others beside those.
async function sent(controls, send) {
  const reply = await send();
  if (!reply) return;
  for (const control of controls) control.problem(reply.others?.[control.name] ?? "");
  const about = controls.find((control) => control.name === reply.field) ?? controls[0];
  about.problem(reply.text);
  show(about);
}

// All of an entry: what is wrong stands at its end, below who will see the answer.
function show(control) {
  control.focus();
  control.element.scrollIntoView({ block: "nearest" });
}

function fieldOf(field, doing) {
  if (field.kind === "one" || field.kind === "many") {
    const value = field.value ? (field.kind === "many" ? field.value.split(",") : [field.value]) : [];
    return chooser({ ...field, many: field.kind === "many", value }, doing);
  }
  return typed(field);
}

function typed(field) {
  const id = newId("field");
  const properties = { id, value: field.value, required: !field.optional, "aria-describedby": `${id}-hint ${id}-problem` };
  const input = field.kind === "long"
    ? el("textarea", { ...properties, rows: 4, dir: "auto" })
    : el("input", { ...properties, type: field.kind === "day" ? "date" : "text", dir: "auto" });
  const problem = el("p.problem", { id: `${id}-problem`, role: "alert" });
  const element = el("div.field", {}, labelOf(field, id), input, hintOf(field, id), problem);
  return {
    element,
    name: field.name,
    label: field.label,
    values: () => (input.value.trim() ? [input.value] : []),
    said: () => input.value.trim(),
    problem: (text) => showProblem(input, problem, text),
    focus: () => input.focus(),
  };
}

function labelOf(field, id) {
  return el("label", { htmlFor: id }, words("span", field.label), field.optional ? el("small", {}, " optional") : null);
}

// Small print below an entry: who will see the answer.
function hintOf(field, id) {
  return field.hint ? words("p.say.quiet", field.hint, { id: `${id}-hint` }) : null;
}

function showProblem(input, problem, text) {
  problem.textContent = text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function chooser(field, doing) {
  const searched = field.search || field.options.length > CHIPS;
  return searched ? combobox(field, doing) : chips(field);
}

function chips(field) {
  const name = newId("chips");
  const inputs = field.options.map((option) =>
    el("input", {
      type: field.many ? "checkbox" : "radio",
      name,
      value: option.value,
      checked: field.value.includes(option.value),
      "aria-describedby": `${name}-hint ${name}-problem`,
    }),
  );
  const shown = field.options.map((option, at) => el("label.chip", {}, inputs[at], words("span", option.label)));
  const problem = el("p.problem", { id: `${name}-problem`, role: "alert" });
  const legend = el("legend", {}, words("span", field.label), field.optional ? el("small", {}, " optional") : null);
  const element = el("fieldset.chips", {}, legend, el("div.chip-row", {}, ...shown), hintOf(field, name), problem);
  const chosen = () => field.options.filter((_, at) => inputs[at].checked);
  return {
    element,
    name: field.name,
    label: field.label,
    values: () => chosen().map((option) => option.value),
    said: () => chosen().map((option) => option.label).join(", "),
    problem: (text) => { problem.textContent = text; },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
  };
}
