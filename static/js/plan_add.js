// Adds objectives to a plan; needs plan.js.
"use strict";

for (const form of document.querySelectorAll("form.add")) {
  const field = form.elements.rows;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) add(form);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

async function add(form) {
  const field = form.elements.rows;
  const note = form.querySelector(".refused");
  const body = new FormData(form);
  field.readOnly = true;
  const answer = await send(form.action, body).catch(() => null);
  const text = answer ? await answer.text().catch(() => "") : "";
  field.readOnly = false;
  const trouble = troubleOf(answer);
  if (answer?.ok) {
    field.value = "";
    note.textContent = "";
    append(form, show(text));
  } else {
    note.textContent = trouble || Object.values(JSON.parse(text).errors).flat().join(" ");
    if (answer) renewToken().catch(() => {});
  }
}

function append(form, rows) {
  const body = [...form.closest("section").querySelectorAll(".plan")].at(-1).tBodies[0];
  body.append(...rows);
  if (!body.querySelector("[tabindex='0']")) body.rows[0].cells[0].tabIndex = 0;
  said.textContent = rows.length === 1 ? "Added." : `${rows.length} added.`;
}
