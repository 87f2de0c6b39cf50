// The clocks beside the slide, and the sections with their times along the foot.

import { clock } from "../clock.js";
import { byId, make } from "../dom.js";
import { say, sectionTitle, stage } from "./stage.js";
import { paceWords, timesOf } from "./times.js";

const [section, meetingPart] = byId("clock").querySelectorAll(".clock-part");
let urgent = "";

const parts = stage.data.sections.map(([, title], number) => {
  const bar = make("span", { className: "box" }, make("span", { className: "box-spent" }));
  const name = make("span", { className: "box-name", dir: "auto" }, `${number + 1} ${title}`);
  const time = make("span", { className: "box-time" });
  const part = make("li", { title }, bar, name, time);
  byId("boxes").append(part);
  return { part, spent: bar.firstElementChild, time };
});

export function tick() {
  const { data, meeting, toldAt } = stage;
  if (!meeting) {
    fill({}, data.planned, "");
    return;
  }
  const times = timesOf(meeting, data, (performance.now() - toldAt) / 1000);
  showClocks(times);
  write(byId("pace"), paceWords(times));
  byId("pace").classList.toggle("is-behind", times.ahead <= -1);
  fill(times.spent, meeting.boxes, meeting.section);
}

function showClocks({ left, box, rest }) {
  const { data, meeting } = stage;
  const title = sectionTitle(meeting.section);
  const paused = meeting.isPaused ? " · paused" : "";
  write(section.firstElementChild, title ? `left in ${title}` : "before the first section");
  set(section.lastElementChild, "clock-big", left, box, "–");
  write(meetingPart.firstElementChild, `left in the meeting${paused}`);
  set(meetingPart.lastElementChild, "clock-small", rest, data.slot, "slot not set");
  announce(urgency(left, box), title);
}

function set(place, name, left, whole, none) {
  place.className = `${name}${urgency(left, whole)}`;
  write(place, left === null ? none : clock(left));
}

// Said once, when it becomes so.
function announce(now, title) {
  const state = `${now} ${title}`;
  if (now && state !== urgent) say(now === " is-over" ? `The time of ${title} is over.` : `Little time is left in ${title}.`);
  urgent = state;
}

function urgency(left, whole) {
  if (left === null) return "";
  if (left < 0) return " is-over";
  return whole && left <= whole / 5 ? " is-short" : "";
}

function fill(spent, boxes, here) {
  stage.data.sections.forEach(([slug], number) => {
    const box = boxes[slug] ?? 0;
    const used = spent[slug] ?? 0;
    const { part, spent: bar, time } = parts[number] ?? {};
    if (!part) return;
    part.style.flexGrow = String(Math.max(box, 1));
    part.classList.toggle("is-here", slug === here);
    part.classList.toggle("is-over", used > box);
    if (slug === here) part.setAttribute("aria-current", "true");
    else part.removeAttribute("aria-current");
    bar.style.width = `${Math.min(1, used / Math.max(box, 1)) * 100}%`;
    write(time, used >= 1 ? `${clock(used)} of ${clock(box)}` : clock(box));
  });
}

// What is the same is not written again: a reader's place and selection stay.
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
