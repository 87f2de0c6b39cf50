// All slides at once, to choose from. Nothing is told to anybody until one is chosen.

import { make } from "../dom.js";
import { go } from "./meeting.js";
import { slideAt } from "./slides.js";
import { stage } from "./stage.js";

const grid = make("div", { className: "all-slides" });
const dialog = make("dialog", { className: "overview-dialog", ariaLabel: "All slides" }, grid);
document.body.append(dialog);

export const isOverview = () => dialog.open;

export function overview() {
  grid.replaceChildren(...stage.data.slides.map(thumbnail));
  dialog.showModal();
  focus(stage.current);
}

function thumbnail({ title }, index) {
  const slide = slideAt(index);
  slide.removeAttribute("id");
  for (const one of slide.querySelectorAll("[id]")) one.removeAttribute("id");
  slide.inert = true;
  const button = make("button", { type: "button" }, slide);
  button.setAttribute("aria-label", `${index + 1}. ${title}`);
  if (index === stage.current) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => {
    dialog.close();
    go(index);
  });
  return button;
}

function focus(index) {
  const { children } = grid;
  children[Math.max(0, Math.min(children.length - 1, index))].focus();
}

function columns() {
  const [first, ...others] = grid.children;
  const below = others.findIndex(({ offsetTop }) => offsetTop > first.offsetTop);
  return below < 0 ? grid.children.length : below + 1;
}

const steps = {
  ArrowRight: (here) => here + 1,
  ArrowLeft: (here) => here - 1,
  ArrowDown: (here) => here + columns(),
  ArrowUp: (here) => here - columns(),
  Home: () => 0,
  End: () => grid.children.length - 1,
};

dialog.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.stopPropagation();
  if (event.key === "o") dialog.close();
  if (!(event.key in steps)) return;
  event.preventDefault();
  focus(steps[event.key]([...grid.children].indexOf(document.activeElement)));
});
