// What is sent of a plan and what comes back: its rows and figures, as HTML.

import { byId, make, parsed } from "../dom.js";
import { oneByOne, post, signInLink } from "../http.js";
import { released } from "./pointer.js";

// The cells that are being edited, and how.
export const editors = new Map();
const inTurn = oneByOne();

export async function send(address, values, wanted = "html") {
  const reply = await inTurn(() => post(address, values, wanted));
  await released();
  return reply;
}

// The trouble on the page, with the ways out of it.
export function troubleNote({ trouble, isSignedOut }, again) {
  const button = make("button", { type: "button", className: "button" }, "Try again");
  button.addEventListener("click", again);
  const signIn = isSignedOut ? [signInLink()] : [];
  return [make("p", {}, `${trouble} What you typed is still here.`), button, ...signIn];
}

// Puts the answer's rows and figures in the place of those on the page; returns the rows
// that were not on it.
export function show(html) {
  const answer = parsed(html);
  for (const id of ["chips", "status-counts"]) {
    byId(id).replaceWith(answer.getElementById(id));
  }
  return [...answer.querySelectorAll("tr")].filter((row) => !renew(row));
}

function renew(row) {
  const old = byId(row.id);
  if (!old) return false;
  old.dataset.values = row.dataset.values;
  [...old.cells].forEach((cell, number) => {
    const content = [...row.cells[number].childNodes];
    const editor = editors.get(cell);
    if (editor) editor.content = content;
    else cell.replaceChildren(...content);
  });
  return true;
}
