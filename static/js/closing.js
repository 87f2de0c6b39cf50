// Answers row after row by keyboard: arrows change the row, a letter is an answer.

import "./page.js";
import { byId } from "./dom.js";

const KEYS = { c: "carry_over", i: "continue", d: "defer", x: "drop", m: "miss" };
// What is typed next after an answer, if it is still blank.
const NEXT_FIELD = { continue: "successor", defer: "until", drop: "note" };

const form = document.querySelector("form.closing");
const rows = () => [...form.querySelectorAll("tr.answer")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

function focusRow(row) {
  const radios = [...row.querySelectorAll(".col-answer [type=radio]")];
  const target = radios.find((one) => one.checked) ?? radios[0] ?? row.querySelector("summary");
  (target ?? row.querySelector("a")).focus();
}

function step(row, offset) {
  const all = rows();
  const next = all[all.indexOf(row) + offset];
  if (next) focusRow(next);
}

function answer(row, value) {
  const radio = row.querySelector(`[type=radio][value="${value}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const typed = NEXT_FIELD[value] && field(row, NEXT_FIELD[value]);
  if (typed && (value !== "continue" || !typed.value)) {
    typed.focus();
    typed.select?.();
  } else if (radio.closest(".panel")) radio.focus();
  else step(row, 1);
}

function onRadio(event, row) {
  const offset = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
  const value = KEYS[event.key.toLowerCase()];
  if (!offset && !value) return;
  event.preventDefault();
  if (offset) step(row, offset);
  else answer(row, value);
}

// Enter goes on, as in a sheet; a break in a reason takes Shift.
function onText(event, row) {
  if (event.key === "Enter" && !event.shiftKey) event.preventDefault();
  if (event.key === "Enter" && !event.shiftKey) step(row, 1);
  if (event.key === "Escape") focusRow(row);
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const row = event.target.closest("tr.answer");
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.type === "radio") onRadio(event, row);
  else if (event.target.matches(".parts > .part > :is(input, textarea)")) onText(event, row);
  else if (event.target.matches("summary, a.title") && /^Arrow(Up|Down)$/.test(event.key)) {
    onRadio(event, row);
  }
}

// A reason for dropping it, taken from the status, is none for another answer.
function onChange({ target }) {
  if (target.type !== "radio") return;
  const note = field(target.closest("tr.answer"), "note");
  if (!note?.defaultValue) return;
  if (target.value === "drop") note.value ||= note.defaultValue;
  else if (note.value === note.defaultValue) note.value = "";
}

// What lies over other rows goes when one turns to them.
function closeOthers({ target }) {
  for (const open of form.querySelectorAll("details[open]:not(.is-refused *)")) {
    if (!open.contains(target)) open.open = false;
  }
}

function closeHere(event) {
  const open = event.target.closest("details[open]");
  if (event.key !== "Escape" || !open) return;
  event.stopPropagation();
  open.open = false;
  open.querySelector("summary").focus();
}

// Whoever comes for one answer finds it open.
function openTarget() {
  const row = byId(location.hash.slice(1));
  const details = row?.querySelector("details.change-answer");
  if (details) details.open = true;
}

if (form) {
  openTarget();
  form.addEventListener("keydown", closeHere, { capture: true });
  form.addEventListener("keydown", onKey);
  document.addEventListener("focusin", closeOthers);
  document.addEventListener("pointerdown", closeOthers);
  form.addEventListener("change", onChange);
}
