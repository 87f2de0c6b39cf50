// Where things are in a plan's table. Its groups are bodies of one table.

import { byId } from "../dom.js";
import { isHeld } from "./pointer.js";

export const verbs = byId("row-verb");
export const grid = document.querySelector("table.plan");
const announcement = byId("announcement");

export function say(words) {
  announcement.textContent = words;
}

// Rows that are on record, and not lines on their way there.
const BODY = "tbody[data-plan]";
const ROW = `${BODY} > tr[id]`;
export const allParts = () => [...grid.querySelectorAll("tbody[data-part]")];
export const allBodies = () => [...grid.querySelectorAll(BODY)];
export const allRows = (within = grid) => [...within.querySelectorAll(":scope tr[id]")].filter((row) => row.matches(ROW));
export const rowAt = (target) => target.closest?.(ROW);
export const bodyAt = (target) => target.closest?.(BODY);
export const planOf = (row) => bodyAt(row).dataset.plan;
export const newBodyOf = (plan) => grid.querySelector(`${BODY}[data-new][data-plan="${plan}"]`);
export const fieldOf = (plan) => grid.querySelector(`form.add[data-plan="${plan}"]`).elements.rows;
export const columnOf = (cell) => /col-(\w+)/.exec(cell.className)[1];
export const titleOf = (row) => row.querySelector(".col-title");
export const keyOf = (row) => row.id.replace("objective-", "");
export const addressOf = (verb, row) => verbs.dataset[verb].replace("/0/", `/${keyOf(row)}/`);
export const cellAt = (target) => target.closest?.(`${ROW} > :is(td, th)`);

// The rows that stay together with this one when they are moved.
export const beside = (row, step) => {
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  return next?.matches(ROW) ? next : null;
};

const openOf = (row) => row?.querySelector(".open");

// The one row that shows all its words, and whose way to its own page Tab reaches.
function markCurrent(row) {
  const old = grid.querySelector("tr.is-current");
  if (old !== row) {
    old?.classList.remove("is-current");
    row.classList.add("is-current");
  }
  tame(grid);
}

// Boxes and the ways of other rows are no stops of Tab; the arrows lead to them.
export function tame(within) {
  for (const box of within.querySelectorAll(".col-select input")) box.tabIndex = -1;
  for (const open of within.querySelectorAll(".open")) {
    open.tabIndex = open.closest(".is-current") ? 0 : -1;
  }
}

export const open = (row) => openOf(row).click();

export function focusCell(cell) {
  for (const other of grid.querySelectorAll("tbody [tabindex='0']")) {
    if (other.matches("td, th")) other.tabIndex = -1;
  }
  cell.tabIndex = 0;
  cell.focus();
  markCurrent(cell.parentElement);
}

// A press of the pointer opens a cell where it is, and moves nothing before that.
grid.addEventListener("focusin", ({ target }) => {
  if (cellAt(target) === target && !isHeld()) markCurrent(target.parentElement);
});

const editedCells = (row) => [...row.cells].filter((cell) => byId(`edit-${columnOf(cell)}`));

// The next cell that is edited in the same plan.
export function cellAfter(cell, step) {
  const row = cell.parentElement;
  const cells = editedCells(row);
  const rows = allRows();
  const next = rows[rows.indexOf(row) + step];
  const isOwn = next && planOf(next) === planOf(row);
  return cells[cells.indexOf(cell) + step] ?? (isOwn ? editedCells(next).at(step > 0 ? 0 : -1) : null);
}
