// A form with all of an objective's fields says how its ETA and its status are read.

import "./page.js";
import { noteOf, sayReading } from "./reading.js";

for (const form of document.querySelectorAll("form.fields[data-reading]")) {
  for (const name of ["eta", "status"]) {
    const note = noteOf(form.elements[name]);
    note.setAttribute("aria-live", "polite");
    sayReading(form.elements[name], form.dataset.reading, note);
  }
}
