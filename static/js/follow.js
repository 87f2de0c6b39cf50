// Follows the presenter's slide while a meeting is on, and takes in what is edited.
// Asks every second then, twice a minute otherwise, not at all while the page is hidden. Uses
// what deck.js has. A lost connection is caught up with; the deck works without one.

const SECOND = 1000;
const IDLE = 15 * SECOND;
// Who opened the deck long before the meeting is taken along soon after it begins.
const MOST_IDLE = 30 * SECOND;
const MOST_LOST = 30 * SECOND;
const LOST = "Connection lost. The deck catches up by itself.";
const SHUT_OUT = "You are signed out, or can no longer see this.";

const follower = document.createElement("button");
const lost = document.createElement("span");
let meeting = null;
let following = false;
// Whoever opens the deck, and not one slide of it, wants to be taken along.
let wanted = !location.hash;
let version = null;
let idle = IDLE;
let failures = 0;
let isShutOut = false;
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
  const words = isShutOut ? SHUT_OUT : LOST;
  // Read out once, and not each second.
  if (lost.textContent !== words) lost.textContent = words;
}

function follow(on) {
  following = on && Boolean(meeting);
  wanted = on;
  say();
  if (following) catchUp();
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
  const answer = await fetch(location.pathname, { cache: "no-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
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
  if (!renewed.length) return;
  const isSame = renewed.length === slides.length && renewed.every((one, n) => one === slides[n]);
  if (!isSame) main.replaceChildren(...renewed);
  slides = renewed;
  fillList();
  const index = slides.findIndex((slide) => slide.id === here);
  show(index < 0 ? current : index);
}

async function ask() {
  isShutOut = false;
  const answer = await fetch("live/", { cache: "no-store", headers: { Accept: "application/json" } });
  isShutOut = [403, 404].includes(answer.status);
  if (!answer.ok) throw new Error(String(answer.status));
  const state = await answer.json();
  if (state.meeting && state.version !== version) {
    await refresh();
    version = state.version;
  }
  const began = state.meeting && !meeting;
  meeting = state.meeting;
  if (began && wanted) following = true;
  if (!meeting) following = false;
  if (following) catchUp();
}

async function poll() {
  if (asking) return;
  clearTimeout(timer);
  asking = true;
  try {
    await ask();
    failures = 0;
    idle = meeting ? IDLE : Math.min(idle * 2, MOST_IDLE);
  } catch {
    failures += 1;
  }
  asking = false;
  say();
  if (!document.hidden) timer = setTimeout(poll, jitter(pause()));
}

function pause() {
  if (failures) return Math.min(SECOND * 2 ** failures, MOST_LOST);
  return meeting ? SECOND : idle;
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

follower.type = "button";
follower.className = "follow";
follower.title = "l";
lost.className = "standing lost";
lost.setAttribute("role", "status");
keys.l = () => { if (meeting) follow(!following); };
bar.prepend(lost, follower);
say();
poll();
