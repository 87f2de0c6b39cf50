// Edits the facts of an objective where they stand: a click on one opens an editor over it.
// What was typed stays until the server has taken it.

import "./mentions.js";
import "./page.js";
import { byId, make } from "./dom.js";
import { explain, getPage, post } from "./http.js";
import { sayReading } from "./reading.js";

const { dataset } = byId("editing");
let form = null;

function edit(fact) {
  if (form?.parentElement === fact || !close()) return;
  form = make("form", { className: "editor" });
  for (const name of [fact.dataset.cell, "buttons"]) {
    form.append(byId(`edit-${name}`).content.cloneNode(true));
  }
  form.addEventListener("submit", save);
  form.addEventListener("keydown", press);
  form.querySelector("[type=button]").addEventListener("click", cancel);
  const [field] = fields();
  field.setAttribute("aria-label", nameOf(fact));
  const reading = form.querySelector(".reading");
  if (reading) sayReading(field, dataset.reading, reading);
  fact.append(form);
  field.focus();
}

const fields = () => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
const nameOf = (fact) => fact.querySelector("dt")?.textContent ?? "Objective";

function isChanged(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  return [...field.options].some((option) => option.selected !== option.defaultSelected && option.selected);
}

const isUnsaved = () => form && (fields().some(isChanged) || form.matches(".is-refused"));

// One is edited at a time; what was typed into another is not lost by that.
function close() {
  if (isUnsaved()) {
    fields()[0].focus();
    return false;
  }
  form?.remove();
  form = null;
  return true;
}

function cancel() {
  const fact = form.parentElement;
  form.remove();
  form = null;
  fact.querySelector(".edit").focus();
}

// As on the plan page: Enter saves, and Shift with it begins a new line.
function press(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") cancel();
  else if (event.key === "Enter" && event.target.matches("textarea") && !event.shiftKey) form.requestSubmit();
  else return;
  event.preventDefault();
}

async function save(event) {
  event.preventDefault();
  if (form.matches(".is-busy")) return;
  const values = new FormData(form);
  const { cell } = form.parentElement.dataset;
  values.set("cell", cell);
  form.classList.add("is-busy");
  const reply = await post(dataset.cell, values, "html");
  form.classList.remove("is-busy");
  if (reply.isTaken) await renew(cell);
  else refuse(reply);
}

// Whoever saves once more knows by then what the other wrote.
function refuse(reply) {
  const note = form.querySelector(".refused");
  form.classList.add("is-refused");
  explain(note, reply, "What you typed is still here.");
  for (const [name, { value, text }] of Object.entries(reply.theirs ?? {})) {
    form.elements[`initial-${name}`].value = value;
    note.textContent = `Someone else wrote: ${text || "nothing"}. Save again to replace that, or cancel.`;
  }
  fields()[0].focus();
}

async function renew(cell) {
  const page = await getPage(location.href);
  if (!page?.getElementById("objective")) {
    location.reload();
    return;
  }
  form = null;
  // A comment that is being written stays.
  page.getElementById("comment-form")?.replaceWith(byId("comment-form"));
  byId("objective").replaceWith(page.getElementById("objective"));
  for (const template of page.querySelectorAll("template")) byId(template.id)?.replaceWith(template);
  begin();
  byId("announcement").textContent = "Saved.";
  document.querySelector(`[data-cell="${cell}"] .edit`).focus();
}

function begin() {
  for (const words of document.querySelectorAll(".with-scripts")) words.hidden = false;
}

document.addEventListener("click", (event) => {
  const fact = event.target.closest("#objective [data-cell]");
  const isWay = event.target.closest(".edit");
  if (!fact || (!isWay && event.target.closest("a, button, summary, .editor"))) return;
  if (event.ctrlKey || event.metaKey || (!isWay && getSelection().toString())) return;
  event.preventDefault();
  edit(fact);
});

window.addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
begin();
