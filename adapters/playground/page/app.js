// The playground's page: who you are, where you read, and what happens when something is done. Start reading here.
//
// The address says who and where (#/E001/general), so that tabs, bookmarks and the back button work.

import { Trouble, get, listen, post } from "./api.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import * as home from "./home.js";
import { busyWhile, byId, nonce, recall, remember } from "./dom.js";
import * as side from "./people.js";
import { hideWelcome, showWelcome } from "./welcome.js";

const state = {
  organization: "",
  company: "",
  people: [],
  channels: [],
  latest: {},
  me: "",
  where: "",
  home: false, // their own page is shown, and not the conversation
  person: (id) => state.people.find((person) => person.id === id) ?? { id, name: id, title: "", department: "", timezone: "UTC" },
  unread: (id) => {
    const latest = state.latest[id];
    const own = [id, state.me].includes(latest?.author); // nobody has to read what they said themselves
    return Boolean(latest) && !own && !isRead(id) && latest.number > seen(id);
  },
};
// What I share with others and the bot: "&" before each of us.
const membersOf = (id) => (id.startsWith("&") ? id.split("&").filter(Boolean) : []);
state.shared = () => Object.keys(state.latest).filter((id) => membersOf(id).includes(state.me)).map((id) => {
  const others = membersOf(id).filter((one) => one !== state.me).map((one) => state.person(one).name);
  return { id, name: `${others.join(", ")} and Turnabout` };
});
const retries = new Map(); // what could not be stored -> its nonce

// ---- what was read

const seenKey = () => `seen.${state.organization}`;
const seenAll = () => JSON.parse(recall(seenKey()) ?? "{}");
const seen = (id) => seenAll()[id] ?? 0;

// Where the company has started over, lines are counted from one again.
function forgetStale() {
  const kept = Object.entries(seenAll()).filter(([id, number]) => number <= (state.latest[id]?.number ?? 0));
  remember(seenKey(), JSON.stringify(Object.fromEntries(kept)));
}

const isRead = (id) => id === state.where && !state.home;

function markSeen() {
  if (state.home) return;
  const number = state.latest[state.where]?.number ?? 0;
  if (number > seen(state.where)) remember(seenKey(), JSON.stringify({ ...seenAll(), [state.where]: number }));
}

// ---- who and where

const isChannel = () => state.where.startsWith("#");
const isShared = () => state.where.startsWith("&");
const isOwn = () => !isChannel() && !isShared();

const HOME = "@home"; // no channel is called so
const homeOf = (id) => `home:${id}`;

function goTo(me, where) {
  const place = where === me ? "" : `/${encodeURIComponent(where.replace(/^[#/]/, ""))}`; // of "#general", or of "/@home"
  location.hash = `#/${encodeURIComponent(me)}${place}`;
}

function readAddress() {
  const [, me, channel] = location.hash.split("/").map((part) => { try { return decodeURIComponent(part); } catch { return ""; } });
  const first = state.people.find((person) => person.admin) ?? state.people[0];
  state.me = state.people.some((person) => person.id === me) ? me : (first?.id ?? "");
  state.where = [`#${channel}`, channel].find((id) => [...state.channels, ...state.shared()].some((one) => one.id === id)) ?? state.me;
  state.home = channel === HOME;
}

async function arrive() {
  if (!state.people.length) return;
  const [before, wasHome] = [state.me, state.home];
  readAddress();
  const me = state.person(state.me);
  if (before && before !== state.me) {
    conversation.announce(`You are now ${me.name}.`);
    hideToast(); // its hour was that of whoever one was before
  }
  clock.setZone(me.timezone);
  drawHead(me);
  side.draw(state);
  closeSide();
  if (!wasHome || before !== state.me) home.clear();
  home.show(state.home);
  await Promise.all([openConversation(), offerCommands()]);
  if (state.home) await lookHome();
  else if (wasHome) conversation.toEnd();
}

// Made anew for whoever looks at it; it comes as news.
const lookHome = () => tried(() => post("home", { person: state.me, nonce: nonce() }));

