// How are elements made? Text only ever goes in as text: nothing on this page reads markup.

const SVG = "http://www.w3.org/2000/svg";

// el("button.primary", {type: "button", "aria-busy": "true"}, "Words", otherElement)
export function el(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// What people wrote: its own direction, whatever the page's.
export function words(selector, text, properties = {}) {
  return el(selector, { dir: "auto", ...properties }, text);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

// A horizontal bar, `share` from 0 to 1.
export function bar(share) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "bar");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, width] of [["bar-all", 1], ["bar-part", share]]) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", name);
    rect.setAttribute("width", `${Math.max(0, Math.min(1, width)) * 100}%`);
    rect.setAttribute("height", "100%");
    rect.setAttribute("rx", "4");
    svg.append(rect);
  }
  return svg;
}

export const byId = (id) => document.getElementById(id);

let made = 0;
export const newId = (prefix) => `${prefix}-${++made}`;

// Unlike crypto.randomUUID this also works where the browser does not trust the address.
export function nonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function initials(name) {
  const parts = name.trim().split(/\s+/u).filter(Boolean);
  const first = (part) => [...part][0] ?? "";
  return (first(parts[0] ?? "?") + (parts.length > 1 ? first(parts.at(-1)) : "")).toLocaleUpperCase();
}

// The same person always has the same color.
export function hue(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % 10;
}

export function avatar(person) {
  return el(`span.avatar.hue-${hue(person.id)}`, { "aria-hidden": "true" }, initials(person.name));
}

// localStorage may be forbidden; then things are remembered until the page is closed.
const memory = new Map();
export function remember(key, value) {
  memory.set(key, value);
  try { localStorage.setItem(`turnabout.${key}`, value); } catch { /* memory it is */ }
}
export function recall(key) {
  try { return localStorage.getItem(`turnabout.${key}`) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
}

// A second click while the first is under way is the same click.
export async function busyWhile(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}
