// Makes a check-in quick: by keyboard from row to row, "No change" of many rows at once,
// how a status is read while it is typed, and a count of what will be saved. What was typed
// and not sent is there again when one comes back.

import "./page.js";
import { make } from "./dom.js";
import { forget, keep, kept, keptWords } from "./kept.js";
import { sayReading } from "./reading.js";

const form = document.querySelector("form.check-in");
const rows = form ? [...form.querySelectorAll("tr[id]")] : [];
const open = rows.filter((row) => !row.closest("details"));
const textOf = (row) => row.querySelector("textarea");
const stateOf = (row) => row.querySelector("select");
const stillOf = (row) => row.querySelector("[type=checkbox]");

function isChanged(row) {
  const text = textOf(row);
  const isChosen = [...stateOf(row).options].some((one) => one.selected !== one.defaultSelected);
  // Without a default, the first option is the one that is shown.
  const hasDefault = stateOf(row).querySelector("[selected]");
  const isState = hasDefault ? isChosen : stateOf(row).selectedIndex > 0;
  return row.matches(".is-refused") || text.value !== text.defaultValue || isState;
}

function count() {
  const changed = rows.filter(isChanged).length;
  const still = rows.filter((row) => stillOf(row).checked && !isChanged(row)).length;
  const untouched = open.filter((row) => !stillOf(row).checked && !isChanged(row)).length;
  const words = `${changed} changed, ${still} without change, ${untouched} untouched`;
  const [counts, save] = [form.querySelector(".counts"), form.querySelector(".saving .is-main")];
  if (counts.textContent !== words) counts.textContent = words;
  save.textContent = changed + still ? `Save ${changed + still}` : "Save";
}

// Ticks those that nobody has touched; once more, and they are free again.
function tick(those) {
  const untouched = those.filter((row) => !isChanged(row));
  const isTicked = untouched.every((row) => stillOf(row).checked);
  for (const row of untouched) stillOf(row).checked = !isTicked;
  count();
}

function goOnFrom(row) {
  const next = open[open.indexOf(row) + 1];
  (next ? textOf(next) : form.querySelector(".saving .is-main")).focus();
}

function choose(row, place) {
  const option = stateOf(row).options[place];
  if (!option || option.hidden) return;
  option.selected = true;
  keepRow(row);
  count();
}

function onKey(event) {
  const row = event.target.closest("tr[id]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  else if (row && event.altKey && event.key === "Enter") {
    stillOf(row).checked = !isChanged(row);
    goOnFrom(row);
    count();
  } else if (row && event.altKey && /^Digit\d$/.test(event.code)) choose(row, Number(event.code.at(-1)));
  else if (event.target.matches("textarea") && event.key === "Enter" && !event.shiftKey) goOnFrom(row);
  else return;
  event.preventDefault();
}

function onFocus({ target }) {
  if (!target.matches("textarea")) return;
  const row = target.closest("tr[id]");
  if (!row.dataset.isRead) {
    row.dataset.isRead = "yes";
    sayReading(target, form.dataset.reading, row.querySelector(".reading"));
  }
  // What stood there is marked, so that typing replaces it; an arrow key keeps it.
  if (target.value === target.defaultValue) target.select();
  target.closest(".report").scrollIntoView({ block: "nearest" });
}

// The key of the last update that one saw, which another one that is saved changes.
const seenIn = (row) => row.querySelector("[name$='-after']").value;

function keepRow(row, isSent = false) {
  if (!isChanged(row)) forget(row.id);
  else keep(row.id, { status: textOf(row).value, state: stateOf(row).value, seen: seenIn(row), isSent });
}

// What was sent is saved once there is a new update; what came back refused is there already.
function bringBack(row) {
  const found = kept(row.id);
  if (!found || isChanged(row)) return;
  const { status, state, seen, isSent } = found.values;
  const isThere = status === textOf(row).value && state === stateOf(row).value;
  if (isThere || (isSent && seen !== seenIn(row))) {
    forget(row.id);
    return;
  }
  textOf(row).value = status;
  stateOf(row).value = state;
  row.querySelector(".report").append(noteOf(row, found.at));
}

function noteOf(row, at) {
  const discard = make("button", { type: "button", className: "button is-quiet" }, "Discard it");
  const note = make("p", { className: "note is-warning" }, `${keptWords(at)} `, discard);
  // The row in use unfolds: with the focus the button would move away under the pointer.
  discard.addEventListener("mousedown", (event) => event.preventDefault());
  discard.addEventListener("click", () => {
    textOf(row).value = textOf(row).defaultValue;
    for (const one of stateOf(row).options) one.selected = one.defaultSelected;
    forget(row.id);
    note.remove();
    textOf(row).focus();
    count();
  });
  return note;
}

function start() {
  form.querySelector(".hints").hidden = false;
  for (const row of rows) bringBack(row);
  form.addEventListener("submit", () => {
    for (const row of rows) keepRow(row, true);
  });
  form.addEventListener("focusin", onFocus);
  form.addEventListener("keydown", (event) => event.isComposing || onKey(event));
  form.addEventListener("input", ({ target }) => {
    const row = target.closest("tr[id]");
    if (row && isChanged(row)) stillOf(row).checked = false;
    if (row) keepRow(row);
    count();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=unchanged]");
    if (!button) return;
    event.preventDefault();
    tick(button.value === "all" ? open : open.filter((row) => row.closest("tbody").contains(button)));
  });
  count();
}

if (form) start();
