// Changes an objective's status on the slide itself. Saved with what one saw, as on the
// plan's page: what somebody else has written is not overwritten.

import { byId, make } from "../dom.js";
import { explain, post } from "../http.js";
import { renew } from "./meeting.js";
import { say, stage } from "./stage.js";

const ROWS = "#now :is([data-kind=did], [data-kind=next]) [data-objective]";

function addButtons() {
  for (const row of document.querySelectorAll(ROWS)) {
    const cell = row.lastElementChild;
    if (!(row.dataset.objective in stage.data.statuses) || cell.querySelector(".edit")) continue;
    const button = make("button", { type: "button", className: "edit" }, "Edit status");
    button.addEventListener("click", () => open(row, cell));
    cell.append(button);
  }
}

function open(row, cell) {
  const pk = row.dataset.objective;
  let seen = stage.data.statuses[pk];
  const edit = cell.querySelector(".edit");
  const field = make("textarea", { value: seen, rows: 3 });
  field.setAttribute("aria-label", "Status");
  const back = make("button", { type: "button" }, "Cancel");
  const words = make("p", { className: "stage-refusal" });
  words.setAttribute("role", "alert");
  const form = make("form", { className: "status-form" }, field, make("button", {}, "Save"), back, words);
  form.classList.toggle("is-low", isLow(row));
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
    const reply = await save(pk, sent, seen);
    form.ariaBusy = null;
    explain(words, reply, "What you typed is still here.");
    if (!reply.isTaken) return;
    // What was typed meanwhile stays, to be saved as well.
    if (field.value === sent) close();
    await renew();
    seen = stage.data.statuses[pk];
    say("Saved the status.");
  });
}

// Upwards from a row far down, where the slide's edge would cut the form off.
function isLow(row) {
  const { top, height } = byId("now").getBoundingClientRect();
  return row.getBoundingClientRect().top > top + height / 2;
}

// What was saved comes back as rows of the plan.
function save(pk, value, seen) {
  const values = new URLSearchParams({ cell: "status", status: value, "initial-status": seen });
  return post(document.body.dataset.cell.replace("/0/", `/${pk}/`), values, "html");
}

document.addEventListener("shown", addButtons);
