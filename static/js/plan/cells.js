// Goes from cell to cell of a plan by keys, and edits them.

import { byId } from "../dom.js";
import { edit, isComposed } from "./editor.js";
import { editors } from "./saving.js";
import { allRows, cellAt, columnOf, focusCell, grid, open, tame, titleOf } from "./sheet.js";

function goTo(cell, key) {
  const rows = allRows();
  const row = cell.parentElement;
  const place = rows.indexOf(row);
  const column = cell.cellIndex;
  const cells = {
    ArrowLeft: () => row.cells[column - 1],
    ArrowRight: () => row.cells[column + 1],
    ArrowUp: () => rows[place - 1]?.cells[column],
    ArrowDown: () => rows[place + 1]?.cells[column],
    Home: () => titleOf(row),
    End: () => row.cells[row.cells.length - 1],
  };
  return cells[key]?.();
}

const isModified = (event) => event.ctrlKey || event.metaKey || event.altKey;

// All that makes a text, but for the question mark, which shows the keys.
function isTyped(event) {
  if (isComposed(event)) return true;
  const isCharacter = [...event.key].length === 1 && event.key !== "?";
  return isCharacter && (!isModified(event) || event.getModifierState("AltGraph"));
}

// A character goes on, to the editor that has the focus by then.
function pressOn(cell, event) {
  if (columnOf(cell) === "select" && !/^(Arrow|Home|End)/.test(event.key)) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) open(cell.parentElement);
  else if (isTyped(event)) edit(cell).overwrite();
  else if (isModified(event) || !isObeyed(cell, event)) return;
  else event.preventDefault();
  event.stopPropagation();
}

// On a phone a row shows all its cells only when it is the one in use.
const isNarrow = matchMedia("(max-width: 43.74rem)");
const isFolded = (row) => isNarrow.matches && !row.classList.contains("is-current");

function isObeyed(cell, { key, repeat }) {
  const next = goTo(cell, key);
  if (next) focusCell(next);
  else if (key === "Delete" || key === "Backspace") edit(cell).empty();
  else if (key !== "Enter" && key !== "F2") return false;
  else if (!repeat) edit(cell);
  return true;
}

document.addEventListener("click", (event) => {
  const cell = cellAt(event.target);
  const isOther = event.target.closest?.("a, button, input, select, textarea, label, .editor");
  if (!cell || isOther || event.defaultPrevented || getSelection().toString()) return;
  if (isFolded(cell.parentElement)) focusCell(cell);
  else edit(cell);
});

window.addEventListener("beforeunload", (event) => {
  const isUnsaved = [...editors.values()].some((editor) => editor.isBusy || editor.isChanged);
  if (isUnsaved) event.preventDefault();
});

// Back on the network, what waits is sent once more.
window.addEventListener("online", () => {
  for (const editor of editors.values()) if (editor.isCutOff) editor.save({ always: true });
});

// The table is one stop of Tab; from there the arrows lead on. It has its keys before the
// page has them.
grid.setAttribute("role", "grid");
grid.addEventListener("keydown", (event) => {
  if (cellAt(event.target) === event.target) pressOn(event.target, event);
});
tame(grid);
const [firstRow] = allRows();
if (firstRow) titleOf(firstRow).tabIndex = 0;

function focusNamed() {
  const named = byId(location.hash.slice(1));
  if (named && named.matches("[data-plan] > tr")) focusCell(titleOf(named));
  else if (named && cellAt(named) === named) focusCell(named);
}

window.addEventListener("hashchange", focusNamed);
// After the browser itself has gone to what the address names.
window.addEventListener("load", () => setTimeout(focusNamed));
document.querySelector(".keys").hidden = false;
