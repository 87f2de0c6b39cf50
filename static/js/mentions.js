// Offers the names of those who can read a comment, while one is typed after an @.

import { make } from "./dom.js";
import { get } from "./http.js";

const BEGUN = /(?:^|[^\w@])@(\p{L}[^@\n]{0,40})$/u;
let list = null;
let asked = 0;

function close() {
  list?.remove();
  list = null;
}

async function offer(field) {
  const begun = BEGUN.exec(field.value.slice(0, field.selectionStart));
  const number = ++asked;
  if (!begun) return close();
  const { people } = field.form.dataset;
  const { content } = await get(`${people}?q=${encodeURIComponent(begun[1])}`);
  if (number !== asked) return;
  close();
  const names = (content?.names ?? []).filter((name) => name !== begun[1]);
  if (!names.length) return;
  const rows = names.map((name) => {
    const button = make("button", { type: "button", textContent: name, dir: "auto" });
    button.addEventListener("click", () => write(field, begun[1], name));
    return make("li", {}, button);
  });
  list = make("ul", { className: "mentions" }, ...rows);
  list.setAttribute("aria-label", "People to mention");
  field.after(list);
}

function write(field, begun, name) {
  const end = field.selectionStart;
  field.setRangeText(`${name} `, end - begun.length, end, "end");
  close();
  field.focus();
}

// Down leads from the field into the list, and Escape back.
function press(event) {
  if (!list || event.isComposing) return;
  const buttons = [...list.querySelectorAll("button")];
  const here = buttons.indexOf(document.activeElement);
  const field = list.previousElementSibling;
  if (event.key === "ArrowDown") (buttons[here + 1] ?? buttons[here]).focus();
  else if (event.key === "ArrowUp" && here >= 0) (buttons[here - 1] ?? field).focus();
  else if (event.key === "Escape") {
    close();
    field.focus();
  } else return;
  event.preventDefault();
}

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-people] textarea")) offer(target);
});
document.addEventListener("keydown", press);
document.addEventListener("focusin", ({ target }) => {
  if (list && !list.parentElement.contains(target)) close();
});
