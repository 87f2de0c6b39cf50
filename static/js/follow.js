// Follows the presenter's slide while a meeting is on, and takes in what is edited.
// Asks every second or so then, otherwise when the server says: every two seconds near the
// planned time, twice a minute at others, and not at all while the page is hidden.
// A lost connection is caught up with; the deck works without one.

import "./deck.js";
import { keys } from "./deck/controls.js";
import { hear } from "./deck/questions.js";
import { bar, black, current, isRead, replaceSlides, show, slides } from "./deck/slides.js";
import { make } from "./dom.js";
import { get, getPage } from "./http.js";

const SECOND = 1000;
const FOLLOWING = 1.3 * SECOND;
const IDLE = 30 * SECOND;
const MOST_LOST = 30 * SECOND;
const LOST = "Connection lost. The deck catches up by itself.";

const follower = make("button", { type: "button", className: "follow", title: "l" });
const lost = make("span", { className: "version-status lost" });
let meeting = null;
let following = false;
// Whoever opens the deck, and not one slide of it, wants to be taken along.
let wanted = !location.hash;
let isDark = false;
let version = null;
let idle = IDLE;
let failures = 0;
let trouble = "";
let timer = null;
let asking = false;

function jitter(time) {
  return time * (0.85 + Math.random() * 0.3);
}

function say() {
  follower.hidden = !meeting;
  follower.textContent = following ? "Following" : "Follow the presenter";
  follower.setAttribute("aria-pressed", String(following));
  lost.hidden = !failures;
  // Read out once, and not each second.
  if (lost.textContent !== trouble) lost.textContent = trouble;
}

function follow(on) {
  following = on && Boolean(meeting);
  wanted = on;
  say();
  if (following) catchUp();
  darken();
}

// The presenter makes all screens black, and shows them the slide again; a key of one's own
// does so too.
function darken() {
  const wants = following && meeting.isBlack;
  if (wants !== isDark) black(wants);
  isDark = wants;
}

// To the presenter's slide; the address stays the deck's own, so that a reload follows.
function catchUp() {
  const index = slides.findIndex((slide) => slide.id === meeting.slide);
  if (index < 0 || index === current) return;
  show(index, { focus: true });
  if (isRead()) slides[index].scrollIntoView();
  history.replaceState(null, "", location.pathname);
}

// Takes over the slides that say something else now, and keeps the one that is shown.
async function refresh() {
  const page = await getPage(location.pathname, "no-cache");
  if (!page) return false;
  const here = slides[current].id;
  const known = new Map(slides.map((slide) => [slide.id, slide]));
  const main = document.querySelector("main");
  const renewed = [...page.querySelectorAll(".slide")].map((slide) => {
    const old = known.get(slide.id);
    if (!old) return document.adoptNode(slide);
    if (old.innerHTML !== slide.innerHTML) old.replaceChildren(...slide.childNodes);
    old.setAttribute("aria-label", slide.getAttribute("aria-label"));
    return old;
  });
  if (!renewed.length) return true;
  const isSame = renewed.length === slides.length && renewed.every((one, n) => one === slides[n]);
  if (!isSame) main.replaceChildren(...renewed);
  replaceSlides(renewed);
  const index = slides.findIndex((slide) => slide.id === here);
  show(index < 0 ? current : index);
  return true;
}

// Whether the server said how things are.
async function ask() {
  const { content: state, isSignedOut, trouble: words } = await get("live/");
  trouble = isSignedOut ? words : LOST;
  if (!state) return false;
  if (state.meeting && state.version !== version) {
    if (!(await refresh())) return false;
    version = state.version;
  }
  const began = state.meeting && !meeting;
  meeting = state.meeting;
  idle = (state.wait ?? 0) * SECOND || IDLE;
  hear(meeting);
  if (began && wanted) following = true;
  if (!meeting) following = false;
  if (following) catchUp();
  darken();
  return true;
}

async function poll() {
  if (asking) return;
  clearTimeout(timer);
  asking = true;
  failures = (await ask()) ? 0 : failures + 1;
  asking = false;
  say();
  if (!document.hidden) timer = setTimeout(poll, jitter(pause()));
}

function pause() {
  if (failures) return Math.min(SECOND * 2 ** failures, MOST_LOST);
  return meeting ? FOLLOWING : idle;
}

document.addEventListener("walked", () => {
  if (following) follow(false);
  wanted = false;
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else poll();
});
addEventListener("online", poll);
follower.addEventListener("click", () => follow(!following));

lost.setAttribute("role", "status");
keys.l = () => { if (meeting) follow(!following); };
bar.prepend(lost, follower);
say();
poll();
