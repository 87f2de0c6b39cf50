// Changes an objective's status on the slide itself, in the presenter's view. Saved with
// what one saw, as on the plan's page: what somebody else has written is not overwritten.
"use strict";

function editable() {
  for (const row of document.querySelectorAll("#now :is([data-kind=did], [data-kind=next]) [data-objective]")) {
    const cell = row.lastElementChild;
    if (!(row.dataset.objective in data.statuses) || cell.querySelector(".edit")) continue;
    const button = make("button", "edit", "Edit status");
    button.type = "button";
    button.addEventListener("click", () => open(row, cell));
    cell.append(button);
  }
}

function open(row, cell) {
  const pk = row.dataset.objective;
  let seen = data.statuses[pk];
  const edit = cell.querySelector(".edit");
  const form = make("form", "status-form", "");
  // Upwards from a row far down, where the slide's edge would cut it off.
  const stage = byId("now").getBoundingClientRect();
  form.classList.toggle("is-low", row.getBoundingClientRect().top > stage.top + stage.height / 2);
  const field = document.createElement("textarea");
  field.value = seen;
  field.rows = 3;
  field.setAttribute("aria-label", "Status");
  const save = make("button", "", "Save");
  const back = make("button", "", "Cancel");
  back.type = "button";
  const words = make("p", "stage-refusal", "");
  words.setAttribute("role", "alert");
  form.append(field, save, back, words);
  edit.hidden = true;
  cell.append(form);
  field.focus();
  const close = () => {
    form.remove();
    edit.hidden = false;
    edit.focus();
  };
  back.addEventListener("click", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy) return;
    form.ariaBusy = "true";
    const sent = field.value;
    const trouble = await saved(pk, sent, seen);
    form.ariaBusy = null;
    explain(words, trouble, "What you typed is still here.");
    if (trouble.words) return;
    // What was typed meanwhile stays, to be saved as well.
    if (field.value === sent) close();
    await renew();
    seen = data.statuses[pk];
    byId("said").textContent = "Saved the status.";
  });
}

// The trouble with it, if there is any. What was saved comes back as rows of the plan.
async function saved(pk, value, seen) {
  const values = new URLSearchParams({ cell: "status", status: value, "initial-status": seen });
  const answer = await post(body.dataset.cell.replace("/0/", `/${pk}/`), values);
  return answer?.ok && !answer.redirected ? {} : read(answer);
}

document.addEventListener("shown", editable);
editable();
