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
  let isBusy = false;
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
  const back = make("button", "", "Back");
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
    if (isBusy) return;
    const sent = field.value;
    isBusy = true;
    // What was typed meanwhile stays, to be saved as well.
    words.textContent = await saved(pk, sent, seen, () => { if (field.value === sent) close(); });
    isBusy = false;
    if (!words.textContent) seen = data.statuses[pk];
  });
}

// Saves it and shows the slide anew; what was refused, in words, is given back.
async function saved(pk, value, seen, close) {
  const values = { cell: "status", status: value, "initial-status": seen };
  try {
    const answer = await post(body.dataset.cell.replace("/0/", `/${pk}/`), values);
    if (answer.redirected) return "You are signed out. Sign in in another tab, then save.";
    if (!answer.ok) {
      const told = await answer.json();
      return Object.values(told.errors).flat().join(" ");
    }
  } catch {
    return "The server cannot be reached. What you typed is still here.";
  }
  close();
  await renew();
  byId("said").textContent = "The status is saved.";
  return "";
}

document.addEventListener("shown", editable);
editable();
