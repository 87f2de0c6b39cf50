// Shows one slide at a time; without it, the deck is a document to scroll.
// The address's fragment is the slide's stable id, so every slide can be linked to.

let slides = [...document.querySelectorAll(".slide")];
const bar = document.querySelector(".bar");
const list = element("details", { className: "slide-list" });
const reader = element("button", { className: "read" }, "Read");
let links = [];
const announcer = document.createElement("p");
// As in deck.css: a small window, or one zoomed into, reads the deck as a document.
const small = matchMedia("(max-width: 700px), (max-height: 450px)");
const { title } = document;
// All slides one below the other, by one's own choice.
let reading = false;
let current = 0;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// What one does oneself; following stops with it.
function walked() {
  document.dispatchEvent(new Event("walked"));
}

function fillList() {
  const items = slides.map((slide) => {
    const text = slide.getAttribute("aria-label");
    const opens = slide.dataset.kind === "opener" ? "opens" : "";
    const link = element("a", { href: `#${slide.id}`, dir: "auto" }, text);
    return element("li", { className: opens }, link);
  });
  const summary = element("summary", {}, "Slides");
  list.replaceChildren(summary, element("ol", {}, ...items));
  links = [...list.querySelectorAll("a")];
}

function stepButton(text, label, step) {
  const button = element("button", { className: "step", type: "button" }, text);
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    walked();
    show(current + step);
    remember();
  });
  return button;
}

function remember() {
  history.replaceState(null, "", `#${slides[current].id}`);
}

// The slide that the address names: the first without a name, none for an unknown one.
function named() {
  const id = location.hash.slice(1);
  return id ? slides.findIndex((slide) => slide.id === id) : 0;
}

function show(index, { focus = false } = {}) {
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

function go(index) {
  walked();
  list.open = false;
  show(index, { focus: true });
  remember();
}

function isRead() {
  return reading || small.matches;
}

// As a document the browser finds words on every slide, and a reader reads on.
function read(on = !reading) {
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

function isOverview() {
  return document.documentElement.classList.contains("overview");
}

function overview(on = !isOverview()) {
  document.documentElement.classList.toggle("overview", on && !isRead());
  show(current, { focus: true });
  if (isOverview()) slides[current].scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function black() {
  const isBlack = document.documentElement.classList.toggle("black");
  announcer.textContent = isBlack ? "The screen is black" : "The screen shows the slide";
}

const help = element("dialog", { className: "keys" });

function fillHelp() {
  const lines = [
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
  ];
  const items = lines.flatMap(([key, words]) => [
    element("dt", {}, ...key.split(" ").map((one) => element("kbd", {}, one))),
    element("dd", {}, words),
  ]);
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => help.close());
  help.setAttribute("aria-label", "Keys");
  help.append(element("h2", {}, "Keys"), element("dl", {}, ...items), close);
}

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

const keys = {
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

announcer.className = "announcer";
announcer.setAttribute("role", "status");
fillList();
fillHelp();
document.body.append(announcer, help);
reader.addEventListener("click", () => read());
reader.type = "button";
reader.setAttribute("aria-pressed", "false");
bar.append(reader, list, stepButton("←", "Previous slide", -1), stepButton("→", "Next slide", 1));
small.addEventListener("change", arrange);
current = Math.max(0, named());
arrange();
if (named() < 0) remember();
// The browser has scrolled to the fragment already; one slide fills the window now.
if (!isRead()) scrollTo(0, 0);
