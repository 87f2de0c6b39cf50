// A list of all slides, and a field that finds one by its number or a word. Going there is
// one step: what lies between is not shown to anybody.

import { byId, make } from "../dom.js";
import { go } from "./meeting.js";
import { sectionTitle, stage } from "./stage.js";

const field = make("input", { id: "jump-field", autocomplete: "off", placeholder: "Number or word" });
const list = make("ul", { id: "jump-list" });
let chosen = -1;

for (const [name, value] of [["role", "combobox"], ["aria-label", "Go to slide"], ["aria-controls", "jump-list"],
  ["aria-expanded", "true"], ["aria-autocomplete", "list"]]) field.setAttribute(name, value);
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Slides");

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function found() {
  const typed = folded(field.value.trim());
  const all = stage.data.slides.map((slide, index) => ({ ...slide, index }));
  if (!typed) return all;
  const isNumber = /^\d+$/.test(typed);
  const named = ({ title, section, index }) => (isNumber && String(index + 1).startsWith(typed))
    || folded(`${title} ${sectionTitle(section) ?? ""}`).includes(typed);
  const exact = ({ index }) => isNumber && index + 1 === Number(typed);
  return all.filter(named).sort((one, other) => exact(other) - exact(one));
}

function fill() {
  const items = found().map(({ index, title, section }) => {
    const isNow = index === stage.current;
    const place = make("span", { className: "jump-section" }, isNow ? "now" : sectionTitle(section) ?? "");
    const name = make("span", { className: "jump-title", dir: "auto" }, title);
    const item = make("li", { id: `jump-${index}` }, make("span", { className: "jump-number" }, `${index + 1}`), name, place);
    item.setAttribute("role", "option");
    item.dataset.index = index;
    item.classList.toggle("is-now", isNow);
    return item;
  });
  list.replaceChildren(...items);
  choose(field.value.trim() ? 0 : items.findIndex(({ dataset }) => Number(dataset.index) === stage.current + 1));
}

function choose(place) {
  chosen = Math.max(0, Math.min(list.children.length - 1, place));
  [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
  const item = list.children[chosen];
  field.setAttribute("aria-activedescendant", item?.id ?? "");
  if (item) list.scrollTop = item.offsetTop - item.offsetHeight;
}

function leave(item) {
  field.value = "";
  field.blur();
  document.body.classList.remove("is-jumping");
  if (item) go(Number(item.dataset.index));
  fill();
}

export function openJump(typed = "") {
  document.body.classList.add("is-jumping");
  field.value = typed;
  fill();
  field.focus();
}

const steps = { ArrowDown: 1, ArrowUp: -1 };

field.addEventListener("input", fill);
field.addEventListener("focus", () => document.body.classList.add("is-jumping"));
field.addEventListener("keydown", (event) => {
  const { key } = event;
  if (event.isComposing || !(key in steps || ["Enter", "Escape"].includes(key))) return;
  event.preventDefault();
  event.stopPropagation();
  if (key in steps) choose(chosen + steps[key]);
  else leave(key === "Enter" && list.children[chosen]);
});
field.addEventListener("blur", () => document.body.classList.remove("is-jumping"));
// Before the field loses the focus, and with it the list its place on a phone.
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const item = event.target.closest("li");
  if (item) leave(item);
});

byId("jump").append(make("div", { className: "jump-box" }, field, list));
document.addEventListener("shown", () => {
  if (document.activeElement !== field) fill();
});
