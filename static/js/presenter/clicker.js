// Who presents: says so, offers what may be done about it, and stills the controls of whoever
// only looks on.

import { byId } from "../dom.js";
import { act } from "./meeting.js";
import { stage } from "./stage.js";

const form = byId("clicker");

function display(before) {
  const { clicker, isBlack, isPaused } = stage.meeting;
  const words = [clicker.words, change(before?.clicker, clicker)].filter(Boolean).join(" ");
  const who = byId("who");
  if (!before || before.clicker.words !== clicker.words) who.textContent = words;
  for (const button of form.querySelectorAll("button")) button.hidden = !clicker.verbs.includes(button.value);
  for (const button of document.querySelectorAll("[data-steers]")) button.disabled = !clicker.isMine;
  document.body.classList.toggle("is-black", isBlack);
  label("black", isBlack ? ["light", "Show", "Show the slide"] : ["black", "Black", "Black"]);
  label("pause", isPaused ? ["resume", "Continue", "Continue"] : ["pause", "Pause", "Pause for questions"]);
}

function change(before, now) {
  if (!before) return "";
  if (before.isMine && !now.isMine) return "The clicker is no longer yours.";
  if (!before.isMine && now.isMine) return "You have the clicker now.";
  return before.hasAsked && !now.hasAsked ? "Your request was turned down." : "";
}

function label(id, [verb, text, name]) {
  const button = byId(id);
  button.value = verb;
  button.firstChild.data = `${text} `;
  button.setAttribute("aria-label", name);
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act({ verb: event.submitter.value });
  });
  document.addEventListener("learnt", (event) => display(event.detail));
  display();
}
