// The clock beside the slide, and the sections' bars below it.

import { clock } from "../clock.js";
import { byId, make } from "../dom.js";
import { sectionTitle, stage } from "./stage.js";
import { timesOf } from "./times.js";

for (const [, title] of stage.data.sections) {
  byId("boxes").append(make("span", { className: "box", title }, make("span", { className: "box-spent" })));
}

export function tick() {
  const { data, meeting, toldAt } = stage;
  if (!meeting) {
    fill({}, data.planned, "");
    return;
  }
  const times = timesOf(meeting, data, (performance.now() - toldAt) / 1000);
  byId("clock").replaceChildren(...lines(times).map(([className, text]) => make("p", { className }, text)));
  fill(times.spent, meeting.boxes, meeting.section);
}

function lines({ left, box, rest, ahead }) {
  const { data, meeting } = stage;
  const title = sectionTitle(meeting.section);
  const total = `${clock(ahead)} ${ahead < -0.5 ? "behind" : "ahead"}`;
  return [
    ["clock-label", title ? `left in “${title}”` : "before the first section"],
    [`clock-big${urgency(left, box)}`, left === null ? "—" : clock(left)],
    ["clock-label", meeting.isPaused ? "left in the meeting · paused for questions" : "left in the meeting"],
    [`clock-small${urgency(rest, data.slot)}`, rest === null ? "slot not set" : clock(rest)],
    [`clock-total${ahead <= -1 ? " is-behind" : ""}`, Math.abs(ahead) < 1 ? "on time" : total],
  ];
}

function urgency(left, box) {
  if (left === null) return "";
  if (left < 0) return " is-over";
  return box && left <= box / 5 ? " is-short" : "";
}

function fill(spent, boxes, here) {
  stage.data.sections.forEach(([slug], number) => {
    const box = boxes[slug] ?? 0;
    const part = byId("boxes").children[number];
    part.style.flexGrow = String(Math.max(box, 1));
    part.classList.toggle("is-here", slug === here);
    part.classList.toggle("is-over", (spent[slug] ?? 0) > box);
    const share = Math.min(1, (spent[slug] ?? 0) / Math.max(box, 1));
    part.firstElementChild.style.width = `${share * 100}%`;
  });
}
