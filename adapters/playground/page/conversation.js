// How does a conversation look? Lines with days between them; a line that changes is changed where it stands.

import { avatar, byId, el, icon, words } from "./dom.js";
import { drawMessage } from "./blocks.js";

const NEAR = 90; // pixels from the end that still count as reading the end
const APART_MS = 15 * 60 * 1000; // later than this, a line says again who speaks and when
const THINKING_MS = 4000;

const log = byId("log");
const list = byId("posts");
const newer = byId("newer");
const thinking = byId("thinking");
const announcer = byId("announcer");

// `place` is {me, zone, channel, person(id)}; `doing` what messages can do; both belong to what is shown now.
let place = null;
let doing = null;
let shown = new Map();
let thinkingUntil = 0;

export function show(posts, newPlace, newDoing) {
  place = newPlace;
  doing = newDoing;
  shown = new Map();
  list.replaceChildren();
  for (const post of posts) append(post);
  stopThinking();
  newer.hidden = true;
  toEnd();
}

// After a lost connection: what came in between is added, and what is half filled in stays.
export function catchUp(posts) {
  const known = new Set(posts.map((post) => post.id));
  const gone = [...shown.values()].some((one) => one.post.number >= (posts[0]?.number ?? 1) && !known.has(one.post.id));
  if (gone || isEmpty()) show(posts, place, doing);
  else for (const post of posts) put(post);
}

export function showEarlier(posts) {
  const before = log.scrollHeight;
  for (const post of posts) if (!shown.has(post.id)) shown.set(post.id, { post, element: draw(post) });
  layOut();
  log.scrollTop += log.scrollHeight - before;
}

export const isEmpty = () => shown.size === 0;
export const oldest = () => Math.min(...[...shown.values()].map((one) => one.post.number || Infinity));

export function announce(text) {
  announcer.textContent = text;
}

export function put(post) {
  const reading = post.author === place.me || (atEnd() && !atStart());
  const known = shown.get(post.id);
  const added = !known || known.element.classList.contains("pending");
  if (known) replace(known, post);
  else append(post);
  if (added && [...shown.values()].some((one) => one.post.number > post.number)) layOut();
  const fromBot = post.author === "";
  if (fromBot) stopThinking();
  if (fromBot) announce(`Turnabout: ${post.message.summary}`);
  if (reading) toEnd();
  else if (!known && !atEnd()) newer.hidden = false;
}

// Typed, and not yet known to be stored.
export function putPending(post) {
  append(post);
  shown.get(post.id).element.classList.add("pending");
  toEnd();
}

export function settle(id) {
  shown.get(id)?.element.classList.remove("pending");
}

export function dropPending(id) {
  const one = shown.get(id);
  if (!one?.element.classList.contains("pending")) return;
  one.element.remove();
  shown.delete(id);
}

export function startThinking() {
  thinkingUntil = Date.now() + THINKING_MS;
  const near = atEnd();
  thinking.hidden = false;
  if (near) toEnd();
  setTimeout(() => { if (Date.now() >= thinkingUntil) stopThinking(); }, THINKING_MS);
}

export function stopThinking() {
  thinking.hidden = true;
}

export function toEnd() {
  log.scrollTop = restingPlace();
  hideNewer();
}

// The end; of a message longer than the window its beginning, to be read from there.
function restingPlace() {
  const end = log.scrollHeight - log.clientHeight;
  const last = [...log.querySelectorAll(".post")].pop();
  if (!last || last.offsetHeight < log.clientHeight) return end;
  return Math.min(end, last.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop - 12);
}

// Somebody who has just come reads the welcome first.
function atStart() {
  return !byId("welcome").hidden && log.scrollTop < 10;
}

function atEnd() {
  return log.scrollTop > restingPlace() - NEAR;
}

// Hidden while it has the focus, it would take the focus along.
function hideNewer() {
  if (document.activeElement === newer) byId("words").focus();
  newer.hidden = true;
}

log.addEventListener("scroll", () => { if (atEnd()) hideNewer(); }, { passive: true });
newer.addEventListener("click", () => { toEnd(); byId("words").focus(); });

// A line that comes late (the bot may be quicker than the news of what was pressed) goes where it belongs.
function layOut() {
  const focused = document.activeElement;
  const kept = [...shown.values()].sort((one, other) => (one.post.number || Infinity) - (other.post.number || Infinity));
  shown = new Map();
  list.replaceChildren();
  for (const one of kept) append(one.post, one.element);
  if (focused !== document.activeElement && list.contains(focused)) focused.focus({ preventScroll: true });
}

function append(post, element = null) {
  const last = [...shown.values()].at(-1)?.post;
  const day = dayOf(post);
  if (!last || dayOf(last) !== day) list.append(el("li.day", {}, el("span", {}, day)));
  const follows = last && dayOf(last) === day && last.author === post.author && Date.parse(post.at) - Date.parse(last.at) < APART_MS;
  const line = element ?? draw(post);
  line.classList.toggle("follows", Boolean(follows));
  list.append(line);
  shown.set(post.id, { post, element: line });
}

function replace(known, post) {
  if (JSON.stringify(known.post) === JSON.stringify(post)) return;
  const line = draw(post);
  const hadFocus = known.element.contains(document.activeElement);
  line.classList.toggle("follows", known.element.classList.contains("follows"));
  known.element.replaceWith(line);
  shown.set(post.id, { post, element: line });
  if (hadFocus) (line.querySelector("button, input, textarea, a") ?? line).focus();
}

function draw(post) {
  const fromBot = post.author === "";
  const mine = post.author === place.me;
  const author = fromBot ? null : place.person(post.author);
  const face = fromBot ? el("span.avatar.mark", { "aria-hidden": "true" }, icon("turn")) : avatar(author);
  const name = fromBot ? "Turnabout" : author.name;
  const head = el("p.post-head", {}, words("strong", name), " ", el("time", { dateTime: post.at }, hourOf(post)));
  const content = fromBot ? drawMessage(post.message, { ...doing, press: (item) => doing.press(post, item), submit: (...given) => doing.submit(post, ...given) }) : [words("p.say.plain", post.text)];
  const bubble = el("div.bubble", fromBot ? { lang: post.language } : {}, ...content);
  const side = mine && !place.channel ? "mine" : "theirs";
  return el(`li.post.${fromBot ? "bot" : "person"}.${side}`, { tabIndex: -1, "data-id": post.id }, face, el("div.post-body", {}, head, bubble));
}

const formats = new Map();
function format(kind, options) {
  const key = `${kind} ${place.zone}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone: place.zone }));
  return formats.get(key);
}

function dayOf(post) {
  return format("day", { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(post.at));
}

function hourOf(post) {
  return format("hour", { hour: "2-digit", minute: "2-digit" }).format(new Date(post.at));
}
