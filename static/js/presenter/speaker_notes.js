// Edits the notes of the slide that is shown. Saved with what one saw, as a status is: what
// somebody else has written is not overwritten.

import { byId } from "../dom.js";
import { explain, post } from "../http.js";
import { forget, keep, kept, keptWords } from "../kept.js";
import { close } from "./panels.js";
import { show } from "./slides.js";
import { say, stage } from "./stage.js";

const panel = byId("note-panel");
const form = panel.querySelector("form");
const { text } = form.elements;
const alert = form.querySelector("[role=alert]");
const about = form.querySelector(".noted-at");
// The slide that is being written about, and what the server had of it then.
let slide = "";
let seen = "";

const keyOf = (id) => `notes ${id}`;
const here = () => stage.data.slides[stage.current].id;

function load() {
  slide = here();
  const found = kept(keyOf(slide));
  seen = found?.values.seen ?? stage.data.notes[slide] ?? "";
  text.value = found?.values.text ?? seen;
  alert.replaceChildren();
  about.textContent = found ? keptWords(found.at) : "";
}

function store() {
  if (text.value === seen) forget(keyOf(slide));
  else keep(keyOf(slide), { text: text.value, seen });
}

// What is being typed stays with its slide, whoever walks on.
function follow() {
  const isTyping = panel.open && text.value !== seen;
  if (!isTyping) {
    load();
    return;
  }
  const number = stage.data.slides.findIndex(({ id }) => id === slide) + 1;
  about.textContent = slide === here() ? "" : `For slide ${number}, where you started it.`;
}

async function send() {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const sent = { slide, text: text.value };
  const name = `note-${sent.slide}-text`;
  const body = new URLSearchParams({ [name]: sent.text, [`initial-${name}`]: seen });
  const reply = await post(form.dataset.notes, body);
  form.ariaBusy = null;
  explain(alert, reply, "What you typed is still here.");
  if (reply.theirs?.text) overwrite(reply.theirs.text);
  if (reply.isTaken) saved(sent, reply.content.notes);
}

// Somebody else has written meanwhile: sent again, it takes the place of theirs.
function overwrite({ value, who }) {
  seen = value;
  alert.textContent = `${who} wrote “${value}”. Save again to replace it.`;
  store();
}

function saved(sent, notes) {
  forget(keyOf(sent.slide));
  stage.data.notes = notes;
  seen = notes[sent.slide] ?? "";
  // What was typed meanwhile stays, to be saved as well.
  if (text.value === sent.text) {
    text.value = seen;
    close(panel);
  } else {
    store();
  }
  say("Saved the notes.");
  show(stage.current);
}

text.addEventListener("input", store);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
document.addEventListener("shown", follow);
panel.addEventListener("toggle", () => {
  if (!panel.open) follow();
});
