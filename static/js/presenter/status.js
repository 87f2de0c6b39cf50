// Changes the status of an objective on the slide. Saved with what one saw, as on the plan's
// page: what somebody else has written is not overwritten. The room reads a state beside
// each text, so one is chosen where the text does not say it.

import { byId, make } from "../dom.js";
import { explain, get, inWords, post } from "../http.js";
import { sayReading } from "../reading.js";
import { forget, keep, kept, keptWords } from "../kept.js";
import { renew } from "./meeting.js";
import { close, open } from "./panels.js";
import { say, stage } from "./stage.js";

const ROWS = "#now :is([data-kind=did], [data-kind=next]) [data-objective]";
const panel = byId("status");
const form = panel.querySelector("form");
const { status: text, chosen_state: state } = form.elements;
const row = byId("status-row");
const alert = form.querySelector("[role=alert]");
const { cell, reading } = document.body.dataset;
// What the server had when this objective's status was opened.
let seen = { status: "", chosen_state: "" };
let isLoading = false;

const keyOf = (pk) => `status ${pk}`;

function offer() {
  const rows = [...document.querySelectorAll(ROWS)].filter(({ dataset }) => dataset.objective in stage.data.statuses);
  for (const one of rows) addButton(one);
  if (panel.open && row.value) return;
  row.replaceChildren(...rows.map((one) => new Option(one.firstElementChild.textContent.trim().slice(0, 90), one.dataset.objective)));
  form.hidden = !rows.length;
  panel.querySelector(".status-none").hidden = Boolean(rows.length);
  if (rows.length) load();
}

function addButton(line) {
  const place = line.lastElementChild;
  if (place.querySelector(".edit")) return;
  const button = make("button", { type: "button", className: "edit" }, "Edit status");
  button.addEventListener("click", () => {
    row.value = line.dataset.objective;
    load();
    open(panel);
    text.focus();
  });
  place.append(button);
}

function load() {
  const { statuses, chosen } = stage.data;
  seen = { status: statuses[row.value], chosen_state: chosen[row.value] };
  const found = kept(keyOf(row.value));
  const last = found?.values ?? seen;
  if (found) seen = found.values.seen;
  text.value = last.status;
  state.value = last.chosen_state;
  alert.replaceChildren();
  form.querySelector(".noted-at").textContent = found ? keptWords(found.at) : "";
  // How it is read is said again; nothing is typed.
  isLoading = true;
  text.dispatchEvent(new Event("input"));
  isLoading = false;
}

function values() {
  return { status: text.value, chosen_state: state.value };
}

const isChanged = () => text.value !== seen.status || state.value !== seen.chosen_state;

function store() {
  if (isChanged()) keep(keyOf(row.value), { ...values(), seen });
  else forget(keyOf(row.value));
}

// A state that was chosen for another text does not count for this one.
function typed() {
  if (isLoading) return;
  if (text.value !== seen.status && state.value === seen.chosen_state) state.value = "";
  store();
}

// Whether the room could read a state beside the text.
async function isRead() {
  if (state.value || !text.value.trim()) return true;
  const address = new URL(reading, location.href);
  address.searchParams.set("status", text.value.slice(0, 400));
  const { content = "" } = await get(address, "text", "default");
  return !content.startsWith("Not read");
}

async function save(pk, { status, chosen_state }) {
  const body = new URLSearchParams({ cell: "status", status, chosen_state });
  body.set("initial-status", seen.status);
  body.set("initial-chosen_state", seen.chosen_state);
  return post(cell.replace("/0/", `/${pk}/`), body, "html");
}

async function send() {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const pk = row.value;
  const sent = values();
  if (!(await isRead())) {
    form.ariaBusy = null;
    alert.textContent = "Choose a state: nothing in the text says one.";
    state.focus();
    return;
  }
  const reply = await save(pk, sent);
  form.ariaBusy = null;
  explain(alert, reply, "What you typed is still here.");
  if (reply.theirs?.status) overwrite(reply);
  if (reply.isTaken) await saved(pk, sent);
}

// Somebody else has written meanwhile: sent again, it takes the place of theirs.
function overwrite({ theirs, ...reply }) {
  seen.status = theirs.status.value;
  alert.textContent = `${theirs.status.who} wrote “${theirs.status.text}”. Save again to replace it.`;
  if (!theirs.status.who) alert.textContent = inWords(reply);
  store();
}

async function saved(pk, sent) {
  forget(keyOf(pk));
  const isSame = text.value === sent.status;
  // What was typed meanwhile stays, to be saved as well.
  if (isSame) close(panel);
  await renew();
  const { statuses, chosen } = stage.data;
  seen = { status: statuses[pk] ?? sent.status, chosen_state: chosen[pk] ?? sent.chosen_state };
  if (!isSame) store();
  say("Saved the status.");
}

row.addEventListener("change", load);
text.addEventListener("input", typed);
state.addEventListener("change", store);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
sayReading(text, reading, form.querySelector(".reading"));
document.addEventListener("shown", offer);
panel.addEventListener("toggle", () => {
  if (!panel.open) offer();
});
