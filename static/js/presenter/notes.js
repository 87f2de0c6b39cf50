// Adds minutes and asks to the slide that is shown. What is being typed is kept in the
// browser until the server has it; its key is kept too, so that it is never added twice.

import { make } from "../dom.js";
import { explain, post } from "../http.js";
import { freshKey } from "../once.js";
import { forget, keep, kept, keptWords } from "../kept.js";
import { show } from "./slides.js";
import { say, stage } from "./stage.js";

const forms = [...document.querySelectorAll("[data-noting]")];
const returned = new WeakMap();

function valuesOf(form) {
  const values = new URLSearchParams(new FormData(form));
  values.delete("csrfmiddlewaretoken");
  return values;
}

function store(form) {
  returned.delete(form);
  const { noting } = form.dataset;
  if (form.elements.text.value.trim()) keep(noting, [...valuesOf(form)]);
  else forget(noting);
  tie(form);
}

function bringBack(form) {
  const found = kept(form.dataset.noting);
  if (!found) return;
  for (const [name, value] of found.values) if (form.elements[name]) form.elements[name].value = value;
  returned.set(form, found.at);
  form.closest("details")?.setAttribute("open", "");
}

// What is being typed stays with the slide at which it was begun, whoever walks on.
function tie(form) {
  const { slides } = stage.data;
  const { id } = slides[stage.current];
  const { slide, text } = form.elements;
  if (!text.value.trim()) slide.value = id;
  const number = slides.findIndex((one) => one.id === slide.value) + 1;
  const place = number ? `For slide ${number}, where you started it.` : "For a slide that is no longer in the deck.";
  const words = slide.value === id ? [] : [place];
  const at = returned.get(form);
  const parts = at ? [`${keptWords(at)} `, discarding(form), " "] : [];
  form.querySelector(".noted-at").replaceChildren(...parts, ...words);
}

function discarding(form) {
  const button = make("button", { type: "button", className: "discard" }, "Discard");
  button.addEventListener("click", () => {
    empty(form, "");
    form.elements.text.focus();
  });
  return button;
}

function empty(form, rest) {
  form.reset();
  form.elements.once.value = freshKey();
  form.elements.text.value = rest;
  store(form);
}

async function send(form) {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const values = valuesOf(form);
  // A copy, since a token is added to what is sent.
  const reply = await post(form.action, new URLSearchParams(values));
  form.ariaBusy = null;
  explain(form.querySelector("[role=alert]"), reply, "What you typed is still here.");
  if (reply.isTaken) noted(form, values, reply.content.text);
}

function noted(form, values, saved) {
  const { text } = form.elements;
  const sent = values.get("text");
  // Typed while it was on its way, at its end as a rule.
  empty(form, text.value.startsWith(sent) ? text.value.slice(sent.length).trimStart() : text.value);
  const { minutes, rehearsed } = stage.data;
  const decided = values.get("kind") === "decision" ? "Decision: " : "";
  const line = `${stage.meeting?.isRehearsal ? rehearsed : ""}${decided}${saved}`;
  if (form.dataset.noting === "minute") (minutes[values.get("slide")] ??= []).push(line);
  say("Noted.");
  show(stage.current);
}

for (const form of forms) {
  bringBack(form);
  form.addEventListener("input", () => store(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
document.addEventListener("shown", () => forms.forEach(tie));
