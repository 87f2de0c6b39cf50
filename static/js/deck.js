// Shows one slide at a time; without it, the deck is a document to scroll.
// The address's fragment is the slide's stable id, so every slide can be linked to.

const slides = [...document.querySelectorAll(".slide")];
const bar = document.querySelector(".bar");
const list = slideList();
const links = [...list.querySelectorAll("a")];
const announcer = document.createElement("p");
// As in deck.css: a small window, or one zoomed into, reads the deck as a document.
const small = matchMedia("(max-width: 700px), (max-height: 450px)");
const { title } = document;
let current = 0;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function slideList() {
  const items = slides.map((slide) => {
    const text = slide.getAttribute("aria-label");
    const opens = slide.dataset.kind === "opener" ? "opens" : "";
    const link = element("a", { href: `#${slide.id}`, dir: "auto" }, text);
    return element("li", { className: opens }, link);
  });
  const summary = element("summary", {}, "Slides");
  return element("details", { className: "slide-list" }, summary, element("ol", {}, ...items));
}

function stepButton(text, label, step) {
  const button = element("button", { className: "step", type: "button" }, text);
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
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
    slide.inert = !shown && !small.matches;
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
  list.open = false;
  show(index, { focus: true });
  remember();
}

function arrange() {
  document.documentElement.classList.toggle("presenting", !small.matches);
  show(current);
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
};

document.addEventListener("keydown", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  const typing = event.target.closest("button, summary, a, input, textarea");
  if (!plain || small.matches || !(event.key in keys)) return;
  if (event.key === " " && typing) return;
  event.preventDefault();
  keys[event.shiftKey && event.key === " " ? "ArrowLeft" : event.key]();
});

list.addEventListener("click", (event) => {
  if (event.target.closest("a")) list.open = false;
});

addEventListener("hashchange", () => {
  if (named() < 0) remember();
  else show(named(), { focus: true });
});

let touch = null;
addEventListener("touchstart", (event) => {
  touch = event.touches.length === 1 ? event.touches[0] : null;
}, { passive: true });
addEventListener("touchend", (event) => {
  if (!touch || small.matches) return;
  const right = event.changedTouches[0].clientX - touch.clientX;
  const down = event.changedTouches[0].clientY - touch.clientY;
  if (Math.abs(right) > 50 && Math.abs(right) > 2 * Math.abs(down)) {
    go(current + (right < 0 ? 1 : -1));
  }
  touch = null;
}, { passive: true });

announcer.className = "announcer";
announcer.setAttribute("role", "status");
document.body.append(announcer);
bar.append(list, stepButton("←", "Previous slide", -1), stepButton("→", "Next slide", 1));
small.addEventListener("change", arrange);
current = Math.max(0, named());
arrange();
if (named() < 0) remember();
// The browser has scrolled to the fragment already; one slide fills the window now.
if (!small.matches) scrollTo(0, 0);
