// Edits a cell of a plan, in an editor that lies over it and moves nothing. The cell is saved
// in the background, with what its reader saw in it; its editor stays until the server has
// said yes, so that nothing typed is ever lost.

import { byId, make } from "../dom.js";
import { sayReading } from "../reading.js";
import { released } from "./pointer.js";
import { editors, send, show, troubleNote } from "./saving.js";
import { addressOf, cellAfter, columnOf, fieldOf, focusCell, planOf, say, verbs } from "./sheet.js";

// Of an input method, or the first half of a letter with an accent.
export const isComposed = (event) => event.isComposing || ["Process", "Dead"].includes(event.key);

class Editor {
  constructor(cell) {
    this.cell = cell;
    this.row = cell.parentElement;
    const column = columnOf(cell);
    const template = byId(`edit-${column}`);
    this.form = template.content.firstElementChild.cloneNode(true);
    this.fields = [...this.form.querySelectorAll("[name]")];
    this.note = make("div", { className: "refused" });
    this.note.setAttribute("role", "alert");
    this.help = this.form.querySelector(".editor-help");
    this.help.before(this.note);
    this.fill();
    this.label(column);
    this.explainCell();
    cell.prepend(this.form);
    editors.set(cell, this);
    this.form.addEventListener("keydown", (event) => this.press(event));
    this.form.addEventListener("focusout", (event) => this.leave(event));
    this.form.addEventListener("mousedown", (event) => {
      if (!event.target.closest("input, select, textarea, button, a, label")) event.preventDefault();
    });
    this.focus();
    this.form.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // What was promised, what is likely, and the keys.
  explainCell() {
    const promised = this.cell.querySelector(":scope > .old-text");
    if (promised) this.help.prepend(promised.cloneNode(true));
    this.help.append(byId("editor-keys").content.cloneNode(true));
    for (const button of this.help.querySelectorAll(".likely button")) {
      button.addEventListener("click", () => this.take(button.value));
    }
  }

  take(value) {
    this.fields[0].value = value;
    focusCell(this.cell);
    this.save();
  }

  fill() {
    this.seen = this.stored;
    this.put(this.seen);
    const reading = this.form.querySelector(".reading");
    if (reading) sayReading(this.fields[0], verbs.dataset.reading, reading);
  }

  // What stands there on the server, as a form sends it.
  get stored() {
    const values = JSON.parse(this.row.dataset.values);
    const sent = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : `${value}`);
    return Object.fromEntries(this.fields.map(({ name }) => [name, sent(values[name])]));
  }

  label(column) {
    const { title } = JSON.parse(this.row.dataset.values);
    const heading = { title: "Objective", owner: "Owner" }[column] ?? this.cell.dataset.label;
    this.fields[0].setAttribute("aria-label", column === "title" ? heading : `${heading}: ${title}`);
    this.fields[0].dir = "auto";
  }

  // As in a spreadsheet: what is typed on a cell takes the place of what it says, but not
  // of what was typed and refused.
  overwrite() {
    if (!this.note.hasChildNodes()) this.fields[0].select?.();
  }

  empty() {
    const [first] = this.fields;
    if (this.note.hasChildNodes()) return;
    first.value = "";
    first.dispatchEvent(new Event("input", { bubbles: true }));
  }

  focus() {
    const [first] = this.fields;
    first.focus();
    if (first.setSelectionRange) first.setSelectionRange(first.value.length, first.value.length);
  }

  // What was pasted there and refused.
  keep(text, reason) {
    setValue(this.fields[0], text);
    this.note.replaceChildren(make("p", {}, reason));
    this.fields[0].toggleAttribute("aria-invalid", true);
  }

  get isChanged() {
    return this.fields.some((field) => valueOf(field) !== this.seen[field.name]);
  }

