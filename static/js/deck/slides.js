// Shows one slide at a time; without it, the deck is a document to scroll.
// The address's fragment is the slide's stable id, so every slide can be linked to.

import { make } from "../dom.js";

export let slides = [...document.querySelectorAll(".slide")];
export const bar = document.querySelector(".bar");
export const list = make("details", { className: "slide-list" });
const reader = make("button", { type: "button", className: "read" }, "Read");
let links = [];
const announcer = make("p", { className: "announcer" });
// As in deck.css: a small window, or one zoomed into, reads the deck as a document.
const small = matchMedia("(max-width: 700px), (max-height: 450px)");
const { title } = document;
// All slides one below the other, by one's own choice.
export let reading = false;
export let current = 0;

// What one does oneself; following stops with it.
export function walked() {
  document.dispatchEvent(new Event("walked"));
}

function fillList() {
  const items = slides.map((slide) => {
    const text = slide.getAttribute("aria-label");
    const opens = slide.dataset.kind === "opener" ? "opens" : "";
    const link = make("a", { href: `#${slide.id}`, dir: "auto" }, text);
    return make("li", { className: opens }, link);
  });
  const summary = make("summary", {}, "Slides");
  list.replaceChildren(summary, make("ol", {}, ...items));
  links = [...list.querySelectorAll("a")];
}

export function replaceSlides(renewed) {
  slides = renewed;
  fillList();
}

function stepButton(text, label, step) {
  const button = make("button", { className: "step", type: "button" }, text);
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    walked();
    show(current + step);
    remember();
  });
  return button;
}

export function remember() {
  history.replaceState(null, "", `#${slides[current].id}`);
}

// The slide that the address names, or the first of the section that it names: the first
// of all without a name, none for an unknown one.
export function named() {
  const id = location.hash.slice(1);
  if (!id) return 0;
  const index = slides.findIndex((slide) => slide.id === id);
  return index < 0 ? slides.findIndex((slide) => slide.id.startsWith(`${id}--`)) : index;
}

export function show(index, { focus = false } = {}) {
  current = Math.max(0, Math.min(slides.length - 1, index));
  slides.forEach((slide, number) => {
    const shown = number === current;
    slide.classList.toggle("current", shown);
    slide.inert = !shown && !isRead() && !isOverview();
    links[number].toggleAttribute("aria-current", shown);
  });
  document.title = `${slides[current].getAttribute("aria-label")} · ${title}`;
  announcer.textContent = `Slide ${current + 1} of ${slides.length}`;
  if (focus) {
    slides[current].tabIndex = -1;
    slides[current].focus({ preventScroll: true });
  }
}

export function go(index) {
  walked();
  list.open = false;
  show(index, { focus: true });
  remember();
}

export function isRead() {
  return reading || small.matches;
}

// As a document the browser finds words on every slide, and a reader reads on.
export function read(on = !reading) {
  reading = on;
  if (on) document.documentElement.classList.remove("overview", "black");
  document.documentElement.classList.toggle("reading", on);
  reader.setAttribute("aria-pressed", String(reading));
  arrange();
  if (isRead()) slides[current].scrollIntoView();
  else scrollTo(0, 0);
}

function arrange() {
  document.documentElement.classList.toggle("presenting", !isRead());
  show(current);
}

export function isOverview() {
  return document.documentElement.classList.contains("overview");
}

export function overview(on = !isOverview()) {
  document.documentElement.classList.toggle("overview", on && !isRead());
  show(current, { focus: true });
  if (isOverview()) slides[current].scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
}

export function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

export function black(on) {
  const isBlack = document.documentElement.classList.toggle("black", on);
  announcer.textContent = isBlack ? "The screen is black" : "The screen shows the slide";
}

announcer.setAttribute("role", "status");
document.body.append(announcer);
fillList();
reader.addEventListener("click", () => read());
reader.setAttribute("aria-pressed", "false");
bar.append(reader, list, stepButton("←", "Previous slide", -1), stepButton("→", "Next slide", 1));
small.addEventListener("change", arrange);
current = Math.max(0, named());
arrange();
if (named() < 0) remember();
// The browser has scrolled to the fragment already; one slide fills the window now.
if (!isRead()) scrollTo(0, 0);