function subtitle(me) {
  if (isChannel()) return `Everybody reads this. You read it as ${me.name}.`;
  if (isShared()) return `Only these two read this, Turnabout does not. You read it as ${me.name}.`;
  return state.home ? `What ${me.name} sees of the program` : `The conversation of ${me.name} with the bot`;
}

function drawHead(me) {
  const name = [...state.channels, ...state.shared()].find((one) => one.id === state.where)?.name ?? "Turnabout";
  const first = me.name.split(" ")[0];
  byId("title").textContent = isChannel() ? `# ${name}` : name;
  byId("subtitle").textContent = subtitle(me);
  byId("views").hidden = !isOwn();
  byId("view-messages").dataset.conversation = state.me;
  document.title = `${me.name} · ${isChannel() ? "#" : ""}${name} · playground`;
  composer.moveTo(`${state.me} ${state.where}`, {
    label: `Message ${isChannel() ? "#" : ""}${name} as ${me.name}`,
    placeholder: isChannel() ? `Write in #${name} as ${first}` : isShared() ? `Write here as ${first}` : `Write to ${name} as ${first}`,
    hint: !isOwn()
      ? "Turnabout does not read what people write here; commands such as /rm-join work."
      : "Enter sends, Shift + Enter starts a new line, / shows the commands.",
  });
  drawPilot(me);
}

function drawPilot(me) {
  byId("pilot").hidden = !me.autopilot || !isOwn();
  byId("pilot-words").textContent = `Autopilot answers for ${me.name.split(" ")[0]}.`;
}

// ---- asking the server

// What went wrong is said until something done works again; news in the background do not count.
async function tried(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    byId("trouble").textContent = error.message;
    byId("trouble").hidden = false;
    return null;
  }
}

async function done(path, body) {
  const answer = await tried(() => post(path, body));
  if (answer) byId("trouble").hidden = true;
  return answer;
}

async function loadState() {
  const answer = await tried(() => get("state"));
  if (!answer) return false;
  const { now, moving, ...rest } = answer;
  const another = state.organization !== rest.organization;
  Object.assign(state, rest);
  forgetStale();
  byId("company").textContent = state.company;
  clock.setNow(now);
  clock.setMoving(moving);
  if (!another && state.me) {
    side.draw(state);
    drawPilot(state.person(state.me));
  }
  return true;
}

let turns = 0;
let opened = ""; // which conversation is drawn, "" while one is being fetched
let early = []; // lines of it that were heard of in the meantime
async function openConversation() {
  const turn = ++turns;
  const where = state.where;
  const key = `${state.organization} ${state.me} ${where}`;
  const again = opened === key;
  opened = "";
  early = [];
  delete byId("log").dataset.of; // whose conversation is there, once it is all there
  const answer = await tried(() => get(`conversations/${encodeURIComponent(where)}`));
  if (turn !== turns || !answer) return;
  const me = state.person(state.me);
  const place = { me: state.me, zone: me.timezone, channel: isChannel(), person: state.person };
  if (again) conversation.catchUp(answer.posts);
  else conversation.show(answer.posts, place, doings());
  opened = key;
  byId("earlier").hidden = !answer.older;
  for (const line of early) hearLine(line);
  const last = answer.posts.at(-1);
  if (last) state.latest[where] = { number: last.number, author: last.author };
  markSeen();
  side.drawDots();
  if (!again && welcome() && !document.querySelector(".post.mine")) byId("log").scrollTop = 0;
  if (isOwn() && !answer.posts.length) await greeted();
  if (turn === turns) byId("log").dataset.of = me.name;
}

// The bot greets whoever comes for the first time; what they do meanwhile comes after its greeting.
let greeting = Promise.resolve();
function greeted() {
  greeting = tried(() => post("open", { person: state.me, nonce: nonce() }));
  return greeting;
}

async function offerCommands() {
  const answer = await tried(() => get("commands", { person: state.me }));
  composer.offerCommands(answer?.commands ?? []);
}

byId("earlier").addEventListener("click", () => busyWhile(byId("earlier"), async () => {
  const answer = await tried(() => get(`conversations/${encodeURIComponent(state.where)}`, { before: conversation.oldest() }));
  if (!answer) return;
  conversation.showEarlier(answer.posts);
  byId("earlier").hidden = !answer.older;
}));

