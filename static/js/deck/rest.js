// While nobody moves, the bar gets out of the slide's way; it stays while it is in use.

import { bar, list } from "./slides.js";

const REST = 3000;
const CALLS = ["pointermove", "pointerdown", "touchstart", "keydown", "focusin", "scroll"];
const root = document.documentElement;
let timer = null;

function isInUse() {
  return list.open || bar.matches(":focus-within, :hover");
}

function wake() {
  root.classList.remove("resting");
  clearTimeout(timer);
  timer = setTimeout(rest, REST);
}

function rest() {
  if (isInUse()) wake();
  else root.classList.add("resting");
}

for (const call of CALLS) addEventListener(call, wake, { capture: true, passive: true });
wake();
