// Ctrl+K: searches and goes to a place or does what the page offers, without a mouse.

import { make } from "./dom.js";
import { getPage } from "./http.js";

const PAUSE = 150;
const link = document.querySelector(".search");
let dialog;

// What this page offers itself, as links and buttons that it shows or has in menus.
function actionsOf(page) {
  const found = page.querySelectorAll("main .actions a, .top .links a, .top .account :is(a, button)");
  return [...found].map((target) => ({ label: target.textContent.trim(), target }));
}

function shownActions(text) {
  const words = text.toLowerCase().split(/\s+/);
  const isMeant = ({ label }) => words.every((word) => label.toLowerCase().includes(word));
  const actions = actionsOf(document).filter(isMeant).slice(0, text ? 6 : 12);
  if (!actions.length) return [];
  const rows = actions.map(({ label, target }) => {
    const row = make("button", { type: "button" }, label);
    row.addEventListener("click", () => {
      dialog.close();
      target.click();
    });
    return make("li", {}, row);
  });
  return [make("section", {}, make("h2", {}, "Do"), make("ul", {}, ...rows))];
}

class Palette {
  constructor() {
    this.field = make("input", { type: "search", autocomplete: "off", maxLength: 200, dir: "auto" });
    this.field.placeholder = link.querySelector("span").textContent;
    this.field.setAttribute("aria-label", "Objectives, teams, people, plans, reviews");
    this.found = make("div", { className: "found" });
    this.said = make("p", { className: "for-readers" });
    this.said.setAttribute("role", "status");
    const keys = make("p", { className: "note" });
    keys.innerHTML = "<kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Esc</kbd> close";
    this.element = make("dialog", { className: "palette" }, this.field, this.found, this.said, keys);
    this.element.setAttribute("aria-label", this.field.placeholder);
    this.asked = 0;
    this.field.addEventListener("input", () => this.search());
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
    document.body.append(this.element);
  }

  open() {
    this.element.showModal();
    this.field.select();
    this.show([]);
  }

  search() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const mine = ++this.asked;
    const text = this.field.value.trim();
    const address = new URL(link.href);
    address.searchParams.set("text", text);
    const page = text ? await getPage(address) : null;
    if (mine !== this.asked) return;
    const found = page ? [...page.getElementById("found").children] : [];
    this.show(found);
    if (text && !page) this.found.prepend(make("p", {}, "The server cannot be reached."));
  }

  // What the page offers comes after what was found, and before what only leads on.
  show(found) {
    const groups = found.filter((one) => one.matches("section"));
    const others = found.filter((one) => !groups.includes(one));
    const actions = shownActions(this.field.value.trim());
    this.found.replaceChildren(...groups, ...actions, ...others);
    this.said.textContent = `${this.rows.length} found`;
  }

  get rows() {
    return [...this.found.querySelectorAll("a, button")];
  }

  press(event) {
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const place = this.rows.indexOf(event.target);
    if (event.isComposing) return;
    if (step) (this.rows[place + step] ?? this.field).focus();
    else if (key === "Enter" && event.target === this.field) this.openFirst();
    else return;
    event.preventDefault();
  }

  // What was typed last counts, even if its answer is still on the way.
  async openFirst() {
    clearTimeout(this.timer);
    await this.ask();
    this.rows[0]?.click();
  }

  close() {
    this.element.close();
  }
}

function open(event) {
  event.preventDefault();
  dialog ??= new Palette();
  if (!dialog.element.open) dialog.open();
}

link?.addEventListener("click", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event);
});

document.addEventListener(
  "keydown",
  (event) => {
    const isAsked = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (link && isAsked && event.key.toLowerCase() === "k") open(event);
  },
  true,
);
