// Tells the server what is done, and takes in what others do. The server has the state;
// the page ticks on from what it said last.

import { byId } from "../dom.js";
import { explain, get, getPage, oneByOne, post } from "../http.js";
import { tick } from "./clock.js";
import { show } from "./slides.js";
import { say, stage } from "./stage.js";

const SECONDS = 2;
const { act: address, live } = document.body.dataset;
const inTurn = oneByOne();
// How many acts the server has not answered yet.
let waiting = 0;
// Slides that were shown here, and that the server could not be told of yet.
let untold = [];
// Whether something was saved that the slides here do not say yet.
let isStale = false;

export function go(index) {
  const before = stage.current;
  show(index);
  const { slides } = stage.data;
  say(`Slide ${stage.current + 1} of ${slides.length}`);
  if (stage.current !== before) act({ verb: "move", slide: slides[stage.current].id });
}

export async function act(values) {
  if (!stage.meeting) return;
  waiting += 1;
  await inTurn(() => acted(values)).finally(() => { waiting -= 1; });
}

async function acted(values) {
  const isMove = values.verb === "move";
  if (isMove) untold.push(values.slide);
  const reply = await post(address, new URLSearchParams(values));
  if (isMove && !reply.trouble) untold = [];
  if (reply.isTaken) learn(reply.content);
  const refusal = byId("refusal");
  if (refusal) explain(refusal, reply, isMove ? "You can go on here. The others catch up later." : "Nothing was changed. Try again.");
}

// Says where one is, once the server is back; unless somebody else presents on meanwhile.
async function tellAgain(there) {
  const isOurs = !there || there.revision === stage.meeting.revision || untold.includes(there.slide);
  if (isOurs) await act({ verb: "move", slide: untold.at(-1) });
  else untold = [];
}

function learn(meeting) {
  if (meeting.isOver) {
    location.reload();
    return;
  }
  stage.meeting = meeting;
  stage.toldAt = performance.now();
  const pause = byId("pause");
  if (pause) {
    pause.textContent = meeting.isPaused ? "Continue" : "Pause for questions";
    pause.value = meeting.isPaused ? "resume" : "pause";
  }
  tick();
}

// Others may move the slide or change what it says.
async function listen() {
  const { content: state } = await get(live);
  if (state) await takeIn(state);
  setTimeout(listen, SECONDS * 1000);
}

async function takeIn({ meeting: there, version }) {
  if (stage.meeting && untold.length && !waiting) await tellAgain(there);
  if (isStale || (version && version !== stage.data.version)) await renew();
  const { meeting } = stage;
  if (meeting && there && there.revision > meeting.revision) await renew();
  const isOver = meeting && !meeting.isRehearsal && !there;
  // Not while a status is being typed.
  if (isOver && !document.querySelector("#now form")) location.reload();
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
  if (!document.querySelector("#now form")) show(place < 0 ? stage.current : place);
}

setTimeout(listen, SECONDS * 1000);
