// Edits a plan in place: what its cells, its rows and the adding of rows have in common.
// Without it, each row has a form with all its fields.
"use strict";

const verbs = document.getElementById("row-verb");
const said = document.getElementById("said");
// The cells that are being edited.
const editors = new Map();
let queue = Promise.resolve();

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Where things are

// Rows that are on record, and not lines on their way there.
const ROW = "[data-plan] .plan tbody tr[id]";
const allRows = () => [...document.querySelectorAll(ROW)];
const rowAt = (target) => target.closest?.(ROW);
const columnOf = (cell) => /col-(\w+)/.exec(cell.className)[1];
const keyOf = (row) => row.id.replace("objective-", "");
const addressOf = (verb, row) => verbs.dataset[verb].replace("/0/", `/${keyOf(row)}/`);
const cellAt = (target) => target.closest?.(`${ROW} > :is(td, th)`);

function focusCell(cell) {
  for (const other of cell.closest("table").querySelectorAll("tbody [tabindex='0']")) {
    if (other.matches("td, th")) other.tabIndex = -1;
  }
  cell.tabIndex = 0;
  cell.focus();
}

function cellAfter(cell, step) {
  const row = cell.parentElement;
  const beside = row.cells[cell.cellIndex + step];
  if (beside) return beside;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  return next && next.cells[step > 0 ? 0 : next.cells.length - 1];
}

// Where the pointer is held down nothing moves until it is let go, or else the click would
// go to what has come under it meanwhile.

let isPressed = false;
let afterPress = [];

function released() {
  return isPressed ? new Promise((resolve) => afterPress.push(resolve)) : Promise.resolve();
}

function letGo(event) {
  if (!isPressed || (event.type === "mousemove" && event.buttons)) return;
  isPressed = false;
  // Once the click itself has been.
  setTimeout(() => {
    for (const resolve of afterPress.splice(0)) resolve();
  });
}

window.addEventListener("mousedown", () => { isPressed = true; }, true);
for (const name of ["mouseup", "mousemove", "dragend", "keydown"]) {
  window.addEventListener(name, letGo, true);
}

// What is sent and what comes back

// One after the other, so that an older answer never replaces a newer one.
function send(address, body) {
  const answer = queue.then(() =>
    fetch(address, {
      method: "POST",
      body,
      headers: {
        "X-CSRFToken": verbs.elements.csrfmiddlewaretoken.value,
        "X-Requested-With": "fetch",
      },
    }),
  );
  queue = answer.catch(() => {});
  return answer;
}

// Sends it and says what came of it: the answer's text where it was saved, the form's
// own refusals, or the trouble that there was with the answer.
async function ask(address, body) {
  const answer = await send(address, body).catch(() => null);
  const text = await answer?.text().catch(() => null);
  await released();
  const isCutOff = typeof text !== "string";
  if (!isCutOff && answer.ok && !answer.redirected) return { isSaved: true, text };
  if (!isCutOff && isRefusal(answer)) return JSON.parse(text);
  const isSignedOut = !isCutOff && (answer.redirected || [403, 404].includes(answer.status));
  return { isCutOff, isSignedOut, trouble: troubleOf(isCutOff, isSignedOut) };
}

function isRefusal(answer) {
  const isForm = [400, 409, 422].includes(answer.status);
  return isForm && answer.headers.get("Content-Type")?.includes("json");
}

function troubleOf(isCutOff, isSignedOut) {
  if (isCutOff) return "The server did not respond. What you typed is still here.";
  if (isSignedOut) return "Not saved: you are signed out, or can no longer change this.";
  return "The server could not save this. What you typed is still here.";
}

const inWords = ({ trouble, errors }) => trouble ?? Object.values(errors).flat().join(" ");

// The trouble on the page, with the ways out of it.
function troubleNote({ trouble, isSignedOut }, again) {
  const button = make("button", { type: "button", className: "button" }, "Try again");
  button.addEventListener("click", again);
  const link = { href: verbs.dataset.signIn, target: "_blank", rel: "noopener" };
  const signIn = isSignedOut ? [make("a", link, "Sign in in a new tab")] : [];
  return [make("p", {}, trouble), button, ...signIn];
}

// After signing in again in another tab, this page's tokens are old ones.
async function renewToken() {
  const page = await fetch(location.href).then((answer) => answer.text());
  const fresh = parsed(page).querySelector("#row-verb [name=csrfmiddlewaretoken]");
  if (!fresh) return;
  for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = fresh.value;
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

// Puts the answer's rows and figures in the place of those on the page; returns the rows
// that were not on it.
function show(html) {
  const answer = parsed(html);
  for (const id of ["chips", "tally"]) {
    document.getElementById(id).replaceWith(answer.getElementById(id));
  }
  return [...answer.querySelectorAll("tr")].filter((row) => !renew(row));
}

function renew(row) {
  const old = document.getElementById(row.id);
  if (!old) return false;
  old.dataset.values = row.dataset.values;
  [...old.cells].forEach((cell, number) => {
    const content = [...row.cells[number].childNodes];
    const editor = editors.get(cell);
    if (editor) editor.content = content;
    else cell.replaceChildren(...content);
  });
  return true;
}
