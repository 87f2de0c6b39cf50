// Says the agenda's total as one types, and moves sections by buttons or Alt+arrows.
// The order is a number in each row, which is what is sent; without this, it is typed.
"use strict";

const rows = document.querySelector(".agenda-rows");
const total = document.getElementById("total");
const slot = total?.dataset.slot ? Number(total.dataset.slot) : null;

// As reviews/meeting/durations.py reads it.
function secondsOf(text) {
  const typed = text.trim();
  if (/^\d{1,4}$/.test(typed)) return Number(typed) * 60;
  const found = typed.match(/^(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d)$/)
    ?? (typed && typed.match(/^(?:(\d{1,2})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?\s*(?:(\d{1,5})\s*s(?:ec(?:ond)?s?)?)?$/i));
  if (!found) return 0;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}

function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  const two = (number) => String(number).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

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
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button is-quiet mover";
  button.textContent = text;
  button.setAttribute("aria-label", `Move ${field(row, "title").value} ${words}`);
  button.addEventListener("click", () => move(row, step));
  return button;
}

if (rows) {
  rows.classList.add("is-moved-by-buttons");
  for (const row of movable()) {
    const movers = document.createElement("span");
    movers.className = "movers";
    movers.append(mover(row, "↑", "up", -1), mover(row, "↓", "down", 1));
    row.querySelector(".agenda-fields").prepend(movers);
  }
  rows.addEventListener("input", sayTotal);
  rows.addEventListener("keydown", (event) => {
    const row = event.target.closest(".agenda-row:not(.is-new)");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
  });
}
