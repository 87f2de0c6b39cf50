// Shows the slide that a form makes while one types; without it, a button does.
"use strict";

const button = document.getElementById("preview-button");
const form = button.form;
const frame = document.querySelector("iframe[name=preview]");
const words = document.getElementById("preview-words");
let waiting = null;
let asked = 0;
// The picture that was chosen, read once: a promise of it.
let chosen = null;

async function show() {
  const number = (asked += 1);
  const data = new FormData(form);
  data.delete("picture");
  if (chosen) data.set("chosen", "1");
  const answer = await post(button.formAction, data);
  const page = answer?.ok ? await answer.text().catch(() => null) : null;
  if (number !== asked) return;
  if (page === null) {
    explain(words, troubleWith(answer?.ok ? null : answer), "What you typed is still here.");
    return;
  }
  frame.srcdoc = page;
  const count = (page.match(/<section class="slide"/g) ?? []).length;
  words.textContent = count > 1 ? `The text continues over ${count} slides.` : "It fits on one slide.";
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
