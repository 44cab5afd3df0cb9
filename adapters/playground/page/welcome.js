// What does somebody see who has never been here? Three lines and three things to do first; never a form.

import { byId, el, icon, recall, remember, words } from "./dom.js";

const panel = byId("welcome");

// `doing`: setUp(), everybody(), next(), closed(). Returns whether it is shown. Shown until it is closed; `fresh` when nothing has happened yet; `force` opens it again.
export function showWelcome({ company, fresh, me }, doing, force = false) {
  if (recall("welcomed") && !fresh && !force) return hideWelcome();
  const close = el("button.tool", { type: "button" }, icon("close"), el("span.hidden", {}, "Close the welcome"));
  close.addEventListener("click", () => { remember("welcomed", "yes"); hideWelcome(); doing.closed(); });
  const role = me.admin ? "who runs the program" : me.title;
  const lines = [
    [`You are ${me.name.split(" ")[0]}, ${role}.`, me.admin ? " Say hello below, or press Set up." : " Say hello below."],
    ["Be anybody else.", " Choose a colleague on the left and answer as they would, or let autopilot answer for them."],
    ["Move the clock.", " An hour, a week, or straight to the next thing that happens."],
  ].map(([strong, rest]) => el("li", {}, el("p", {}, words("strong", strong), rest)));
  const steps = [
    me.admin ? ["Set up the program", doing.setUp, "primary"] : null,
    ["Everybody else on autopilot", doing.everybody, "plain"],
    ["See what happens next", doing.next, "plain"],
  ].filter(Boolean).map(([label, run, style]) => {
    const button = el(`button.button.${style}`, { type: "button" }, label);
    button.addEventListener("click", run);
    return button;
  });
  panel.replaceChildren(
    el("div.welcome-head", {}, words("h2", `Welcome to ${company}`, { id: "welcome-title" }), close),
    el("p.lead", {}, "A made-up company to try reverse mentoring in. Nothing here leaves this machine."),
    el("ol", {}, ...lines),
    el("div.buttons", {}, ...steps),
  );
  panel.hidden = false;
  return true;
}

export function hideWelcome() {
  panel.hidden = true;
  return false;
}
