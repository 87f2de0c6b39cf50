// Moves, duplicates and deletes the rows of a plan.

import { byId, make } from "../dom.js";
import { inWords } from "../http.js";
import { allAdded, fieldFor } from "./adding.js";
import { remember } from "./past.js";
import { count, send, show } from "./saving.js";
import { addressOf, allBodies, allRows, beside, bodyAt, cellAt, keyOf, say, titleOf, verbs } from "./sheet.js";

// Leftovers stay in their group; what is new moves between those of new objectives.
export function mayMoveTo(row, body) {
  const isNew = (one) => one.hasAttribute("data-new");
  const own = bodyAt(row);
  return body === own || (isNew(body) && isNew(own));
}

export async function move(row, target, before) {
  const [parent, next] = [row.parentElement, row.nextElementSibling];
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  const put = (body, place) => {
    body.insertBefore(row, place);
    focused?.focus();
    count();
  };
  const body = new FormData();
  body.set("plan", target.dataset.plan);
  if (before) body.set("before", keyOf(before));
  put(target, before);
  const reply = await send(addressOf("move", row), body);
  if (reply.isTaken) {
    show(reply.content);
    say("Moved.");
  } else {
    put(parent, next?.parentElement === parent ? next : null);
    complain(row, "Not moved.", inWords(reply));
  }
}

export function complain(row, what, sentence) {
  row.querySelector(".refused")?.remove();
  const note = make("p", { className: "refused" }, `${what} ${sentence}`);
  note.setAttribute("role", "alert");
  titleOf(row).append(note);
}

function moveByKey(row, key) {
  const own = bodyAt(row);
  const step = key === "ArrowUp" ? -1 : 1;
  const other = beside(row, step);
  if (other) {
    move(row, own, step < 0 ? other : beside(other, 1));
    return;
  }
  const bodies = allBodies().filter((body) => mayMoveTo(row, body));
  const body = bodies[bodies.indexOf(own) + step];
  if (body) move(row, body, step < 0 ? null : (allRows(body)[0] ?? null));
}

// Deleting loads this page again, with Undo, and goes on to the next row

const removed = new WeakSet();

async function remove(row) {
  if (removed.has(row)) return;
  removed.add(row);
  const next = beside(row, 1) ?? beside(row, -1);
  await allAdded();
  const reply = await send(addressOf("delete", row), new FormData(), "json");
  if (reply.isTaken) {
    remember(reply.content.change);
    location.assign(`${reply.content.place}${next ? `#${next.id}` : ""}`);
  } else {
    removed.delete(row);
    complain(row, "Not deleted.", inWords(reply));
  }
}

// A copy is on the page that is loaded again, and is remembered as a step to undo

async function duplicate(row) {
  await allAdded();
  const reply = await send(addressOf("duplicate", row), new FormData(verbs), "json");
  if (reply.isTaken) {
    remember(reply.content.change);
    history.replaceState(null, "", reply.content.place);
    location.reload();
  } else {
    complain(row, "Not duplicated.", inWords(reply));
  }
}

if (new URLSearchParams(location.search).has("deleted")) {
  const row = byId(location.hash.slice(1));
  if (row) titleOf(row).focus();
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
  else duplicate(row);
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
