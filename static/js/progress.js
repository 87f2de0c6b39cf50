// Follows work in the background: the part of the page that tells of it is asked for again
// and again until it has ended. Without JavaScript the page reloads itself.

import "./page.js";
import { byId } from "./dom.js";
import { getPage } from "./http.js";

const SECONDS = 2;

// Where the server is away, perhaps restarted, the next look tells.
async function look() {
  const shown = byId("work");
  const page = await getPage(location.href);
  const found = page?.getElementById("work");
  // Where the rest of the page shows what came of it.
  if (found && "reload" in shown.dataset && !("unfinished" in found.dataset)) location.reload();
  else renew(shown, found);
  if ("unfinished" in shown.dataset) setTimeout(look, SECONDS * 1000);
}

// Only what differs is put in place, so that a focused button and a screen reader are
// left alone while nothing but the progress moves.
function renew(shown, found) {
  if (!found || shown.innerHTML === found.innerHTML) return;
  const before = shown.querySelector("progress");
  const now = found.querySelector("progress");
  if (before && now && before.max === now.max) {
    before.value = now.value;
    before.labels[0].textContent = found.querySelector("label").textContent;
    if (withoutProgress(shown) === withoutProgress(found)) return;
  }
  const state = shown.querySelector("[role=status]");
  const newState = found.querySelector("[role=status]");
  if (state.textContent !== newState.textContent) state.innerHTML = newState.innerHTML;
  // The status stays the same element: only then is its change read out.
  while (state.nextSibling) state.nextSibling.remove();
  let next = newState.nextSibling;
  while (next) {
    const after = next.nextSibling;
    shown.append(next);
    next = after;
  }
  if (!("unfinished" in found.dataset)) delete shown.dataset.unfinished;
}

function withoutProgress(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("label, progress, [name=csrfmiddlewaretoken]").forEach((one) => one.remove());
  return copy.textContent;
}

setTimeout(look, SECONDS * 1000);
