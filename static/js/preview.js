// Shows the slide that a form makes while one types; without it, a button does.
"use strict";

const button = document.getElementById("preview-button");
const form = button.form;
const frame = document.querySelector("iframe[name=preview]");
const words = document.getElementById("preview-words");
let waiting = null;
let asked = 0;

async function show() {
  const number = (asked += 1);
  const data = new FormData(form);
  data.delete("picture");
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: data });
    const page = await answer.text();
    if (number !== asked) return;
    if (!answer.ok) throw new Error(answer.status);
    frame.srcdoc = page;
    const count = (page.match(/<section class="slide"/g) ?? []).length;
    const fits = count > 1 ? `This goes on: it makes ${count} slides.` : "It fits on one slide.";
    const isChosen = form.elements.picture.value !== "";
    words.textContent = isChosen ? `${fits} The picture you chose shows once it is saved.` : fits;
  } catch {
    words.textContent = "The preview cannot be reached just now. What you type is still here.";
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 300);
});
button.addEventListener("click", (event) => {
  event.preventDefault();
  show();
});
show();
