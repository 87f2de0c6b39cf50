// Says, while an ETA or a status is being typed, how it is read.

import { byId, make } from "./dom.js";
import { get } from "./http.js";

const PAUSE = 150;
// More than the readers look at, and less than an address may hold.
const LENGTH = 400;

export function sayReading(field, address, note) {
  let timer;
  let asked = 0;

  async function ask() {
    const mine = ++asked;
    const url = new URL(address, location.href);
    // Without the prefix of its row, where a page has many.
    url.searchParams.set(field.name.split("-").at(-1), field.value.slice(0, LENGTH));
    const { content = "" } = await get(url, "text", "default");
    if (mine === asked) note.textContent = content;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if (field.value) ask();
}

// The field's help, or a note of its own below it.
export function noteOf(field) {
  const found = byId(`${field.id}_helptext`);
  if (found) return found;
  const made = make("p", { className: "note" });
  field.after(made);
  return made;
}
