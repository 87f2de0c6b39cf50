// Makes a check-in quick by keyboard: Ctrl+Enter (Cmd+Enter) in any of its fields saves it.

import "./page.js";

// What stood there is marked, so that typing replaces it; an arrow key keeps it.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("form.check-in textarea")) return;
  if (target.value === target.defaultValue) target.select();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form.check-in");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
