// The presenter's view: shows slides, keeps the clock, posts what is done. The server
// has the state; this ticks on from what it said last (as reviews/meeting/clock.py reckons).
"use strict";

const body = document.body;
const byId = (id) => document.getElementById(id);
let data = JSON.parse(byId("data").textContent);
let meeting = data.meeting;
let told = performance.now();
let current = 0;
let sending = Promise.resolve();
// Slides that were shown here, and that the server could not be told of yet.
let untold = [];
// Whether something was saved that the slides here do not say yet.
let isStale = false;

function clock(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const shown = minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
  return seconds <= -1 ? `−${shown}` : shown;
}

function make(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// Slides

function slideAt(index) {
  return byId("slides").content.querySelectorAll(".slide")[index]?.cloneNode(true);
}

function show(index) {
  current = Math.max(0, Math.min(data.slides.length - 1, index));
  const { id, section } = data.slides[current];
  byId("now").replaceChildren(slideAt(current));
  const next = slideAt(current + 1);
  next?.removeAttribute("id");
  byId("next").replaceChildren(next ?? make("p", "stage-soft", "This is the last slide."));
  const title = data.sections.find(([slug]) => slug === section)?.[1] ?? "Opening";
  const number = data.sections.findIndex(([slug]) => slug === section) + 1;
  byId("where").textContent = `${title} · slide ${current + 1} of ${data.slides.length}`
    + (number ? ` · section ${number} of ${data.sections.length}` : "");
  byId("notes").textContent = data.notes[id] || "No notes for this slide.";
  byId("minutes").replaceChildren(...(data.minutes[id] ?? []).map((text) => make("li", "", text)));
  document.dispatchEvent(new Event("shown"));
}

function go(index) {
  const before = current;
  show(index);
  byId("said").textContent = `Slide ${current + 1} of ${data.slides.length}`;
  if (current !== before) act({ verb: "move", slide: data.slides[current].id });
}

// What is told to the server, one after the other

function act(values) {
  if (!meeting) return sending;
  sending = sending.then(() => acted(values));
  return sending;
}

async function acted(values) {
  const isMove = values.verb === "move";
  if (isMove) untold.push(values.slide);
  const { told: state, ...trouble } = await read(await post(body.dataset.act, new URLSearchParams(values)));
  if (isMove && (state || trouble.isRefused)) untold = [];
  if (state) learn(state);
  refuse(trouble, isMove
    ? "You can go on here. The others catch up later."
    : "Nothing was changed. Try again.");
}

// Says where one is, once the server is back; unless somebody else presents on meanwhile.
async function tellAgain(there) {
  const isOurs = !there || there.revision === meeting.revision || untold.includes(there.slide);
  if (isOurs) await act({ verb: "move", slide: untold.at(-1) });
  else untold = [];
}

function refuse(trouble, what) {
  const refusal = byId("refusal");
  if (refusal) explain(refusal, trouble, what);
}

function learn(state) {
  if (state.isOver) {
    location.reload();
    return;
  }
  meeting = state;
  told = performance.now();
  const pause = byId("pause");
  if (pause) {
    pause.textContent = meeting.isPaused ? "Continue" : "Pause for questions";
    pause.value = meeting.isPaused ? "resume" : "pause";
  }
  tick();
}

// The clock

function times() {
  const passed = (performance.now() - told) / 1000;
  const spent = { ...meeting.spent };
  if (!meeting.isPaused) spent[meeting.section] = (spent[meeting.section] ?? 0) + passed;
  const elapsed = meeting.elapsed + passed;
  const order = data.sections.map(([slug]) => slug);
  const here = Math.max(0, order.indexOf(meeting.section));
  const done = order.slice(0, here).reduce((sum, slug) => sum + (meeting.boxes[slug] ?? 0), 0);
  const box = meeting.boxes[meeting.section];
  const used = spent[meeting.section] ?? 0;
  return {
    spent,
    box,
    left: box === undefined ? null : box - used,
    rest: data.slot === null ? null : data.slot - elapsed,
    ahead: done + (box === undefined ? 0 : Math.min(box, used)) - elapsed,
  };
}

function urgency(left, box) {
  if (left === null) return "";
  if (left < 0) return " is-over";
  return box && left <= box / 5 ? " is-short" : "";
}

function tick() {
  if (!meeting) {
    fill({}, data.planned, "");
    return;
  }
  const now = times();
  const title = data.sections.find(([slug]) => slug === meeting.section)?.[1];
  const total = now.ahead < -0.5 ? `${clock(now.ahead)} behind` : `${clock(now.ahead)} ahead`;
  const isOn = Math.abs(now.ahead) < 1;
  byId("clock").replaceChildren(
    make("p", "clock-label", title ? `left in “${title}”` : "before the first section"),
    make("p", `clock-big${urgency(now.left, now.box)}`, now.left === null ? "—" : clock(now.left)),
    make("p", "clock-label", meeting.isPaused ? "left in the meeting · paused for questions" : "left in the meeting"),
    make("p", `clock-small${urgency(now.rest, data.slot)}`, now.rest === null ? "slot not set" : clock(now.rest)),
    make("p", `clock-total${now.ahead <= -1 ? " is-behind" : ""}`, isOn ? "on time" : total),
  );
  fill(now.spent, meeting.boxes, meeting.section);
}

function fill(spent, boxes, here) {
  data.sections.forEach(([slug], number) => {
    const box = boxes[slug] ?? 0;
    const part = byId("boxes").children[number];
    part.style.flexGrow = String(Math.max(box, 1));
    part.classList.toggle("is-here", slug === here);
    part.classList.toggle("is-over", (spent[slug] ?? 0) > box);
    const share = Math.min(1, (spent[slug] ?? 0) / Math.max(box, 1));
    part.firstElementChild.style.width = `${share * 100}%`;
  });
}

// Others may move the slide or change what it says

async function listen() {
  try {
    const answer = await fetch(body.dataset.live, { cache: "no-store" });
    const state = await answer.json();
    if (meeting && untold.length) await tellAgain(state.meeting);
    if (isStale || (state.version && state.version !== data.version)) await renew();
    if (meeting && state.meeting && state.meeting.revision > meeting.revision) await renew();
    const isOver = meeting && !meeting.isRehearsal && !state.meeting;
    // Not while a status is being typed.
    if (isOver && !document.querySelector("#now form")) location.reload();
  } catch {
    // Tried again below.
  }
  setTimeout(listen, 2000);
}

async function renew() {
  await sending;
  isStale = true;
  const page = await pageAt(location.href);
  const found = page?.getElementById("data");
  if (!found) return;
  isStale = false;
  data = JSON.parse(found.textContent);
  byId("slides").replaceWith(document.importNode(page.getElementById("slides"), true));
  if (data.meeting) learn(data.meeting);
  const place = data.slides.findIndex(({ id }) => id === data.meeting?.slide);
  if (!document.querySelector("#now form")) show(place < 0 ? current : place);
}

// Hands

const keys = {
  ArrowRight: () => go(current + 1),
  PageDown: () => go(current + 1),
  " ": () => go(current + 1),
  ArrowLeft: () => go(current - 1),
  PageUp: () => go(current - 1),
  Home: () => go(0),
  End: () => go(data.slides.length - 1),
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
  make("p", "stage-keys", "Keys: ← → Space Home End; n minute; p pause"),
);
byId("back").addEventListener("click", (event) => {
  event.preventDefault();
  go(current - 1);
});
byId("forward").addEventListener("click", (event) => {
  event.preventDefault();
  go(current + 1);
});

byId("controls")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(event.target, event.submitter));
  for (const details of event.target.querySelectorAll("details")) details.open = false;
  act(values);
});

// More time is wanted for the section that runs, as a rule.
byId("controls")?.querySelector("details").addEventListener("toggle", (event) => {
  const { section } = byId("controls").elements;
  if (event.target.open && meeting.section) section.value = meeting.section;
});

for (const [, title] of data.sections) {
  const part = make("span", "box", "");
  part.title = title;
  part.append(make("span", "box-spent", ""));
  byId("boxes").append(part);
}
const first = data.slides.findIndex(({ id }) => id === (meeting?.slide ?? location.hash.slice(1)));
show(Math.max(0, first));
tick();
setInterval(tick, 250);
setTimeout(listen, 2000);
