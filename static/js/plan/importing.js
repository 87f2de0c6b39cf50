// Takes a text that is more than rows to the import, which is a page of its own.

import { make } from "../dom.js";
import { freshKey } from "../once.js";
import { verbs } from "./sheet.js";

function importText(text) {
  const fields = { csrfmiddlewaretoken: verbs.elements.csrfmiddlewaretoken.value, once: freshKey() };
  const form = make("form", { method: "post", action: verbs.dataset.import, hidden: true });
  for (const [name, value] of Object.entries(fields)) form.append(make("input", { type: "hidden", name, value }));
  // A textarea keeps the ends of lines.
  form.append(make("textarea", { name: "text", value: text }));
  document.body.append(form);
  form.submit();
}

// The button for what the server says can be imported; nothing for other refusals.
export function importButtons(reply, text, leave = () => {}) {
  if (!reply.import) return [];
  const button = make("button", { type: "button", className: "button" }, "Import it");
  button.addEventListener("click", () => {
    const whole = text();
    leave();
    importText(whole);
  });
  return [button];
}
