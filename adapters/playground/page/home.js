// What does somebody see on their own page? One message that is always the newest, in place of the conversation.

import { byId } from "./dom.js";
import { drawMessage } from "./blocks.js";

const panel = byId("home");
const page = byId("home-page");

// The page, or the conversation with its message box.
export function show(isHome) {
  panel.hidden = !isHome;
  for (const id of ["log", "compose", "words-hint"]) byId(id).hidden = isHome;
  if (isHome) byId("newer").hidden = true;
  const skip = document.querySelector(".skip");
  skip.href = isHome ? "#home-page" : "#words";
  skip.textContent = isHome ? "Skip to the page" : "Skip to the message box";
  for (const [name, here] of [["messages", !isHome], ["home", isHome]]) {
    const button = byId(`view-${name}`).querySelector("button");
    if (here) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

export function clear() {
  page.replaceChildren();
}

// Whoever pressed something on it goes on at its beginning, where the answer is named.
export function put(post, doing) {
  const hadFocus = page.contains(document.activeElement);
  const line = { id: post.message.id };
  const bound = { ...doing, press: (item) => doing.press(line, item), submit: (...given) => doing.submit(line, ...given) };
  page.lang = post.language;
  page.replaceChildren(...drawMessage(post.message, bound));
  panel.scrollTop = 0;
  if (hadFocus) page.focus({ preventScroll: true });
  return page.querySelector(".say")?.textContent ?? "";
}
