// Notes minutes and asks at the slide that is shown in the presenter's view. What is
// being typed is kept in this tab until the server has it, over a reload too.
"use strict";

const noting = [...document.querySelectorAll("[data-noting]")];
const keyOf = (form) => `${body.dataset.account} ${form.action}`;

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
  const { id } = data.slides[current];
  const { slide, text } = form.elements;
  if (!text.value.trim()) slide.value = id;
  const number = data.slides.findIndex((one) => one.id === slide.value) + 1;
  const place = number ? `For slide ${number}, where you started it.` : "For a slide that is no longer in the deck.";
  form.querySelector(".noted-at").textContent = slide.value === id ? "" : place;
}

async function note(form) {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const values = valuesOf(form);
  const { told, ...trouble } = await read(await post(form.action, values));
  form.ariaBusy = null;
  explain(form.querySelector("[role=alert]"), trouble, "What you typed is still here.");
  if (told) noted(form, values, told);
}

function noted(form, values, told) {
  const { text } = form.elements;
  const sent = values.get("text");
  // Typed while it was on its way, at its end as a rule.
  const rest = text.value.startsWith(sent) ? text.value.slice(sent.length).trimStart() : text.value;
  form.reset();
  form.elements.once.value = window.freshKey();
  text.value = rest;
  keep(form);
  const line = `${meeting?.isRehearsal ? data.rehearsed : ""}${told.text}`;
  if (!values.has("kind")) (data.minutes[values.get("slide")] ??= []).push(line);
  byId("said").textContent = "Noted.";
  show(current);
}

for (const form of noting) {
  bringBack(form);
  tie(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    note(form);
  });
}
document.addEventListener("shown", () => noting.forEach(tie));
