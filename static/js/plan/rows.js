// Moves, duplicates and deletes the rows of a plan.

import { byId, make } from "../dom.js";
import { inWords } from "../http.js";
import { allAdded, fieldFor } from "./adding.js";
import { send, show } from "./saving.js";
import { addressOf, cellAt, keyOf, say, verbs } from "./sheet.js";

// The tables of leftovers keep their rows; those of new objectives exchange them.
export function mayMoveTo(row, table) {
  const isNew = (one) => [...one.closest("section").querySelectorAll(".plan")].at(-1) === one;
  const own = row.closest("table");
  return table === own || (isNew(table) && isNew(own));
}

export async function move(row, table, before) {
  const [parent, next] = [row.parentElement, row.nextElementSibling];
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  const put = (body, place) => {
    body.insertBefore(row, place);
    focused?.focus();
  };
  const body = new FormData();
  body.set("plan", table.closest("section").dataset.plan);
  if (before) body.set("before", keyOf(before));
  put(table.tBodies[0], before);
  const reply = await send(addressOf("move", row), body);
  if (reply.isTaken) {
    show(reply.content);
    say("Moved.");
  } else {
    put(parent, next?.parentElement === parent ? next : null);
    complain(row, "Not moved.", inWords(reply));
  }
}

function complain(row, what, sentence) {
  row.querySelector(".refused")?.remove();
  const note = make("p", { className: "refused" }, `${what} ${sentence}`);
  note.setAttribute("role", "alert");
  row.cells[0].append(note);
}

function moveByKey(row, key) {
  const tables = [...document.querySelectorAll("[data-plan] .plan")];
  const own = row.closest("table");
  const isUp = key === "ArrowUp";
  const beside = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (beside) {
    move(row, own, isUp ? beside : beside.nextElementSibling);
    return;
  }
  const others = tables.filter((table) => mayMoveTo(row, table));
  const table = others[others.indexOf(own) + (isUp ? -1 : 1)];
  if (table) move(row, table, isUp ? null : (table.tBodies[0].rows[0] ?? null));
}

// Deleting leads to this page anew, with the way back and on to the next row

const removed = new WeakSet();

async function remove(row) {
  if (removed.has(row)) return;
  removed.add(row);
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  await allAdded();
  const reply = await send(addressOf("delete", row), new FormData(), "json");
  if (reply.isTaken) {
    location.assign(`${reply.content.place}${beside ? `#${beside.id}` : ""}`);
  } else {
    removed.delete(row);
    complain(row, "Not deleted.", inWords(reply));
  }
}

if (new URLSearchParams(location.search).has("deleted")) {
  byId(location.hash.slice(1))?.cells?.[0].focus();
}

// A copy is made on the server, which shows the page anew

async function act(verb, row) {
  await allAdded();
  verbs.action = addressOf(verb, row);
  verbs.submit();
}

// With Alt+Shift, since letters alone are typed; where Alt makes other letters, as on a
// Mac, the key says which it is.

const letterOf = ({ key, code }) =>
  (/^[a-z]$/i.test(key) ? key : code.replace("Key", "")).toLowerCase();

function commandOf(event) {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === "Delete" || event.key === "Backspace") return "delete";
  return { d: "duplicate", n: "new" }[letterOf(event)] ?? null;
}

function obey(command, row) {
  if (command === "delete") remove(row);
  else act(command, row);
}

function isMove(event) {
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  return event.altKey && isPlain && ["ArrowUp", "ArrowDown"].includes(event.key);
}

// Before the cells' own keys, and before those of the page.
document.addEventListener(
  "keydown",
  (event) => {
    const cell = cellAt(event.target) === event.target ? event.target : null;
    const command = commandOf(event);
    const isNew = command === "new" && !event.target.matches("input, select, textarea");
    if (isNew) fieldFor(cell).focus();
    else if (cell && isMove(event)) moveByKey(cell.parentElement, event.key);
    else if (cell && command && !event.repeat) obey(command, cell.parentElement);
    else if (!(cell && command)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
