// Takes back what one has changed on this page, one change after the other, after it is
// saved too; the server refuses what somebody else has changed since, and says who.

import { byId } from "../dom.js";
import { inWords, oneByOne } from "../http.js";
import { allAdded } from "./adding.js";
import { look } from "./live.js";
import { isEmpty, onPast, put, take } from "./past.js";
import { idle, send } from "./saving.js";
import { say, verbs } from "./sheet.js";

const UNDO = { from: "done", to: "undone", said: "Undone.", not: "Not undone.", none: "Nothing to undo." };
const REDO = { from: "undone", to: "done", said: "Done again.", not: "Not done again.", none: "Nothing to do again." };

const button = byId("undo");
const note = byId("undo-note");
const inTurn = oneByOne();

async function step({ from, to, said, not, none }) {
  await allAdded();
  await idle();
  note.textContent = "";
  const change = take(from);
  if (!change) {
    say(none);
    return;
  }
  const reply = await send(verbs.dataset.undo.replace("/0/", `/${change}/`), new FormData(), "json");
  if (reply.trouble) put(from, change);
  if (reply.isTaken) {
    put(to, String(reply.content.change));
    await look();
    say(said);
  } else {
    note.textContent = `${not} ${inWords(reply)}`;
  }
}

function stepFor({ key, shiftKey }) {
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? REDO : UNDO;
  return letter === "y" ? REDO : null;
}

// What is being typed is the browser's own to take back.
const isText = (element) => element.matches("textarea, select, input:not([type='checkbox'])");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isText(event.target)) return;
  const wanted = stepFor(event);
  if (!wanted) return;
  event.preventDefault();
  inTurn(() => step(wanted));
});

button.addEventListener("click", () => inTurn(() => step(UNDO)));

// What was just deleted has an Undo of its own on the page.
function refresh() {
  button.disabled = isEmpty();
}

onPast(refresh);
button.parentElement.hidden = document.querySelector(".band.undo") !== null;
refresh();
