// Copies cells and rows of a plan for a spreadsheet, and pastes blocks from one. In an
// editor and in a field text stays text.

import { byId, make, parsed } from "../dom.js";
import { inWords } from "../http.js";
import { edit } from "./editor.js";
import { importButtons } from "./importing.js";
import { remember } from "./past.js";
import { complain } from "./rows.js";
import { count, editors, merge, send, troubleNote } from "./saving.js";
import { allRows, cellAt, columnOf, grid, newBodyOf, planOf, say, titleOf, verbs } from "./sheet.js";

const dialog = byId("paste");
// With their headings, by which they are known again wherever they are pasted.
const HEADINGS = {
  title: "Objective",
  measure: "Measure of success",
  dependency: "Dependency",
  owner: "Who",
  eta: "ETA",
  state: "State",
  status: "Status",
  tags: "Tags",
};
const COPIED = Object.keys(HEADINGS);

const focusedCell = () => (cellAt(document.activeElement) === document.activeElement ? document.activeElement : null);
const isText = (element) => element?.matches?.("textarea, select, input:not([type='checkbox'])");
const selectedRows = () => allRows().filter((row) => row.querySelector(".col-select input").checked);

// What is in a cell, as it was typed.
function textOf(row, column) {
  if (column === "owner") return row.querySelector(".col-owner .initials")?.title ?? "";
  if (column === "state") return stateOf(row);
  return JSON.parse(row.dataset.values)[column] ?? "";
}

// Without the figure beside it.
function stateOf(row) {
  const state = row.querySelector(".col-state .state:not(.is-unread)");
  return state ? state.textContent.split(" · ")[0].trim() : "";
}

function textsToCopy() {
  const rows = selectedRows();
  if (rows.length) return [Object.values(HEADINGS), ...rows.map((row) => COPIED.map((column) => textOf(row, column)))];
  const cell = focusedCell();
  const column = cell && columnOf(cell);
  return COPIED.includes(column) ? [[textOf(cell.parentElement, column)]] : null;
}

// As spreadsheets do it: in quotes where a cell has what ends one.
const quoted = (text) => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const asLines = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\n");

function asTable(rows) {
  const cellOf = (text) => make("td", {}, ...text.split("\n").flatMap((line, n) => (n ? [make("br"), line] : [line])));
  return make("table", {}, ...rows.map((row) => make("tr", {}, ...row.map(cellOf)))).outerHTML;
}

document.addEventListener("copy", (event) => {
  if (isText(document.activeElement) || !getSelection().isCollapsed) return;
  const rows = textsToCopy();
  if (!rows) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", asLines(rows));
  event.clipboardData.setData("text/html", asTable(rows));
  say("Copied.");
});

document.addEventListener("paste", (event) => {
  const cell = focusedCell();
  if (!cell || isText(document.activeElement)) return;
  const text = event.clipboardData.getData("text/plain");
  if (!text.trim()) return;
  event.preventDefault();
  const first = columnOf(cell) === "select" ? titleOf(cell.parentElement) : cell;
  paste(first, bodyFor(first, text));
});

// From this cell on: the rows of its plan below it, and the columns to its right.
function bodyFor(cell, text) {
  const row = cell.parentElement;
  const rows = allRows().filter((one) => planOf(one) === planOf(row));
  const body = new FormData();
  body.set("text", text);
  for (const one of rows.slice(rows.indexOf(row))) body.append("objectives", one.id.replace("objective-", ""));
  for (const one of [...row.cells].slice(cell.cellIndex)) {
    if (byId(`edit-${columnOf(one)}`)) body.append("columns", columnOf(one));
  }
  return body;
}

async function paste(cell, body) {
  const reply = await send(verbs.dataset.paste, body, "json");
  if (reply.isTaken) done(cell, reply.content);
  else if (reply.ask) ask(cell, body, reply.ask);
  else refuse(cell, body, reply);
}

function done(cell, { html, refusals, change }) {
  newBodyOf(planOf(cell.parentElement)).append(...merge(html));
  count();
  remember(change);
  const refused = Object.entries(refusals);
  for (const [key, cells] of refused) keepRefused(byId(`objective-${key}`), cells);
  if (!refused.length) cell.focus();
  say(refused.length ? "Pasted, but for what is marked." : "Pasted.");
}

// What a cell refuses stays in its editor, with the reason.
function keepRefused(row, cells) {
  for (const [column, { text, reason }] of Object.entries(cells)) {
    const cell = row.querySelector(`.col-${column}`);
    if (!cell) complain(row, `${HEADINGS[column] ?? "Reference"} not pasted: “${text}”.`, reason);
    else if (!editors.has(cell)) edit(cell).keep(text, reason);
  }
}

function ask(cell, body, html) {
  dialog.replaceChildren(...parsed(html).body.children);
  dialog.onclose = () => {
    cell.focus();
    if (dialog.returnValue !== "paste") return;
    for (const [name, value] of new FormData(dialog.querySelector("form"))) body.set(name, value);
    paste(cell, body);
  };
  dialog.returnValue = "";
  dialog.showModal();
}

function refuse(cell, body, reply) {
  const words = reply.trouble
    ? troubleNote(reply, () => paste(cell, body))
    : [make("p", {}, `Not pasted. ${inWords(reply)}`), ...importButtons(reply, () => body.get("text"))];
  const note = make("div", { className: "refused" }, ...words);
  note.setAttribute("role", "alert");
  titleOf(cell.parentElement).querySelector(":scope > .refused")?.remove();
  titleOf(cell.parentElement).append(note);
}

grid.addEventListener("focusin", ({ target }) => {
  if (target.closest("div.refused")) return;
  for (const note of grid.querySelectorAll(".col-title > div.refused")) note.remove();
});