// ---- doing something

// What could not be stored keeps its nonce for the next try: should it have been stored after all, it is the same doing.
async function once(kind, doing, nonceOf) {
  const key = JSON.stringify([kind, doing]);
  const given = retries.get(key) ?? nonce();
  retries.delete(key);
  nonceOf?.(given);
  if (isOwn() && !state.home) conversation.startThinking();
  await greeting;
  const answer = await done(kind, { ...doing, nonce: given });
  if (!answer) retries.set(key, given);
  if (!answer || answer.reply) conversation.stopThinking();
  return answer;
}

const act = (kind, body) => once(kind, { person: state.me, conversation: state.where, ...(state.home ? { home: true } : {}), ...body });

function doings() {
  return {
    press: async (line, item) => {
      const answer = await act("press", { action: item.action, data: item.data, label: item.label, message: line.id });
      if (answer?.reply) toast(answer.reply.text);
      else if (answer && !isOwn()) toast("Turnabout answers in your own conversation.");
    },
    submit: async (line, block, values, said) => {
      const answer = await act("submit", { action: block.action, data: block.data, values, said, message: line.id });
      return answer?.reply ?? null;
    },
    search: async (source, q) => (await tried(() => get("search", { source, q, person: state.me })))?.options ?? [],
  };
}

async function send(text) {
  const where = composer.current();
  const command = /^\/(\S+)\s*([\s\S]*)$/u.exec(text.trim());
  const kind = command ? "command" : "say";
  const body = command ? { command: command[1], text: command[2] } : { text };
  const own = isOwn();
  let id = "";
  const answer = await once(kind, { ...body, person: state.me, conversation: state.where }, (given) => {
    id = `playground:${kind}:${given}`; // as the server will call it
    conversation.putPending({ id, author: state.me, at: byId("now").dateTime, text: text.trim(), number: 0 });
  });
  if (!answer) {
    conversation.dropPending(id);
    composer.giveBack(where, text);
    return;
  }
  conversation.settle(id);
  if (answer.reply) toast(answer.reply.text);
  else if (!own && command) toast("Turnabout answers in your own conversation.");
}

// Those who are asked something answer at once, which may take a while: the switch does not wait for them.
async function autopilot(people, on) {
  const before = new Set(state.people.filter((person) => person.autopilot).map((person) => person.id));
  const asked = new Set(people);
  drawAutopilot((id) => (asked.has(id) ? on : before.has(id)));
  const answer = await done("autopilot", { people, on });
  const now = answer ? new Set(answer.autopiloted) : before;
  drawAutopilot((id) => now.has(id));
  return Boolean(answer);
}

function drawAutopilot(isOn) {
  state.people = state.people.map((person) => ({ ...person, autopilot: isOn(person.id) }));
  side.draw(state);
  drawPilot(state.person(state.me));
}

async function moveClock(step) {
  clock.setMoving(true);
  const answer = await done("clock", { step });
  clock.setMoving(false);
  if (!answer) return;
  clock.setNow(answer.now);
  const happened = { 0: "Nothing happened.", 1: "One thing happened." }[answer.happened] ?? `${answer.happened} things happened.`;
  const nothing = "Nothing is waiting to happen. Do something first: say hello, or press Set up.";
  toast(step === "next" && !answer.happened && !answer.waiting ? nothing : `It is ${clock.written(answer.now)}. ${happened}`);
}

byId("take-over").addEventListener("click", () => autopilot([state.me], false).then(() => composer.focus()));

// ---- news

