// Sends what was typed, and says in a sentence why it was not taken. Whatever comes
// back, a page for people or nothing at all: nothing is thrown, and nothing typed is lost.
"use strict";

const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

// The answer, or null where none came. A token is refused after signing in again in
// another tab: nothing was done then, so that it can be sent once more with a new one.
async function post(address, values) {
  const answer = await send(address, values);
  return answer?.status === 403 && (await renewTokens()) ? send(address, values) : answer;
}

function send(address, values) {
  values.set("csrfmiddlewaretoken", tokens()[0].value);
  const headers = { Accept: "application/json" };
  return fetch(address, { method: "POST", headers, body: values }).catch(() => null);
}

async function renewTokens() {
  const page = await pageAt(location.href);
  const found = page?.querySelector("[name=csrfmiddlewaretoken]");
  if (!found) return false;
  for (const field of tokens()) field.value = found.value;
  return true;
}

// A page as it is now; null where it cannot be had.
async function pageAt(address) {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

// What JSON an answer is: as `told` where it was taken, else the trouble in `words`.
async function read(answer) {
  const told = (await answer?.json().catch(() => null)) ?? null;
  if (answer?.ok && told) return { told };
  if (told?.errors) return { words: Object.values(told.errors).flat().join(" "), isRefused: true };
  return troubleWith(answer);
}

// A page that came in place of an answer is somebody's form for signing in.
function troubleWith(answer) {
  if (!answer) return { words: "The server cannot be reached." };
  const isSignedOut = answer.ok || [401, 403, 404].includes(answer.status);
  if (!isSignedOut) return { words: "The server could not do that." };
  return { words: "You are signed out, or can no longer do this.", isSignedOut };
}

// Says it in that place, and what became of what one did; nothing where all is well.
function explain(place, { words = "", isRefused, isSignedOut }, what) {
  place.textContent = words && !isRefused ? `${words} ${what}` : words;
  if (isSignedOut) place.append(" ", signInLink());
}

function signInLink() {
  const link = document.createElement("a");
  link.href = document.querySelector("[data-sign-in]").dataset.signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in in a new tab";
  return link;
}
