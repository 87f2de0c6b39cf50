// Shows what colleagues change in a plan within two seconds. Nothing under the pointer
// moves, no editor and no focus is touched: what is in use is brought up to date later.
// Asks only while the page is seen.

import { byId, make } from "../dom.js";
import { get } from "../http.js";
import { onPast } from "./past.js";
import { released } from "./pointer.js";
import { count, editors, isSending, merge } from "./saving.js";
import { beside, focusCell, grid, titleOf } from "./sheet.js";

const PAUSE = 1500;
const LONGEST = 30_000;
const MOST_ROWS = 200;
const { live, rows: address, filter } = grid.dataset;

let seen = "";
let failures = 0;
let timer = null;
let asking = null;
let isOver = !live;
let isOwn = false;

const idOf = ([key]) => `objective-${key}`;
const shown = () => [...grid.querySelectorAll("tr[id]")];
const partOf = ([, , plan, isNew]) => `${plan}${isNew ? "-new" : ""}`;

// Brings the page up to date at once, or as soon as a question that is under way allows,
// after a change of one's own: what that has removed goes with the focus.
export async function look() {
  await asking;
  isOwn = true;
  await ask();
  isOwn = false;
}

function ask() {
  clearTimeout(timer);
  asking ??= question().finally(() => {
    asking = null;
    if (!document.hidden && !isOver) timer = setTimeout(ask, pause());
  });
  return asking;
}

function pause() {
  const jitter = 0.9 + Math.random() * 0.2;
  return Math.min(PAUSE * 2 ** failures, LONGEST) * jitter;
}

async function question() {
  if (isOver) return;
  const answer = await fetch(`${live}?seen=${seen}`, { cache: "no-store" }).catch(() => null);
  failures = answer?.ok ? 0 : failures + 1;
  if (answer?.status === 404) end();
  if (answer?.status !== 200) return;
  const { version, rows } = await answer.json().catch(() => ({}));
  if (rows && (await takeIn(rows))) seen = version;
}

// The page is older than its key, or has rows for which it has no place.
function end() {
  isOver = true;
  const again = make("a", { href: "" }, "Load it again");
  grid.before(make("p", { className: "band" }, "This page is out of date. ", again, "."));
}

// Whether all is as it is there.
async function takeIn(listed) {
  if (isSending()) return false;
  const known = new Set(listed.map(idOf));
  const changed = listed.filter(isOther);
  const gone = shown().filter((row) => !known.has(row.id));
  const free = changed.filter((one) => !isInUse(byId(idOf(one))));
  const leaving = gone.filter(mayLeave);
  if ((free.length || leaving.length) && !(await fetchRows(free, leaving, listed))) return false;
  const isArranged = arrange(listed);
  return isArranged && free.length === changed.length && leaving.length === gone.length;
}

function isOther(one) {
  const [, version, , , links] = one;
  const { dataset } = byId(idOf(one)) ?? {};
  return dataset ? dataset.version !== `${version ?? ""}` || dataset.links !== `${links}` : !filter;
}

// Somebody reads it by the keyboard, or is about to copy some of it.
function isInUse(row) {
  if (!row) return false;
  const here = document.activeElement;
  const selection = getSelection();
  const isLink = row.contains(here) && here.matches("a, button") && !here.closest(".editor");
  return isLink || (!selection.isCollapsed && selection.containsNode(row, true));
}

async function fetchRows(free, leaving, listed) {
  const some = free.slice(0, MOST_ROWS);
  const query = new URLSearchParams(some.map(([key]) => ["objective", key]));
  if (filter) query.set("show", filter);
  const reply = await get(`${address}?${query}`, "html");
  await released();
  if (!reply.isTaken || isSending()) return false;
  for (const row of leaving) leave(row);
  for (const row of merge(reply.content)) insert(row, listed);
  count();
  return some.length === free.length;
}

function mayLeave(row) {
  return !row.contains(document.activeElement) || (isOwn && !row.querySelector(".editor"));
}

function leave(row) {
  const hadFocus = row.contains(document.activeElement);
  const next = beside(row, 1) ?? beside(row, -1);
  row.remove();
  if (hadFocus && next) focusCell(titleOf(next));
}

function insert(row, listed) {
  const place = listed.findIndex((one) => idOf(one) === row.id);
  const part = grid.querySelector(`tbody[data-part="${partOf(listed[place])}"]`);
  if (part) part.append(row);
  else if (!isOver) end();
}

// Rows in the order of the list; what came in from elsewhere stands at the end of a part.
function arrange(listed) {
  const places = new Map(listed.map((one, place) => [idOf(one), place]));
  const parts = [...grid.querySelectorAll("tbody[data-part]")];
  return parts.every((part) => arrangePart(part, listed, places));
}

function arrangePart(part, listed, places) {
  const present = [...part.querySelectorAll("tr[id]")];
  const isNew = part.dataset.part.endsWith("-new");
  const own = listed.filter((one) => partOf(one) === part.dataset.part).map(idOf).map(byId);
  const wanted = isNew
    ? own.filter(Boolean)
    : present.toSorted((one, other) => places.get(one.id) - places.get(other.id));
  if (present.length === wanted.length && wanted.every((row, place) => row === present[place])) return true;
  if (editors.size || isSending()) return false;
  const focused = document.activeElement;
  part.append(...wanted);
  if (wanted.some((row) => row.contains(focused))) focused.focus({ preventScroll: true });
  count();
  return true;
}

// After a change of one's own the page is no longer as it was seen.
onPast(() => { seen = ""; });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else ask();
});
window.addEventListener("online", ask);
if (!document.hidden) ask();
