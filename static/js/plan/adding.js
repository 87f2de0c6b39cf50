// Adds objectives to a plan. What is typed is a row at once, and is saved behind it, one
// line after the other in the order typed, so that the field is free for the next one.

import { make } from "../dom.js";
import { inWords } from "../http.js";
import { freshKey } from "../once.js";
import { importButtons } from "./importing.js";
import { count, send, show, troubleNote } from "./saving.js";
import { allRows, fieldOf, grid, newBodyOf, planOf, say, titleOf } from "./sheet.js";

// Milliseconds before a line is sent again by itself; after the last, a person is asked.
const PAUSES = [500, 2000, 5000];

function button(label, press) {
  const made = make("button", { type: "button", className: "button" }, label);
  made.addEventListener("click", press);
  return made;
}

function alertOf(...children) {
  const note = make("div", { className: "refused" }, ...children);
  note.setAttribute("role", "alert");
  return note;
}

// What was typed, or rows as pasted, on the way to the server. It is sent with a key of
// its own, by which the server knows what it has saved when the answer was lost.
class Line {
  constructor(text, columns) {
    this.text = text;
    this.key = freshKey();
    this.cell = make("td", { colSpan: columns });
    this.row = make("tr", { className: "waiting" }, this.cell);
    this.say("Waiting…");
  }

  get title() {
    const [first, ...more] = this.text.trim().split("\n");
    const [title] = first.split("\t");
    return more.length ? `${title} … and more` : title;
  }

  say(words) {
    this.isRefused = false;
    this.show(make("p", { className: "note" }, words));
  }

  show(...below) {
    this.cell.replaceChildren(make("p", { className: "line", dir: "auto" }, this.title), ...below);
  }

  // As it was sent, since it may be saved although the server did not say so.
  hold(reply, again, discard) {
    this.show(alertOf(...troubleNote(reply, again), button("Discard", discard)));
  }

  refuse(reply, again, discard, leave) {
    const field = make("textarea", { value: this.text, rows: 2, dir: "auto" });
    field.setAttribute("aria-label", "Objective that was not added");
    field.setAttribute("aria-invalid", "true");
    const sendText = () => {
      this.text = field.value;
      again();
    };
    onEnter(field, sendText);
    const others = importButtons(reply, () => field.value, leave);
    const note = alertOf(make("p", {}, inWords(reply)), ...others, button("Try again", sendText), button("Discard", discard));
    this.isRefused = true;
    this.cell.replaceChildren(field, note);
  }
}

function onEnter(field, act) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) act();
  });
}

// The field of a plan, and the lines that were typed there and are not saved yet.
class Adding {
  constructor(form) {
    this.form = form;
    this.field = form.elements.rows;
    this.lines = [];
    this.body = make("tbody");
    form.closest("tbody").before(this.body);
    this.working = null;
    this.held = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.take();
    });
    onEnter(this.field, () => form.requestSubmit());
  }

  get isUnsaved() {
    return this.lines.length > 0 || this.field.value.trim() !== "";
  }

  take() {
    const text = this.field.value;
    if (!text.trim()) return;
    const line = new Line(text, grid.tHead.rows[0].cells.length);
    this.field.value = "";
    this.lines.push(line);
    this.body.append(line.row);
    this.keepInView();
    say(`Saving: ${line.title}`);
    this.work();
  }

  work() {
    this.working ??= this.run().finally(() => { this.working = null; });
  }

  // Ends at a line about which the server says nothing: what comes after it waits.
  async run() {
    this.held = null;
    let line;
    while (!this.held && (line = this.lines.find((one) => !one.isRefused))) await this.save(line);
  }

  async save(line, [pause, ...later] = PAUSES) {
    line.say("Saving…");
    const reply = await send(this.form.action, this.bodyOf(line));
    if (this.isSettled(line, reply)) return;
    if (!pause) {
      this.hold(line, reply);
      return;
    }
    line.say("Not saved yet. Trying again…");
    await new Promise((resolve) => setTimeout(resolve, pause));
    await this.save(line, later);
  }

  bodyOf(line) {
    const body = new FormData(this.form);
    body.set("rows", line.text);
    body.set("once", line.key);
    return body;
  }

  // Whether that was an answer, or one that a second try does not change.
  isSettled(line, reply) {
    if (reply.isTaken) this.added(line, show(reply.content));
    else if (reply.errors) this.refused(line, reply);
    else if (reply.isSignedOut) this.hold(line, reply);
    else return false;
    return true;
  }

  added(line, rows) {
    newBodyOf(this.form.dataset.plan).append(...rows);
    count();
    if (!grid.querySelector(":is(td, th)[tabindex='0']")) titleOf(allRows()[0]).tabIndex = 0;
    say(`Added: ${line.title}`);
    this.remove(line);
  }

  refused(line, reply) {
    line.refuse(reply, () => this.sendAgain(line), () => this.discard(line), () => this.remove(line));
    this.keepInView();
  }

  hold(line, reply) {
    this.held = reply;
    line.hold(reply, () => this.sendAgain(line), () => this.discard(line));
    this.keepInView();
  }

  // Whoever types goes on where the field was pushed to.
  keepInView() {
    if (document.activeElement === this.field) this.field.scrollIntoView({ block: "nearest" });
  }

  sendAgain(line) {
    if (!line.text.trim()) return;
    line.say("Waiting…");
    this.field.focus();
    this.work();
  }

  discard(line) {
    this.remove(line);
    say("Discarded.");
    this.field.focus();
    this.work();
  }

  remove(line) {
    this.lines = this.lines.filter((one) => one !== line);
    line.row.remove();
  }
}

const addings = [...document.querySelectorAll("form.add")].map((form) => new Adding(form));

// The fields of the plan in which a cell is, or of the first.
export function fieldFor(cell) {
  return cell ? fieldOf(planOf(cell)) : addings[0].field;
}

// Until all is saved that can be, and the page may be left.
export const allAdded = () => Promise.all(addings.map((adding) => adding.working));

window.addEventListener("online", () => {
  for (const adding of addings) if (adding.held?.isCutOff) adding.work();
});

window.addEventListener("beforeunload", (event) => {
  if (addings.some((adding) => adding.isUnsaved)) event.preventDefault();
});
