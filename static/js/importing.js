// What is pasted comes with its table, where the clipboard has it as HTML. A file that is
// too large is refused before it is sent. Without JavaScript the server does both in its
// way: it reads the text that was pasted, and refuses the file.

import "./page.js";
import { byId } from "./dom.js";

const form = document.querySelector(".import-start");
const { text, html, file } = form.elements;
const TABLE = /<(table|ul|ol)\b/i;
// Of a large sheet the text alone is sent: it says the same in a tenth of the letters.
const LONGEST = 4_000_000;
let pasted = null;

// As the field has it afterwards, whatever the browser makes of line ends.
text.addEventListener("paste", (event) => {
  const markup = event.clipboardData.getData("text/html");
  const isAll = text.selectionStart === 0 && text.selectionEnd === text.value.length;
  forget();
  if (!isAll || markup.length > LONGEST || !TABLE.test(markup)) return;
  setTimeout(() => {
    html.value = markup;
    pasted = text.value;
    byId("import-pasted").textContent = "Pasted with its table. If you edit the text, only the text is read.";
  });
});

text.addEventListener("input", () => {
  if (pasted !== null && text.value !== pasted) forget();
});

function forget() {
  pasted = null;
  html.value = "";
  byId("import-pasted").textContent = "";
}

const isTooLarge = () => file.files[0]?.size > Number(form.dataset.mostBytes);

file.addEventListener("change", () => {
  byId("import-too-large").hidden = !isTooLarge();
});

form.addEventListener("submit", (event) => {
  if (!isTooLarge()) return;
  event.preventDefault();
  file.focus();
});
