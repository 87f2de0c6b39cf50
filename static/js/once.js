// Keys by which the server knows a form that is sent twice (see goals_tracker/serving/once.py).
// A page that is gone back to has one that may be used up: what is sent from it is new.

// Not randomUUID, which there is by HTTPS only.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

window.addEventListener("pageshow", (event) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!event.persisted && navigation?.type !== "back_forward") return;
  for (const field of document.querySelectorAll("input[name=once]")) field.value = freshKey();
});
