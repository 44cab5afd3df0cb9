// Where is something typed? A box that keeps what was typed until it is stored, with the commands to choose from after "/".

import { byId, el, newId, words } from "./dom.js";

const box = byId("words");
const form = byId("compose");
const list = byId("commands");

const drafts = new Map(); // by who and where
let key = "";
let commands = [];
let found = [];
let active = 0;

// `send(text)` is called with what was typed.
export function startComposer(send) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value;
    if (!text.trim()) return;
    set("");
    send(text);
  });
  box.addEventListener("input", () => { drafts.set(key, box.value); grow(); suggest(); });
  box.addEventListener("keydown", typed);
  box.addEventListener("blur", close);
}

export function moveTo(newKey, { label, placeholder, hint }) {
  drafts.set(key, box.value);
  key = newKey;
  box.placeholder = placeholder;
  byId("words-label").textContent = label;
  byId("words-hint").textContent = hint;
  set(drafts.get(key) ?? "");
}

export function offerCommands(rows) {
  commands = rows;
}

// Puts words back that could not be sent, in front of whatever was typed since; `where` is where they were typed.
export function giveBack(where, text) {
  const since = where === key ? box.value : (drafts.get(where) ?? "");
  const all = since ? `${text}\n${since}` : text;
  drafts.set(where, all);
  if (where === key) set(all);
}

export const current = () => key;
export const focus = () => box.focus();

function set(text) {
  box.value = text;
  drafts.set(key, text);
  close();
  grow();
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, Math.max(96, innerHeight * 0.3))}px`;
}

function typed(event) {
  if (event.isComposing) return;
  if (!list.hidden) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
      return;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    const complete = found[active].name === box.value.trim();
    if (event.key === "Tab" || (event.key === "Enter" && !complete)) {
      event.preventDefault();
      choose(active);
      return;
    }
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}

function suggest() {
  const start = box.value.toLowerCase();
  const asksFor = /^\/\S*$/u.test(start);
  const bare = start.replace(/^\/(rm-)?/u, "");
  found = asksFor ? commands.filter((one) => one.name.startsWith(start) || one.name.slice("/rm-".length).startsWith(bare)) : [];
  if (!found.length) { close(); return; }
  list.replaceChildren(...found.map((one, at) => {
    const row = el("div.command", { id: newId("command"), role: "option" }, el("code", {}, one.name), words("span", one.help));
    row.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(at); });
    return row;
  }));
  list.hidden = false;
  point(0);
}

function point(at) {
  active = at;
  [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
  list.children[at].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", list.children[at].id);
}

function choose(at) {
  set(found[at].name);
  box.focus();
}

function close() {
  list.hidden = true;
  box.removeAttribute("aria-activedescendant");
}
