// What the presenter's view knows: what the page was made with, the meeting as the server
// said last and when it did, and the slide that is shown.

import { byId } from "../dom.js";

const data = JSON.parse(byId("data").textContent);

export const stage = { data, meeting: data.meeting, toldAt: performance.now(), current: 0 };

export const sectionTitle = (wanted) => stage.data.sections.find(([slug]) => slug === wanted)?.[1];

// Whether this account moves the slides of the meeting; of none, as long as there is none.
export const steers = () => stage.meeting?.clicker.isMine ?? true;

// The slide that the address names; -1 for none.
export const named = () => stage.data.slides.findIndex(({ id }) => id === decodeURIComponent(location.hash.slice(1)));

export function say(words) {
  byId("announcement").textContent = words;
}