function heard(news) {
  if (news.kind === "post") {
    clock.setNow(news.now);
    const line = news.post;
    if (line.conversation === homeOf(state.me)) hearHome(line);
    const latest = state.latest[line.conversation];
    if (!latest || line.number >= latest.number) state.latest[line.conversation] = { number: line.number, author: line.author };
    if (!latest && membersOf(line.conversation).includes(state.me)) side.draw(state); // a new conversation
    if (line.conversation === state.where && opened) hearLine(line);
    else if (line.conversation === state.where) early.push(line);
    side.drawDots();
  } else if (news.kind === "clock") {
    clock.setNow(news.now);
    clock.setMoving(news.moving);
    if (!news.moving) loadState().then(() => state.home && lookHome());
  } else if (news.kind === "people") {
    loadState();
  } else if (news.kind === "started_over") {
    opened = "";
    loadState().then((known) => known && arrive());
  }
}

function hearHome(line) {
  const first = home.put(line, doings());
  if (state.home) conversation.announce(first);
}

// News of a line from before the first one shown may be slow to come: it stands among the earlier messages.
function hearLine(line) {
  if (byId("earlier").hidden || line.number >= conversation.oldest()) conversation.put(line);
  markSeen();
}

// After every connection all is asked for again: news that came in between is not kept for us.
async function connected() {
  byId("offline").hidden = true;
  if (await loadState()) await arrive();
}

// ---- around it

let toastTimer = 0;
function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, 7000);
}

function hideToast() {
  byId("toast").hidden = true;
}

function welcome(force = false) {
  const me = state.person(state.me);
  if (!isOwn() || !(me.admin || force)) return hideWelcome();
  return showWelcome({ company: state.company, fresh: !Object.keys(state.latest).length, me }, {
    setUp: () => send("/rm-setup"),
    everybody: () => autopilot(state.people.filter((person) => person.id !== state.me).map((person) => person.id), true)
      .then((done) => done && toast("From now on everybody else answers by themselves.")),
    next: () => moveClock("next"),
    closed: () => { conversation.toEnd(); composer.focus(); },
  }, force);
}

const narrow = matchMedia("(max-width: 820px)");
function closeSide() {
  const wasOpen = document.body.classList.contains("side-open");
  setSide(false);
  if (wasOpen) byId("title").focus();
}

function setSide(open) {
  document.body.classList.toggle("side-open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  byId("shade").hidden = !open;
  byId("side").inert = narrow.matches && !open;
  byId("talk").inert = narrow.matches && open;
}

byId("menu").addEventListener("click", () => {
  const open = !document.body.classList.contains("side-open");
  setSide(open);
  if (open) byId("find").focus({ preventScroll: true });
});
byId("shade").addEventListener("click", closeSide);
narrow.addEventListener("change", closeSide);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("side-open")) {
    closeSide();
    byId("menu").focus();
  }
});

const THEMES = { auto: "light dark", light: "light", dark: "dark" };
function setTheme(theme) {
  document.documentElement.style.colorScheme = THEMES[theme];
  const said = { auto: "Colors: as the system", light: "Colors: light", dark: "Colors: dark" }[theme];
  byId("theme-words").textContent = said;
  byId("theme").title = said;
  remember("theme", theme);
}
byId("theme").addEventListener("click", () => {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(recall("theme") ?? "auto") + 1) % names.length]);
});

byId("view-messages").addEventListener("click", () => goTo(state.me, state.me));
byId("view-home").addEventListener("click", () => goTo(state.me, `/${HOME}`));

byId("help").addEventListener("click", () => {
  if (!isOwn() || state.home) goTo(state.me, state.me);
  welcome(true);
  byId("log").scrollTop = 0;
});

const dialog = byId("again-dialog");
byId("again").addEventListener("click", () => { dialog.returnValue = "no"; dialog.showModal(); });
dialog.addEventListener("close", async () => {
  if (dialog.returnValue !== "yes") return;
  clock.setMoving(true);
  const answer = await done("start-over", {});
  clock.setMoving(false);
  if (answer) toast("A new start. Nothing has happened yet.");
});

addEventListener("hashchange", arrive);
addEventListener("storage", () => { if (state.organization) side.drawDots(); });

setTheme(recall("theme") in THEMES ? recall("theme") : "auto");
composer.startComposer(send);
clock.startClock(moveClock);
side.startPeople({ be: (person) => goTo(person, person), read: (where) => goTo(state.me, where), autopilot });
listen({ news: heard, back: connected, lost: () => { byId("offline").hidden = false; } });
