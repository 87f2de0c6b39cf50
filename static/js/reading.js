// Says, while an ETA or a status is being typed, how it is read.
"use strict";

const READING_PAUSE = 150;
// More than the readers look at, and less than an address may hold.
const READING_LENGTH = 400;

function sayReading(field, address, note) {
  let timer;
  let asked = 0;

  async function ask() {
    const mine = ++asked;
    const url = new URL(address, location.href);
    url.searchParams.set(field.name, field.value.slice(0, READING_LENGTH));
    const words = await fetch(url)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .catch(() => "");
    if (mine === asked) note.textContent = words;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, READING_PAUSE);
  });
  if (field.value) ask();
}

function noteOf(field) {
  const found = document.getElementById(`${field.id}_helptext`);
  if (found) return found;
  const made = document.createElement("p");
  made.className = "note";
  field.after(made);
  return made;
}

for (const form of document.querySelectorAll("form.fields[data-reading]")) {
  for (const name of ["eta", "status"]) {
    const note = noteOf(form.elements[name]);
    note.setAttribute("aria-live", "polite");
    sayReading(form.elements[name], form.dataset.reading, note);
  }
}