  press(event) {
    const { key } = event;
    const isField = this.fields.includes(event.target);
    if (isComposed(event)) {
      event.stopPropagation();
      return;
    }
    if (key === "Escape") this.cancel();
    else if (key === "Tab" && isField) this.goOn(event.shiftKey ? -1 : 1);
    else if (key === "Enter" && isField && !(event.shiftKey || event.ctrlKey)) this.finish(event);
    else if (key === "Enter" && event.ctrlKey && isField) newLine(event.target);
    else if (/^Arrow(Down|Up)$/.test(key) && (event.ctrlKey || event.altKey)) this.step(key);
    else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  step(key) {
    const stops = [...this.form.querySelectorAll("[name], .likely button")];
    const place = stops.indexOf(document.activeElement) + (key === "ArrowDown" ? 1 : -1);
    stops[place]?.focus();
  }

  goOn(step) {
    const next = cellAfter(this.cell, step);
    this.save();
    if (next) edit(next);
    else if (step > 0) fieldOf(planOf(this.row)).focus();
    else focusCell(this.cell);
  }

  // A key that is held down would open it and close it again and again.
  finish({ repeat }) {
    if (repeat) return;
    focusCell(this.cell);
    this.save();
  }

  cancel() {
    if (this.isBusy) this.put(this.sent);
    else this.close();
    focusCell(this.cell);
  }

  // Pressing elsewhere saves, unless a refusal waits here for an answer.
  async leave(event) {
    if (this.form.contains(event.relatedTarget) || !document.hasFocus()) return;
    await released();
    const isOpen = editors.get(this.cell) === this;
    const isWaiting = this.isBusy || this.note.hasChildNodes();
    if (isOpen && !isWaiting && !this.form.contains(document.activeElement)) this.save();
  }

  close() {
    editors.delete(this.cell);
    this.form.remove();
  }

  // What is typed while the server is busy with it is saved after that.
  async save({ always = false } = {}) {
    if (this.isBusy) {
      this.isWanted = true;
      return;
    }
    if (!this.isChanged && !always) {
      this.close();
      return;
    }
    this.mark(true);
    this.isWanted = false;
    this.sent = this.values;
    this.note.replaceChildren();
    const reply = await send(addressOf("cell", this.row), this.body());
    this.mark(false);
    if (reply.isTaken) this.done(reply.content);
    else this.refuse(reply);
  }

  mark(isBusy) {
    this.isBusy = isBusy;
    this.form.classList.toggle("is-busy", isBusy);
  }

  get values() {
    return Object.fromEntries(this.fields.map((field) => [field.name, valueOf(field)]));
  }

  put(values) {
    for (const field of this.fields) setValue(field, values[field.name]);
  }

  body() {
    const body = new FormData();
    body.set("cell", columnOf(this.cell));
    for (const field of this.fields) {
      if (field.type !== "checkbox" || field.checked) body.set(field.name, field.value);
      body.set(`initial-${field.name}`, this.seen[field.name]);
    }
    return body;
  }

  done(html) {
    const isHere = this.form.contains(document.activeElement);
    const typedOn = this.fields.filter((field) => valueOf(field) !== this.sent[field.name]);
    const isEdited = isHere || typedOn.length > 0;
    if (!isEdited) this.close();
    show(html);
    say("Saved.");
    if (isEdited) this.editOn(typedOn, isHere);
  }

  // Somebody has come back to it while the server was busy.
  editOn(typedOn, isHere) {
    this.seen = this.stored;
    for (const field of this.fields) {
      if (!typedOn.includes(field)) setValue(field, this.seen[field.name]);
    }
    if (this.isWanted || !isHere) this.save();
  }

  refuse(reply) {
    this.isCutOff = reply.isCutOff;
    if (reply.trouble) this.note.replaceChildren(...troubleNote(reply, () => this.saveAgain()));
    else this.explain(reply);
    if (document.activeElement === this.cell) this.fields[0].focus();
  }

  saveAgain() {
    focusCell(this.cell);
    this.save({ always: true });
  }

  explain({ errors, theirs = {} }) {
    const sentences = Object.entries(errors).filter(([name]) => !(name in theirs));
    this.note.replaceChildren(
      ...sentences.map(([, words]) => make("p", {}, words.join(" "))),
      ...Object.entries(theirs).map(([name, their]) => this.choice(name, their)),
    );
    for (const field of this.fields) field.toggleAttribute("aria-invalid", field.name in errors);
  }

  choice(name, their) {
    const field = this.fields.find((one) => one.name === name);
    const text = make("bdi", {}, shownIn(field, their) || "nothing");
    const choose = (label, value) => {
      const button = make("button", { type: "button", className: "button" }, label);
      button.addEventListener("click", () => {
        this.seen[name] = their.value;
        setValue(field, value());
        box.remove();
        if (!this.note.hasChildNodes()) this.save({ always: true });
      });
      return button;
    };
    const box = make(
      "div",
      { className: "choice" },
      make("p", {}, `${their.who} wrote: `, text),
      choose("Keep theirs", () => their.value),
      choose("Keep mine", () => valueOf(field)),
    );
    return box;
  }
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked ? "True" : "False";
  return field.value;
}

function setValue(field, value) {
  if (field.type === "checkbox") field.checked = value === "True";
  else field.value = value;
  // Somebody who can no longer be chosen, but is the owner still.
  if (field.matches("select") && field.value !== value) field.add(new Option("As it is", value, true, true));
}

function shownIn(field, their) {
  if (field.type === "checkbox") return their.value === "True" ? "yes" : "no";
  const option = field.matches("select") && [...field.options].find((one) => one.value === their.value);
  return option ? option.text : their.text;
}

function newLine(field) {
  if (field.matches("textarea")) field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
}

export function edit(cell) {
  const editor = editors.get(cell) ?? new Editor(cell);
  editor.focus();
  return editor;
}
