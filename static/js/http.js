// Asks the server, and says in a sentence what was wrong with the answer. Whatever comes
// back, a page for people or nothing at all: nothing is thrown, and nothing typed is lost.
//
// A reply is one of these three:
//   {isTaken: true, content}                  parsed where it is JSON, otherwise text
//   {errors, theirs, ask}                     what a form refused, or has to ask before
//   {trouble, isCutOff, isSignedOut}          any other answer, or none

import { make, parsed } from "./dom.js";

const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

// A token is refused after signing in again in another tab: nothing was done then, so
// that it can be sent once more with a new one.
export async function post(address, values, wanted = "json") {
  const answer = await send(address, values);
  const isRenewed = answer?.status === 403 && (await renewTokens());
  return replyOf(isRenewed ? await send(address, values) : answer, wanted);
}

function send(address, values) {
  values.set("csrfmiddlewaretoken", tokens()[0].value);
  const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
  return fetch(address, { method: "POST", headers, body: values }).catch(() => null);
}

async function renewTokens() {
  const page = await getPage(location.href);
  const found = page?.querySelector("[name=csrfmiddlewaretoken]");
  if (!found) return false;
  for (const field of tokens()) field.value = found.value;
  return true;
}

export async function get(address, wanted = "json", cache = "no-store") {
  const headers = wanted === "json" ? { Accept: "application/json" } : {};
  return replyOf(await fetch(address, { cache, headers }).catch(() => null), wanted);
}

// A page as it is now; null where it cannot be had.
export async function getPage(address, cache) {
  const { isTaken, content } = await get(address, "html", cache);
  return isTaken ? parsed(content) : null;
}

async function replyOf(answer, wanted) {
  const isJson = answer?.headers.get("Content-Type")?.includes("json");
  const content = await (isJson ? answer.json() : answer?.text())?.catch(() => null);
  if (typeof content !== "string" && !content) return troubleWith(null);
  const isWanted = isJson ? wanted === "json" : wanted !== "json";
  if (answer.ok && !answer.redirected && isWanted) return { isTaken: true, content };
  return content.errors ? content : troubleWith(answer);
}

// A page that came in place of an answer is somebody's form for signing in.
function troubleWith(answer) {
  if (!answer) return { trouble: "The server cannot be reached.", isCutOff: true };
  const isSignedOut = answer.ok || [401, 403, 404].includes(answer.status);
  if (!isSignedOut) return { trouble: "The server could not do that." };
  return { trouble: "You are signed out, or can no longer do this.", isSignedOut };
}

export const inWords = ({ trouble, errors = {} }) => trouble ?? Object.values(errors).flat().join(" ");

// Says there what was wrong, and what became of what one did; nothing where all is well.
export function explain(place, reply, outcome) {
  place.textContent = reply.trouble ? `${reply.trouble} ${outcome}` : inWords(reply);
  if (reply.isSignedOut) place.append(" ", signInLink());
}

export function signInLink() {
  const { signIn } = document.querySelector("[data-sign-in]").dataset;
  return make("a", { href: signIn, target: "_blank", rel: "noopener" }, "Sign in in a new tab");
}

// Does one task after the other, so that an older answer never replaces a newer one.
export function oneByOne() {
  let last = Promise.resolve();
  return (task) => {
    last = last.catch(() => {}).then(task);
    return last;
  };
}
