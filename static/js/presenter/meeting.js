// Tells the server what is done, and takes in what others do. The server has the state;
// the page ticks on from what it said last.

import { byId } from "../dom.js";
import { explain, get, getPage, oneByOne, post } from "../http.js";
import { tick } from "./clock.js";
import { hearQuestions } from "./questions.js";
import { show } from "./slides.js";
import { say, stage, steers } from "./stage.js";

const SECONDS = 2;
// After more than 30 seconds of silence somebody else may take the clicker.
const SILENCE = 10;
const { act: address, live, ended } = document.body.dataset;
const inTurn = oneByOne();
// How many acts the server has not answered yet.
let waiting = 0;
// Slides that were shown here, and that the server was not told of yet.
let untold = [];
// Whether something was saved that the slides here do not say yet.
let isStale = false;
let heardAt = performance.now();

export function go(index) {
  const before = stage.current;
  show(index);
  const { slides } = stage.data;
  const { id, title } = slides[stage.current];
  say(`Slide ${stage.current + 1} of ${slides.length}: ${title}`);
  if (stage.current !== before) move(id);
}

// Whoever walks on while the server is busy is followed to the last slide alone: what is
// passed over takes no time, and nobody sees it.
async function move(slide) {
  if (!stage.meeting || !steers()) return;
  untold.push(slide);
  await inOrder(tell);
}

async function tell() {
  if (!untold.length) return;
  const count = untold.length;
  const reply = await post(address, new URLSearchParams({ verb: "move", slide: untold.at(-1) }));
  if (!reply.trouble) untold = untold.slice(count);
  taken(reply, "You can go on here. The others catch up later.");
}

export async function act(values) {
  if (stage.meeting) await inOrder(() => acted(values));
}

async function acted(values) {
  const reply = await post(address, new URLSearchParams(values));
  taken(reply, "Nothing was changed. Try again.");
}

async function inOrder(task) {
  waiting += 1;
  await inTurn(task).finally(() => { waiting -= 1; });
}

function taken(reply, outcome) {
  if (reply.isTaken) learn(reply.content);
  explain(byId("refusal"), reply, outcome);
}

// Says that this page is there, and hears how things are: who presents, and where.
async function hear() {
  heardAt = performance.now();
  await inOrder(async () => {
    const { isTaken, content } = await post(address, new URLSearchParams({ verb: "here" }));
    if (isTaken) learn(content);
  });
}

// Says where one is, once the server is back; unless somebody else presents on meanwhile.
async function tellAgain(there) {
  const isOurs = !there || there.revision === stage.meeting.revision || untold.includes(there.slide);
  if (isOurs) await inOrder(tell);
  else untold = [];
}

function learn(meeting) {
  if (meeting.isOver) {
    location.assign(ended);
    return;
  }
  const before = stage.meeting;
  stage.meeting = meeting;
  stage.toldAt = performance.now();
  document.dispatchEvent(new CustomEvent("learnt", { detail: before }));
  tick();
}

// Others may move the slide or change what it says.
async function listen() {
  const { content: state } = await get(live);
  if (state) await takeIn(state);
  setTimeout(listen, SECONDS * 1000);
}

async function takeIn({ meeting: there, version }) {
  hearQuestions(there);
  if (stage.meeting && untold.length && !waiting) await tellAgain(there);
  if (isStale || (version && version !== stage.data.version)) await renew();
  const { meeting } = stage;
  if (!meeting) {
    // Somebody else has started it; what is typed here is kept.
    if (there && !document.activeElement.matches("input, textarea, select")) location.reload();
    return;
  }
  const isNews = there && there.revision > meeting.revision;
  const isOver = !meeting.isRehearsal && !there;
  const isDue = performance.now() - heardAt > SILENCE * 1000;
  if (isNews || isOver || isDue) await hear();
  if (isNews) catchUp();
}

// To the slide that somebody else, or one's other machine, has gone to.
function catchUp() {
  const place = stage.data.slides.findIndex(({ id }) => id === stage.meeting.slide);
  if (place >= 0 && place !== stage.current && !waiting && !untold.length) show(place);
}

export async function renew() {
  await inTurn(() => {});
  isStale = true;
  const page = await getPage(location.href);
  const found = page?.getElementById("data");
  if (!found) return;
  isStale = false;
  stage.data = JSON.parse(found.textContent);
  byId("slides").replaceWith(document.importNode(page.getElementById("slides"), true));
  const { meeting, slides } = stage.data;
  // What is on its way is newer than what the server said before.
  if (meeting && !waiting) learn(meeting);
  const place = waiting ? -1 : slides.findIndex(({ id }) => id === meeting?.slide);
  show(place < 0 || !steers() ? stage.current : place);
}

setTimeout(listen, SECONDS * 1000);
