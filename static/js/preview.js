// Shows the slide that a form makes while one types; without it, a button does.

import "./page.js";
import { byId } from "./dom.js";
import { explain, post } from "./http.js";

const button = byId("preview-button");
const form = button.form;
const frame = document.querySelector("iframe[name=preview]");
const words = byId("preview-words");
let waiting = null;
let asked = 0;
// The picture that was chosen, read once: a promise of it.
let chosen = null;

async function show() {
  const number = (asked += 1);
  const data = new FormData(form);
  data.delete("picture");
  if (chosen) data.set("chosen", "1");
  const reply = await post(button.formAction, data, "html");
  if (number !== asked) return;
  if (!reply.isTaken) {
    explain(words, reply, "What you typed is still here.");
    return;
  }
  frame.srcdoc = reply.content;
  words.textContent = said(new DOMParser().parseFromString(reply.content, "text/html"));
}

function said(page) {
  const refused = page.getElementById("refused");
  if (refused) return refused.textContent;
  const count = page.querySelectorAll(".slide").length;
  return count > 1 ? `The text continues over ${count} slides.` : "It fits on one slide.";
}

// It stays in this browser until the slide is saved.
async function draw() {
  const canvases = frame.contentDocument.querySelectorAll(".picture canvas");
  if (!chosen || !canvases.length) return;
  try {
    const picture = await chosen;
    for (const canvas of canvases) {
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("2d").drawImage(picture, 0, 0);
    }
  } catch {
    words.textContent = "The file you chose cannot be shown as a picture.";
  }
}

frame.addEventListener("load", draw);
form.elements.picture.addEventListener("change", () => {
  const file = form.elements.picture.files[0];
  chosen = file ? createImageBitmap(file) : null;
  // What it is refused for is said where it is drawn.
  chosen?.catch(() => {});
});
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 300);
});
button.addEventListener("click", (event) => {
  event.preventDefault();
  show();
});
show();
