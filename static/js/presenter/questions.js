// The audience's questions, as they come: the list is the one of their page. Answers that
// are being typed stay.

import { byId } from "../dom.js";
import { explain, getPage, post } from "../http.js";
import { say } from "./stage.js";

let version = null;

async function load() {
  const place = byId("questions");
  const page = await getPage(place.dataset.questions);
  const found = page?.getElementById("asked");
  if (!found) return;
  const before = waiting().length;
  const typed = new Map([...place.querySelectorAll("input[name=answer]")].map((one) => [one.id, one.value]));
  const focused = document.activeElement?.id;
  byId("asked").replaceWith(document.adoptNode(found));
  for (const [id, value] of typed) if (byId(id)) byId(id).value = value;
  if (typed.has(focused)) byId(focused)?.focus();
  if (waiting().length > before) say("There is a new question.");
  count();
}

function count() {
  byId("questions-count").textContent = waiting().length || "";
}

const waiting = () => byId("asked").querySelectorAll("[data-state=waiting]");

// What the server said of the meeting.
export function hearQuestions(meeting) {
  if (!meeting || !byId("questions")) return;
  const isNew = meeting.questions !== version;
  version = meeting.questions;
  if (isNew) load();
}

if (byId("questions")) count();
byId("questions")?.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const values = new URLSearchParams(new FormData(form, event.submitter));
  const reply = await post(form.action, values);
  form.ariaBusy = null;
  explain(form.querySelector("[role=alert]"), reply, "What you typed is still here.");
  if (reply.isTaken) await load();
});
