// The size of the notes, which this browser remembers, and the notes alone, without the slide.

import { byId, make } from "../dom.js";

const SIZES = [18, 22, 26, 32, 40];
const KEY = "size of notes";
const panel = byId("notes-panel");
let size = 1;

function resize(step) {
  size = Math.max(0, Math.min(SIZES.length - 1, size + step));
  panel.style.setProperty("--notes", `${SIZES[size] / 16}rem`);
  try {
    localStorage.setItem(KEY, size);
  } catch {
    // It lasts as long as the page.
  }
}

export function enlarge(on) {
  document.body.classList.toggle("is-reading", on);
  panel.focus();
}

function remembered() {
  try {
    return Number(localStorage.getItem(KEY) ?? size);
  } catch {
    return size;
  }
}

const buttons = [["−", "Smaller notes", -1], ["+", "Larger notes", 1]].map(([text, name, step]) => {
  const button = make("button", { type: "button" }, text);
  button.setAttribute("aria-label", name);
  button.addEventListener("click", () => resize(step));
  return button;
});
byId("notes-heading").after(make("p", { className: "notes-size" }, ...buttons, " size ", make("kbd", { ariaHidden: "true" }, "n")));
size = remembered() || 0;
resize(0);
