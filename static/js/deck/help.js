// The keys of a page, in a window of their own.

import { make } from "../dom.js";

export function keysDialog(lines) {
  const dialog = make("dialog", { className: "keys" });
  const items = lines.flatMap(([keys, words]) => [
    make("dt", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))),
    make("dd", {}, words),
  ]);
  const close = make("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.setAttribute("aria-label", "Keys");
  dialog.append(make("h2", {}, "Keys"), make("dl", {}, ...items), close);
  document.body.append(dialog);
  return dialog;
}
