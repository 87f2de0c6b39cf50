// Edits a plan in place: what its cells, its rows and the adding of rows have in common.
// Without it, each row has a form with all its fields.
"use strict";

const verbs = document.getElementById("row-verb");
const said = document.getElementById("said");
// The cells that are being edited.
const editors = new Map();
let token = verbs.elements.csrfmiddlewaretoken.value;
let queue = Promise.resolve();

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Where things are

const allRows = () => [...document.querySelectorAll("[data-plan] .plan tbody tr")];
const columnOf = (cell) => /col-(\w+)/.exec(cell.className)[1];
const keyOf = (row) => row.id.replace("objective-", "");
const addressOf = (verb, row) => verbs.dataset[verb].replace("/0/", `/${keyOf(row)}/`);
const cellAt = (target) => target.closest?.("[data-plan] .plan tbody :is(td, th)");

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

// What is sent and what comes back

// One after the other, so that an older answer never replaces a newer one.
function send(address, body) {
  const answer = queue.then(() =>
    fetch(address, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
    }),
  );
  queue = answer.catch(() => {});
  return answer;
}

// After signing in again in another tab, this page's token is an old one.
async function renewToken() {
  const page = await fetch(location.href).then((answer) => answer.text());
  const field = parsed(page).querySelector("#row-verb [name=csrfmiddlewaretoken]");
  if (field) token = field.value;
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

// Why an answer is no yes, in a sentence; null where it is for the form to say.
function troubleOf(answer) {
  if (!answer) return "The server did not answer. What you typed is still here.";
  if (answer.status === 403 || answer.status === 404) {
    return "Not saved: you are signed out by now, or may no longer change this.";
  }
  const isForm = [400, 409, 422].includes(answer.status);
  return isForm ? null : "The server could not save this. What you typed is still here.";
}
