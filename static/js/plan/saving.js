// What is sent of a plan and what comes back: its rows and figures, as HTML.

import { byId, make, parsed } from "../dom.js";
import { oneByOne, post, signInLink } from "../http.js";
import { remember } from "./past.js";
import { released } from "./pointer.js";
import { allParts, tame, titleOf } from "./sheet.js";

// The cells that are being edited, and how.
export const editors = new Map();
const inTurn = oneByOne();
let sending = 0;

export const isSending = () => sending > 0;
// Until all that was sent is answered.
export const idle = () => inTurn(() => {});

export async function send(address, values, wanted = "html") {
  sending += 1;
  const reply = await inTurn(() => post(address, values, wanted)).finally(() => { sending -= 1; });
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

// What was changed here, in the place of what is on the page.
export function show(html) {
  remember(parsed(html).querySelector("tr[id]")?.dataset.version);
  const added = merge(html);
  count();
  return added;
}

// Puts rows and figures in the place of those on the page; returns the rows that were not
// on it.
export function merge(html) {
  const answer = parsed(html);
  for (const id of ["chips", "status-counts"]) {
    byId(id).replaceWith(answer.getElementById(id));
  }
  tame(answer);
  return [...answer.querySelectorAll("tr[id]")].filter((row) => !renew(row));
}

function renew(row) {
  const old = byId(row.id);
  if (!old) return false;
  Object.assign(old.dataset, row.dataset);
  for (const cell of [...row.cells].filter((one) => !one.matches(".col-select"))) {
    renewCell(byId(cell.id) ?? titleOf(old), cell);
  }
  tame(old);
  return true;
}

// An editor that lies over the cell stays as it is, with the focus.
function renewCell(old, cell) {
  const editor = editors.get(old)?.form;
  const others = [...old.childNodes].filter((node) => node !== editor);
  for (const node of others) node.remove();
  old.append(...cell.childNodes);
  old.className = cell.className;
  old.title = cell.title;
}

// How many of a group are done, in its heading.
export function count() {
  for (const body of allParts()) {
    const rows = [...body.querySelectorAll("tr[id]")];
    const put = (name, number) => {
      body.querySelector(`[data-tally="${name}"]`).textContent = number;
    };
    put("all", rows.length);
    put("done", rows.filter((row) => row.querySelector(".state.is-done")).length);
  }
}
