// Asking the presenter without interrupting: the page of questions in a window over the
// deck, and word of what became of one's own. Without it, that page is a page.

import { make } from "../dom.js";
import { getPage, inWords, post } from "../http.js";
import { bar, current, slides } from "./slides.js";

const link = bar.querySelector('[href="questions/"]');
const dialog = make("dialog", { className: "keys questions" });
const place = make("div");
const close = make("button", { type: "button" }, "Close");
const words = make("span", { className: "taken-up" });
const remembered = `asked ${location.pathname}`;
let version = "";
let settled = null;

words.setAttribute("role", "status");
dialog.setAttribute("aria-label", "Ask a question");
dialog.append(place, close);
document.body.append(dialog);
close.addEventListener("click", () => dialog.close());

// The page as it is now; what is being typed stays.
async function load() {
  const page = await getPage(link.href);
  const found = page?.getElementById("ask");
  if (!found) return false;
  const typed = place.querySelector("textarea")?.value ?? "";
  place.replaceChildren(document.adoptNode(found));
  const text = place.querySelector("textarea");
  if (text) text.value ||= typed;
  tell();
  return true;
}

// Says once that one's own was answered or kept.
function tell() {
  const states = [...place.querySelectorAll("[data-state]")].map((one) => one.dataset.state);
  const now = states.filter((state) => state !== "waiting").length;
  if (settled !== null && now > settled && !dialog.open) words.textContent = "Your question was taken up.";
  settled = now;
}

async function send(form) {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  form.elements.slide.value = slides[current].id;
  const reply = await post(form.action, new URLSearchParams(new FormData(form)));
  form.ariaBusy = null;
  if (reply.isTaken) {
    form.elements.text.value = "";
    remember();
    await load();
    place.querySelector("li")?.scrollIntoView({ block: "nearest" });
    return;
  }
  const refusal = form.querySelector(".refusal") ?? make("p", { className: "refusal" });
  refusal.setAttribute("role", "alert");
  refusal.textContent = `${inWords(reply)} What you typed is still here.`;
  form.prepend(refusal);
}

// A browser may keep nothing.
function remember() {
  try {
    sessionStorage.setItem(remembered, "1");
  } catch {
    // Then it is asked for no longer than this page is open.
  }
  settled ??= 0;
}

function hasAsked() {
  try {
    return settled !== null || Boolean(sessionStorage.getItem(remembered));
  } catch {
    return settled !== null;
  }
}

// What the server said of the meeting: null where none runs.
export function hear(meeting) {
  link.hidden = !meeting && !hasAsked();
  const isNew = meeting && meeting.questions !== version;
  version = meeting?.questions ?? version;
  if (isNew && hasAsked()) load();
}

link.textContent = "Ask a question";
link.hidden = true;
link.after(words);
link.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await load())) {
    location.href = link.href;
    return;
  }
  words.textContent = "";
  dialog.showModal();
  place.querySelector("textarea")?.focus();
});
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
