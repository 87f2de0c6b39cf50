// The keys of a deck, in a window of their own.

import { make } from "../dom.js";

const LINES = [
  ["→ Space", "next slide"],
  ["← Shift Space", "previous slide"],
  ["Home End", "first and last slide"],
  ["o", "overview; arrows and Enter choose"],
  ["r", "read as a document, or as slides"],
  ["Ctrl+F", "find in all slides, as a document"],
  ["f", "full screen"],
  ["b", "black screen"],
  ["l", "follow the presenter, or stop"],
  ["?", "show these keys"],
];

export const help = make("dialog", { className: "keys" });
const items = LINES.flatMap(([keys, words]) => [
  make("dt", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))),
  make("dd", {}, words),
]);
const close = make("button", { type: "button" }, "Close");
close.addEventListener("click", () => help.close());
help.setAttribute("aria-label", "Keys");
help.append(make("h2", {}, "Keys"), make("dl", {}, ...items), close);
document.body.append(help);
