// Adds minutes and asks to the slide that is shown. What is being typed is kept in this
// tab until the server has it, over a reload too.

import { explain, post } from "../http.js";
import { freshKey } from "../once.js";
import { show } from "./slides.js";
import { say, stage } from "./stage.js";

const forms = [...document.querySelectorAll("[data-noting]")];
const keyOf = (form) => `${document.body.dataset.account} ${form.action}`;

function valuesOf(form) {
  const values = new URLSearchParams(new FormData(form));
  values.delete("csrfmiddlewaretoken");
  return values;
}

// A browser may keep nothing, or have no room.
function keep(form) {
  try {
    if (form.elements.text.value.trim()) sessionStorage.setItem(keyOf(form), valuesOf(form));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // It is still in its field.
  }
}

function bringBack(form) {
  try {
    const kept = new URLSearchParams(sessionStorage.getItem(keyOf(form)) ?? "");
    for (const [name, value] of kept) form.elements[name].value = value;
    if (kept.size) form.closest("details")?.setAttribute("open", "");
  } catch {
    // Nothing is kept here.
  }
}

// What is being typed stays with the slide at which it was begun, whoever walks on.
function tie(form) {
  const { slides } = stage.data;
  const { id } = slides[stage.current];
  const { slide, text } = form.elements;
  if (!text.value.trim()) slide.value = id;
  const number = slides.findIndex((one) => one.id === slide.value) + 1;
  const place = number ? `For slide ${number}, where you started it.` : "For a slide that is no longer in the deck.";
  form.querySelector(".noted-at").textContent = slide.value === id ? "" : place;
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
  const rest = text.value.startsWith(sent) ? text.value.slice(sent.length).trimStart() : text.value;
  form.reset();
  form.elements.once.value = freshKey();
  text.value = rest;
  keep(form);
  const { minutes, rehearsed } = stage.data;
  const line = `${stage.meeting?.isRehearsal ? rehearsed : ""}${saved}`;
  if (!values.has("kind")) (minutes[values.get("slide")] ??= []).push(line);
  say("Noted.");
  show(stage.current);
}

for (const form of forms) {
  bringBack(form);
  tie(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
document.addEventListener("shown", () => forms.forEach(tie));
