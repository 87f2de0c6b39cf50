// Selects rows of a plan, and does something to all of them at once.

import { byId, make } from "../dom.js";
import { inWords } from "../http.js";
import { allAdded } from "./adding.js";
import { remember } from "./past.js";
import { complain } from "./rows.js";
import { editors, send, show, troubleNote } from "./saving.js";
import { allRows, cellAt, focusCell, grid, rowAt, say } from "./sheet.js";

const bar = byId("selection");
const words = bar.querySelector(".selection-count");
const note = bar.querySelector(".refused");
const all = grid.querySelector("thead .col-select input");
// The row from which Shift selects on.
let anchor = null;

const boxOf = (row) => row.querySelector(".col-select input");
const selected = () => allRows().filter((row) => boxOf(row).checked);

function refresh() {
  const rows = selected();
  bar.hidden = rows.length === 0;
  words.textContent = rows.length ? `${rows.length} selected` : "";
  all.checked = rows.length > 0 && rows.length === allRows().length;
  all.indeterminate = rows.length > 0 && !all.checked;
}

function select(rows, isOn) {
  for (const row of rows) boxOf(row).checked = isOn;
  refresh();
}

function between(one, other) {
  const rows = allRows();
  const [first, last] = [rows.indexOf(one), rows.indexOf(other)].sort((a, b) => a - b);
  return rows.slice(Math.max(first, 0), last + 1);
}

function clear() {
  note.replaceChildren();
  for (const open of bar.querySelectorAll("[open]")) open.open = false;
  select(allRows(), false);
  anchor = null;
}

function toggle(row) {
  select([row], !boxOf(row).checked);
  anchor = row;
}

// Before the cells, which would be edited
grid.addEventListener(
  "click",
  (event) => {
    const row = rowAt(event.target);
    const cell = cellAt(event.target);
    if (!cell || event.target.closest("a, .editor")) return;
    const isBox = cell.matches(".col-select");
    const isToggle = isBox || event.ctrlKey || event.metaKey;
    if (!isToggle && !event.shiftKey) return;
    if (event.target !== boxOf(row)) event.preventDefault();
    if (event.shiftKey) select(between(anchor ?? grid.querySelector("tr.is-current") ?? row, row), true);
    else if (event.target === boxOf(row)) [anchor] = [row, refresh()];
    else toggle(row);
  },
  true,
);

// With Shift the browser would select text.
grid.addEventListener("mousedown", (event) => {
  if (event.shiftKey && rowAt(event.target) && !event.target.closest(".editor")) event.preventDefault();
});

all.hidden = false;
all.addEventListener("change", () => select(allRows(), all.checked));

function extend(cell, key) {
  const row = cell.parentElement;
  const rows = allRows();
  const next = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
  anchor ??= row;
  if (!next) return;
  const isBack = between(anchor, row).includes(next);
  if (isBack && boxOf(row).checked) select([row], false);
  select(between(anchor, next), true);
  focusCell(next.cells[cell.cellIndex]);
}

grid.addEventListener(
  "keydown",
  (event) => {
    const cell = cellAt(event.target);
    if (cell !== event.target) return;
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (isPlain && event.shiftKey && /^Arrow(Up|Down)$/.test(event.key)) extend(cell, event.key);
    else if (isPlain && [" ", "Enter"].includes(event.key) && cell.matches(".col-select")) toggle(cell.parentElement);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || bar.hidden || event.defaultPrevented) return;
  if (!event.target.closest(".editor")) clear();
});

bar.querySelector(".selection-end").addEventListener("click", clear);

// Enter in a field presses the button beside it.
bar.addEventListener("keydown", (event) => {
  const button = event.target.matches("input, select") && event.target.parentElement.querySelector("button");
  if (event.key !== "Enter" || !button) return;
  event.preventDefault();
  button.click();
});

const STAYING = ["owner", "eta", "state", "tag", "untag"];

bar.addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter.value);
});

async function act(verb) {
  if (editors.size) document.activeElement.blur();
  await allAdded();
  const body = new FormData(bar);
  body.set("verb", verb);
  note.replaceChildren();
  const reply = await send(bar.action, body, STAYING.includes(verb) ? "html" : "json");
  if (reply.isTaken) done(reply.content);
  else refuse(reply, verb);
}

// To the same page, where a new anchor alone would not fetch it again.
function leaveFor(place) {
  const isHere = place.pathname === location.pathname && place.search === location.search;
  location.assign(place);
  if (isHere) location.reload();
}

function done(content) {
  if (content.place) {
    remember(content.change);
    leaveFor(new URL(content.place, location.href));
    return;
  }
  for (const open of bar.querySelectorAll("[open]")) open.open = false;
  show(content);
  say("Saved.");
}

function refuse(reply, verb) {
  if (reply.trouble) note.replaceChildren(...troubleNote(reply, () => act(verb)));
  else note.replaceChildren(make("p", {}, inWords(reply)));
  for (const [key, reason] of Object.entries(reply.refusals ?? {})) {
    complain(byId(`objective-${key}`), "", reason);
  }
}

bar.classList.add("is-bar");
bar.querySelector(".selection-end").hidden = false;
refresh();
