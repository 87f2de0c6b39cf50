// The keys, clicks and gestures of a deck.

import { keysDialog } from "./help.js";
import {
  black, current, fullScreen, go, isOverview, isRead, list, named, overview, read, reading,
  remember, show, slides, walked,
} from "./slides.js";

const help = keysDialog([
  ["→ Space", "next slide"],
  ["← Shift Space", "previous slide"],
  ["Home End", "first and last slide"],
  ["o", "overview; arrows and Enter choose"],
  ["r", "read as a document, or as slides"],
  ["Ctrl+F", "find in all slides, as a document"],
  ["f", "full screen"],
  ["b", "black screen"],
  ["l", "follow the presenter, or stop"],
  ["?", "show these keys"],
]);

// Slides in a row of the overview, for up and down.
function columns() {
  const top = slides[0].offsetTop;
  const below = slides.findIndex((slide) => slide.offsetTop > top);
  return below < 0 ? slides.length : below;
}

const inOverview = {
  ArrowDown: () => choose(current + columns()),
  ArrowUp: () => choose(current - columns()),
  ArrowRight: () => choose(current + 1),
  ArrowLeft: () => choose(current - 1),
  Home: () => choose(0),
  End: () => choose(slides.length - 1),
  Enter: () => overview(false),
  " ": () => overview(false),
  Escape: () => overview(false),
};

function choose(index) {
  go(index);
  slides[current].scrollIntoView({ block: "nearest" });
}

export const keys = {
  ArrowRight: () => go(current + 1),
  PageDown: () => go(current + 1),
  " ": () => go(current + 1),
  ArrowLeft: () => go(current - 1),
  PageUp: () => go(current - 1),
  Home: () => go(0),
  End: () => go(slides.length - 1),
  Escape: () => { list.open = false; },
  o: () => overview(),
  f: () => fullScreen(),
  b: () => black(),
  r: () => read(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  // The browser's own find opens on top of it, and leaves out what is not shown.
  if ((event.ctrlKey || event.metaKey) && event.key === "f" && !isRead()) read(true);
  if (reading && event.key === "r" && !event.ctrlKey && !event.metaKey) {
    read(false);
    return;
  }
  // The one key that also acts on a document: nothing else of it is typed or scrolled.
  if (isRead() && event.key === "l" && keys.l && !event.ctrlKey && !event.metaKey) {
    keys.l();
    return;
  }
  if (event.target.closest("dialog.questions")) return;
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  const typing = event.target.closest("button, summary, a, input, textarea");
  const known = isOverview() ? { ...keys, ...inOverview } : keys;
  if (!plain || isRead() || help.open || !(event.key in known)) return;
  if ([" ", "Enter"].includes(event.key) && typing) return;
  event.preventDefault();
  if (document.documentElement.classList.contains("black")) black();
  else known[event.shiftKey && event.key === " " ? "ArrowLeft" : event.key]();
});

document.querySelector("main").addEventListener("click", (event) => {
  const slide = isOverview() && event.target.closest(".slide");
  if (!slide) return;
  event.preventDefault();
  go(slides.indexOf(slide));
  overview(false);
});

list.addEventListener("click", (event) => {
  if (event.target.closest("a")) list.open = false;
});

addEventListener("hashchange", () => {
  if (named() < 0) remember();
  else {
    walked();
    show(named(), { focus: true });
  }
});

let touch = null;
addEventListener("touchstart", (event) => {
  touch = event.touches.length === 1 ? event.touches[0] : null;
}, { passive: true });
addEventListener("touchend", (event) => {
  if (!touch || isRead()) return;
  const right = event.changedTouches[0].clientX - touch.clientX;
  const down = event.changedTouches[0].clientY - touch.clientY;
  if (Math.abs(right) > 50 && Math.abs(right) > 2 * Math.abs(down)) {
    go(current + (right < 0 ? 1 : -1));
  }
  touch = null;
}, { passive: true });
