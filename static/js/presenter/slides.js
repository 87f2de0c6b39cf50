// Shows a slide with the next one, its notes and its minutes. The address names it.

import { byId, make } from "../dom.js";
import { sectionTitle, stage } from "./stage.js";

// In a small window the deck is a document to read; here a slide stays a slide, and is small.
function keepAsSlides(rules) {
  for (const rule of rules) {
    // Until they are collected, the sheets of the deck's parts are imported.
    const inside = rule.styleSheet?.cssRules ?? rule.cssRules;
    if (rule.media?.mediaText.includes("max-width: 700px")) rule.media.mediaText = "not all";
    else if (inside) keepAsSlides(inside);
  }
}

for (const { cssRules, href } of document.styleSheets) {
  if (/\/(deck|slides|charts|emphasis)[^/]*\.css/.test(href)) keepAsSlides(cssRules);
}

export function slideAt(index) {
  return byId("slides").content.querySelectorAll(".slide")[index]?.cloneNode(true);
}

export function show(index) {
  const { slides, notes, minutes } = stage.data;
  stage.current = Math.max(0, Math.min(slides.length - 1, index));
  const { id } = slides[stage.current];
  byId("now").replaceChildren(slideAt(stage.current));
  showNext(slides[stage.current + 1]);
  byId("where").textContent = whereabouts();
  byId("notes").textContent = notes[id] || "No notes for this slide.";
  byId("minutes").replaceChildren(...(minutes[id] ?? []).map((text) => make("li", {}, text)));
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  document.dispatchEvent(new Event("shown"));
}

function showNext(following) {
  const next = slideAt(stage.current + 1);
  next?.removeAttribute("id");
  const end = make("p", { className: "stage-soft" }, "This is the last slide.");
  byId("next").replaceChildren(next ?? end);
  const number = stage.current + 2;
  const title = make("bdi", {}, following?.title ?? "");
  byId("next-heading").replaceChildren(...(following ? [`Next: ${number}, `, title] : ["Next"]));
}

function whereabouts() {
  const { sections, slides } = stage.data;
  const { section } = slides[stage.current];
  const number = sections.findIndex(([slug]) => slug === section) + 1;
  const slide = `${sectionTitle(section) ?? "Opening"} · slide ${stage.current + 1} of ${slides.length}`;
  return number ? `${slide} · section ${number} of ${sections.length}` : slide;
}
