// The preview of an accent follows the field while somebody types.

import "./page.js";

const COLOUR = /^#?([0-9a-f]{6})$/i;
const field = document.querySelector("input[name=accent]");
const preview = document.getElementById("accent-preview");
field?.addEventListener("input", () => {
  const digits = COLOUR.exec(field.value.trim())?.[1].toLowerCase();
  preview.hidden = !digits;
  if (digits) preview.querySelector("img").src = `/accent/${digits}.svg`;
});
