// Drags rows of a plan: one grip, in the row that the pointer is over.

import { make } from "../dom.js";
import { mayMoveTo, move } from "./rows.js";
import { allRows, beside, bodyAt, keyOf, rowAt, titleOf } from "./sheet.js";

const grip = make("span", { className: "grip", draggable: true }, "⠿");
grip.setAttribute("aria-hidden", "true");
let dragged = null;

document.addEventListener("pointerover", (event) => {
  const row = event.buttons ? null : rowAt(event.target);
  if (row && grip.parentElement !== titleOf(row)) titleOf(row).append(grip);
});

grip.addEventListener("dragstart", (event) => {
  dragged = grip.closest("tr");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", keyOf(dragged));
  event.dataTransfer.setDragImage(dragged, 0, 0);
});

grip.addEventListener("dragend", () => {
  mark(null);
  dragged = null;
});

function mark(row, side) {
  for (const old of document.querySelectorAll(".drop-before, .drop-after")) {
    old.classList.remove("drop-before", "drop-after");
  }
  row?.classList.add(side);
}

function placeAt(event) {
  const body = bodyAt(event.target);
  if (!dragged || !body || !mayMoveTo(dragged, body)) return null;
  const row = rowAt(event.target);
  if (!row) return { body, before: allRows(body)[0] ?? null };
  const { top, height } = row.getBoundingClientRect();
  const isAfter = event.clientY > top + height / 2;
  return { body, row, isAfter, before: isAfter ? beside(row, 1) : row };
}

document.addEventListener("dragover", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  mark(place.row, place.isAfter ? "drop-after" : "drop-before");
});

document.addEventListener("drop", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  const isSame = place.before === dragged || (place.before && place.before === beside(dragged, 1));
  if (!isSame) move(dragged, place.body, place.before);
});
