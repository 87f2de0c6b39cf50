// Says the agenda's total as one types, and moves sections by buttons or Alt+arrows.
// The order is a number in each row, which is what is sent; without this, it is typed.

import "./page.js";
import { clock, secondsOf } from "./clock.js";
import { byId, make } from "./dom.js";

const rows = document.querySelector(".agenda-rows");
const total = byId("total");
const slot = total?.dataset.slot ? Number(total.dataset.slot) : null;

function field(row, name) {
  return row.querySelector(`[name$="-${name}"]:not([name^="initial-"])`);
}

function sayTotal() {
  let planned = 0;
  for (const row of rows.children) {
    if (!field(row, "is_hidden")?.checked) planned += secondsOf(field(row, "seconds").value);
  }
  const rest = slot === null ? null : slot - planned;
  let words = `${clock(planned)} planned`;
  if (rest !== null) {
    const end = rest >= 0 ? `${clock(rest)} slack` : `over by ${clock(-rest)}`;
    words += ` of ${clock(slot)}, ${end}`;
  }
  total.textContent = words;
  total.classList.toggle("is-over", rest !== null && rest < 0);
}

function movable() {
  return [...rows.children].filter((row) => !row.matches(".is-new"));
}

function move(row, step) {
  const all = movable();
  const place = all.indexOf(row) + step;
  if (place < 0 || place >= all.length) return;
  const kept = document.activeElement;
  if (step < 0) all[place].before(row);
  else all[place].after(row);
  movable().forEach((one, index) => { field(one, "position").value = index + 1; });
  kept?.focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

function mover(row, text, words, step) {
  const button = make("button", { type: "button", className: "button is-quiet mover" }, text);
  button.setAttribute("aria-label", `Move ${field(row, "title").value} ${words}`);
  button.addEventListener("click", () => move(row, step));
  return button;
}

if (rows) {
  rows.classList.add("is-moved-by-buttons");
  for (const row of movable()) {
    const movers = [mover(row, "↑", "up", -1), mover(row, "↓", "down", 1)];
    row.querySelector(".agenda-fields").prepend(make("span", { className: "movers" }, ...movers));
  }
  rows.addEventListener("input", sayTotal);
  rows.addEventListener("keydown", (event) => {
    const row = event.target.closest(".agenda-row:not(.is-new)");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
  });
}
