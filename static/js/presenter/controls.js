// The presenter's keys, buttons and gestures.

import { keysDialog } from "../deck/help.js";
import { byId, make } from "../dom.js";
import { openJump } from "./jump.js";
import { act, go } from "./meeting.js";
import { isOverview, overview } from "./overview.js";
import { close, closeAll } from "./panels.js";
import { enlarge } from "./reading.js";
import { named, stage } from "./stage.js";

const help = keysDialog([
  ["→ Space", "next slide"],
  ["← Shift Space", "previous slide"],
  ["Home End", "first and last slide"],
  ["g", "go to a slide, by its number or a word"],
  ["1 … 9", "the same: type the number, then Enter"],
  ["o", "all slides; arrows and Enter choose"],
  ["b", "make all screens black, or show the slide"],
  ["p", "pause the section's clock, or continue"],
  ["m", "write a minute"],
  ["n", "enlarge the notes, or not"],
  ["f", "full screen"],
  ["Esc", "close what is open"],
  ["?", "show these keys"],
]);
const forward = () => go(stage.current + 1);
const back = () => go(stage.current - 1);
const press = (id) => (event) => event.repeat || byId(id)?.click();
const keys = {
  ArrowRight: forward,
  PageDown: forward,
  " ": (event) => (event.shiftKey ? back() : forward()),
  ArrowLeft: back,
  PageUp: back,
  Home: () => go(0),
  End: () => go(stage.data.slides.length - 1),
  Escape: () => closeAll() || enlarge(false),
  b: press("black"),
  f: fullScreen,
  g: () => openJump(),
  m: () => byId("minute-text").focus(),
  n: () => enlarge(),
  o: () => overview(),
  p: press("pause"),
  "?": () => help.showModal(),
};

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || isOverview()) return;
  if (target.closest("input, textarea, select")) {
    if (key === "Escape") target.blur();
    return;
  }
  const isPressed = [" ", "Enter"].includes(key) && target.closest("summary, button, a");
  const isNumber = /^[1-9]$/.test(key);
  if (isPressed || !(isNumber || key in keys)) return;
  event.preventDefault();
  if (isNumber) openJump(key);
  else keys[key](event);
});

for (const [id, step] of [["back", back], ["forward", forward]]) {
  byId(id).addEventListener("click", (event) => {
    event.preventDefault();
    step();
  });
}

function button(text, key, then) {
  const made = make("button", { type: "button" }, `${text} `, make("kbd", { ariaHidden: "true" }, key));
  made.addEventListener("click", then);
  return made;
}

const controls = byId("controls");
const first = controls.querySelector("button");
const added = [button("All slides", "o", () => overview()), button("Go to", "g", () => openJump())];
if (first) first.after(...added);
else controls.append(...added);
controls.append(button("Keys", "?", () => help.showModal()));

for (const form of [controls, byId("granting")]) {
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    close(form.closest("details") ?? event.submitter.closest("details"));
    act(Object.fromEntries(new FormData(form, event.submitter)));
  });
}

// More time is wanted for the section that runs, as a rule.
byId("more-time")?.addEventListener("toggle", (event) => {
  const { section } = byId("granting").elements;
  if (event.target.open && stage.meeting.section) section.value = stage.meeting.section;
});

addEventListener("hashchange", () => {
  if (named() >= 0 && named() !== stage.current) go(named());
});

let touch = null;
byId("now").addEventListener("touchstart", (event) => {
  touch = event.touches.length === 1 ? event.touches[0] : null;
}, { passive: true });
byId("now").addEventListener("touchend", (event) => {
  if (!touch) return;
  const right = event.changedTouches[0].clientX - touch.clientX;
  const down = event.changedTouches[0].clientY - touch.clientY;
  if (Math.abs(right) > 50 && Math.abs(right) > 2 * Math.abs(down)) (right < 0 ? forward : back)();
  touch = null;
}, { passive: true });
