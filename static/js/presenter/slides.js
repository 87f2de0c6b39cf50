// Shows a slide with the next one, its notes and its minutes.

import { byId, make } from "../dom.js";
import { sectionTitle, stage } from "./stage.js";

function slideAt(index) {
  return byId("slides").content.querySelectorAll(".slide")[index]?.cloneNode(true);
}

export function show(index) {
  const { slides, notes, minutes } = stage.data;
  stage.current = Math.max(0, Math.min(slides.length - 1, index));
  const { id } = slides[stage.current];
  byId("now").replaceChildren(slideAt(stage.current));
  const next = slideAt(stage.current + 1);
  next?.removeAttribute("id");
  const end = make("p", { className: "stage-soft" }, "This is the last slide.");
  byId("next").replaceChildren(next ?? end);
  byId("where").textContent = whereabouts();
  byId("notes").textContent = notes[id] || "No notes for this slide.";
  byId("minutes").replaceChildren(...(minutes[id] ?? []).map((text) => make("li", {}, text)));
  document.dispatchEvent(new Event("shown"));
}

function whereabouts() {
  const { sections, slides } = stage.data;
  const { section } = slides[stage.current];
  const number = sections.findIndex(([slug]) => slug === section) + 1;
  const slide = `${sectionTitle(section) ?? "Opening"} · slide ${stage.current + 1} of ${slides.length}`;
  return number ? `${slide} · section ${number} of ${sections.length}` : slide;
}
