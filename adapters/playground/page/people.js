// Who is there? The left side: who you are, where you read, whom you could be, and who answers by themselves.

import { avatar, byId, el, icon, words } from "./dom.js";
import { matching } from "./combobox.js";

const people = byId("people");
const channels = byId("channels");
const find = byId("find");

let state = null;
let doing = null;
let current = 0; // the row of the list that Tab reaches

// `doing`: be(person), read(conversation), autopilot(ids, on)
export function startPeople(todo) {
  doing = todo;
  find.addEventListener("input", () => { current = 0; drawPeople(); });
  find.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); focusRow(0, ".row-main"); }
    if (event.key === "Enter") people.querySelector(".row-main")?.click();
  });
  people.addEventListener("keydown", moved);
  byId("everybody").addEventListener("click", () => {
    const others = state.people.filter((person) => person.id !== state.me);
    const on = !others.every((person) => person.autopilot);
    doing.autopilot(others.map((person) => person.id), on);
  });
}

export function draw(newState) {
  state = newState;
  drawMe();
  drawPlaces();
  drawPeople();
  drawDots();
}

// Unread marks alone: cheap enough for every line that arrives.
export function drawDots() {
  let any = false;
  for (const row of document.querySelectorAll("[data-conversation]")) {
    const unread = state.unread(row.dataset.conversation);
    row.classList.toggle("unread", unread);
    row.querySelector(".unread-words").textContent = unread ? "unread" : "";
    any ||= unread;
  }
  byId("menu-dot").hidden = !any;
}

function drawMe() {
  const me = state.person(state.me);
  byId("me").replaceChildren(avatar(me), el("div", {}, words("strong", me.name), words("small", describe(me))), ...mark(me));
  byId("me").className = "me-card";
}

const describe = (person) => [person.title, person.department].filter(Boolean).join(", ");
const mark = (person) => (person.admin ? [el("span.tag", {}, "admin")] : []);
const dot = () => [el("span.dot", { "aria-hidden": "true" }), el("span.hidden.unread-words")];

function drawPlaces() {
  const focused = document.activeElement?.closest?.("#channels .row")?.dataset.conversation;
  const own = place(state.me, "Turnabout", el("span.avatar.mark.small", { "aria-hidden": "true" }, icon("turn")));
  const others = state.channels.map((channel) => place(channel.id, channel.name, el("span.hash", { "aria-hidden": "true" }, "#")));
  const shared = state.shared().map((one) => place(one.id, one.name, el("span.hash", { "aria-hidden": "true" }, "&")));
  channels.replaceChildren(own, ...shared, ...others);
  if (focused) (channels.querySelector(`[data-conversation="${CSS.escape(focused)}"] button`) ?? own.firstChild).focus();
}

function place(conversation, name, face) {
  const button = el("button.row-main", { type: "button" }, face, words("span.row-name", name), ...dot());
  if (conversation === state.where) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => doing.read(conversation));
  return el("li.row.place", { "data-conversation": conversation }, button);
}

function drawPeople() {
  const focused = document.activeElement?.closest?.("#people .row")?.dataset.conversation;
  const column = document.activeElement?.classList?.contains("switch") ? ".switch" : ".row-main";
  const options = state.people.map((person) => ({ person, label: `${person.name} ${describe(person)}` }));
  const found = matching(options, find.value).map((option) => option.person);
  people.replaceChildren(...found.map((person) => personRow(person)));
  byId("nobody").hidden = found.length > 0;
  byId("count").textContent = String(state.people.length);
  const others = state.people.filter((person) => person.id !== state.me);
  byId("everybody").setAttribute("aria-checked", String(others.length > 0 && others.every((person) => person.autopilot)));
  reach(Math.min(current, Math.max(0, found.length - 1)));
  if (focused) people.querySelector(`[data-conversation="${CSS.escape(focused)}"] ${column}`)?.focus();
  drawDots();
}

function personRow(person) {
  const button = el(
    "button.row-main",
    { type: "button" },
    avatar(person),
    el("span.row-words", {}, words("span.row-name", person.name), words("small", describe(person))),
    ...mark(person),
    ...dot(),
  );
  if (person.id === state.me) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => {
    find.value = ""; // found: next time everybody is there again
    doing.be(person.id);
  });
  const pilot = el("button.switch", { type: "button", role: "switch", title: "Autopilot", "aria-label": `Autopilot for ${person.name}`, "aria-checked": String(person.autopilot) }, el("span"));
  pilot.addEventListener("click", () => doing.autopilot([person.id], !person.autopilot));
  return el("li.row.person", { "data-conversation": person.id }, button, pilot);
}

// The list is one stop for Tab; the arrow keys go through it.
function reach(at) {
  current = at;
  [...people.children].forEach((row, index) => {
    for (const control of row.querySelectorAll("button")) control.tabIndex = index === at ? 0 : -1;
  });
}

function focusRow(at, column) {
  const row = people.children[at];
  if (!row) return;
  reach(at);
  row.querySelector(column).focus();
}

function moved(event) {
  const row = event.target.closest(".row");
  if (!row) return;
  const at = [...people.children].indexOf(row);
  const column = event.target.classList.contains("switch") ? ".switch" : ".row-main";
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: people.children.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    if (to < 0) find.focus();
    else focusRow(to, column);
  }
}

people.addEventListener("focusin", (event) => {
  const row = event.target.closest(".row");
  if (row) reach([...people.children].indexOf(row));
});
