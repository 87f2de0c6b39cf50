// The presenter's keys and buttons.

import { byId, make } from "../dom.js";
import { act, go } from "./meeting.js";
import { stage } from "./stage.js";

const forward = () => go(stage.current + 1);
const back = () => go(stage.current - 1);
const keys = {
  ArrowRight: forward,
  PageDown: forward,
  " ": forward,
  ArrowLeft: back,
  PageUp: back,
  Home: () => go(0),
  End: () => go(stage.data.slides.length - 1),
  n: () => byId("minute-text").focus(),
  p: (event) => event.repeat || byId("pause")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  const pressed = [" ", "Enter"].includes(event.key) && event.target.closest("summary, button, a");
  if (pressed || event.target.closest("input, textarea, select, .status-form")) return;
  event.preventDefault();
  keys[event.key](event);
});

document.querySelector(".stage-head h1").after(
  make("p", { className: "stage-keys" }, "Keys: ← → Space Home End; n minute; p pause"),
);

for (const [id, step] of [["back", back], ["forward", forward]]) {
  byId(id).addEventListener("click", (event) => {
    event.preventDefault();
    step();
  });
}

const controls = byId("controls");

controls?.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(controls, event.submitter));
  for (const details of controls.querySelectorAll("details")) details.open = false;
  act(values);
});

// More time is wanted for the section that runs, as a rule.
controls?.querySelector("details").addEventListener("toggle", (event) => {
  const { section } = controls.elements;
  if (event.target.open && stage.meeting.section) section.value = stage.meeting.section;
});
