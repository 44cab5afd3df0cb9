// What time is it in the program? It goes on by itself like any clock, and jumps when it is moved.

import { byId } from "./dom.js";

const buttons = [...document.querySelectorAll("[data-step]")];

let told = 0; // program time, as last told by the server
let toldAt = 0; // when that was, by this page's own clock
let zone = "UTC";
let moving = false;

// `move(step)` asks the server.
export function startClock(move) {
  for (const button of buttons) {
    button.addEventListener("click", () => { if (!moving) move(button.dataset.step); });
  }
  setInterval(draw, 5000);
}

export function setNow(now) {
  told = Date.parse(now);
  toldAt = performance.now();
  draw();
}

export function setZone(newZone) {
  zone = newZone;
  draw();
}

export function setMoving(now) {
  moving = now;
  byId("moving").hidden = !moving;
  for (const button of buttons) button.setAttribute("aria-disabled", String(moving));
}

// "Monday, 30 November, 09:00" where the person is.
export function written(now) {
  return format({ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(Date.parse(now));
}

function draw() {
  if (!told) return;
  const now = told + (performance.now() - toldAt);
  byId("now-hour").textContent = format({ hour: "2-digit", minute: "2-digit" }).format(now);
  byId("now-day").textContent = format({ weekday: "short", day: "numeric", month: "short" }).format(now);
  byId("now-year").textContent = format({ year: "numeric" }).format(now);
  byId("now").dateTime = new Date(now).toISOString();
  byId("now").title = `Time in ${zone.replaceAll("_", " ")}`;
}

function format(options) {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }); // a zone this browser does not know
  }
}
