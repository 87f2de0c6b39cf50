// Where things are on a plan's page.

import { byId } from "../dom.js";

export const verbs = byId("row-verb");
const said = byId("said");

export function say(words) {
  said.textContent = words;
}

// Rows that are on record, and not lines on their way there.
const ROW = "[data-plan] .plan tbody tr[id]";
export const allRows = () => [...document.querySelectorAll(ROW)];
export const rowAt = (target) => target.closest?.(ROW);
export const columnOf = (cell) => /col-(\w+)/.exec(cell.className)[1];
export const keyOf = (row) => row.id.replace("objective-", "");
export const addressOf = (verb, row) => verbs.dataset[verb].replace("/0/", `/${keyOf(row)}/`);
export const cellAt = (target) => target.closest?.(`${ROW} > :is(td, th)`);

export function focusCell(cell) {
  for (const other of cell.closest("table").querySelectorAll("tbody [tabindex='0']")) {
    if (other.matches("td, th")) other.tabIndex = -1;
  }
  cell.tabIndex = 0;
  cell.focus();
}

export function cellAfter(cell, step) {
  const row = cell.parentElement;
  const beside = row.cells[cell.cellIndex + step];
  if (beside) return beside;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  return next && next.cells[step > 0 ? 0 : next.cells.length - 1];
}
