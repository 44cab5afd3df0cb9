// How does a message of the bot look? One function per kind of block; `render.py` made the data.
//
// `doing` is what can be done with it: press(button), submit(block, values, said), search(source, words).

import { bar, busyWhile, el, icon, newId, words } from "./dom.js";
import { drawForm, drawPick } from "./fields.js";

const LONG = 3000; // characters shown before "Show all"
const LISTED = /^(•|\d{1,2}\.)\s/u; // a line of a list, its sign before it

const DRAWN = {
  say: drawSay,
  facts: drawFacts,
  rows: drawRows,
  buttons: drawButtons,
  pick: drawPick,
  form: drawForm,
  chart: drawChart,
  file: drawFile,
  divider: () => el("hr"),
};

export function drawMessage(message, doing) {
  return message.blocks.map((block) => DRAWN[block.kind](block, doing));
}

function drawSay(block) {
  if (block.style === "heading") return words("h2.say.heading", block.text);
  const paragraph = `p.say.${block.style}${LISTED.test(block.text) ? ".listed" : ""}`;
  if (block.text.length <= LONG) return words(paragraph, block.text);
  const text = words(paragraph, `${block.text.slice(0, LONG)}…`);
  const more = el("button.link", { type: "button" }, "Show all");
  more.addEventListener("click", () => {
    text.textContent = block.text;
    more.remove();
  });
  return el("div", {}, text, more);
}

function drawFacts(block) {
  const pairs = block.items.map((item) => el("div", {}, words("dt", item.label), words("dd", item.value)));
  return el("dl.facts", {}, ...pairs);
}

function drawRows(block) {
  const head = el("tr", {}, ...block.columns.map((column) => words("th", column, { scope: "col" })));
  const body = block.rows.map((row) => el("tr", {}, ...row.map((cell) => words("td", cell))));
  const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...body));
  const region = el("div.table", { tabIndex: 0, role: "group", "aria-label": `Table: ${block.columns.join(", ")}` }, table);
  return el("div", {}, region, block.hint ? words("p.say.quiet", block.hint) : null);
}

function drawButtons(block, doing) {
  return el("div.buttons", {}, ...block.items.map((item) => drawButton(item, doing)));
}

function drawButton(item, doing) {
  if (item.link === "") return words("span.say.quiet", item.label);
  if (item.link) {
    const properties = { href: item.link, target: "_blank", rel: "noopener noreferrer" };
    return el(`a.button.${item.style}`, properties, words("span", item.label), icon("out"), el("span.hidden", {}, " (opens a new tab)"));
  }
  const button = words(`button.button.${item.style}`, item.label, { type: "button" });
  button.addEventListener("click", (event) => {
    const isDoubled = event.detail > 1; // the second click of a double click, however soon the first was answered
    if (!isDoubled) busyWhile(button, () => doing.press(item));
  });
  return button;
}

// A picture where there is one of this very server (the page may fetch no other), else bars.
// A screen reader hears the words once, as what the picture shows.
function drawChart(block) {
  const title = newId("chart");
  return el(
    "figure.chart",
    { "aria-labelledby": title },
    words("p.chart-title", block.title, { id: title }),
    block.picture.startsWith("/") ? drawPicture(block) : drawBars(block),
    words("figcaption.say.quiet", block.words, { "aria-hidden": "true" }),
  );
}

// One that cannot be fetched (its link is old) gives way to the bars.
function drawPicture(block) {
  const image = el("img.picture", { src: block.picture, alt: block.words, width: 720, height: 340 });
  image.addEventListener("error", () => image.replaceWith(drawBars(block)));
  return image;
}

function drawBars(block) {
  const full = block.full || Math.max(...block.bars.map((one) => one.value), 0) || 1;
  const rows = block.bars.flatMap((one) => [
    words("span.bar-label", one.label),
    bar(one.value / full),
    words("span.bar-value", one.shown),
  ]);
  return el("div.bars", { role: "img", "aria-label": block.words }, ...rows);
}

function drawFile(block) {
  const inside = [icon("file"), el("span", {}, words("strong", block.title), words("small", block.name))];
  if (!block.link) return el("span.file", {}, ...inside);
  return el("a.file", { href: block.link, download: block.name }, ...inside);
}
