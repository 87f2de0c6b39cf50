// A page that is gone back to shows what was there, and not what is: it is loaded again,
// unless something on it waits to be sent.

import { hasTyped } from "./unsaved.js";

window.addEventListener("pageshow", (event) => {
  const [navigation] = performance.getEntriesByType("navigation");
  const isFromCache = navigation?.type === "back_forward" && navigation.transferSize === 0;
  if ((event.persisted || isFromCache) && !isWaiting(navigation)) location.reload();
});

// What was answered with a refusal would be sent again.
function isWaiting(navigation) {
  const isRefused = navigation?.responseStatus >= 400;
  return isRefused || hasTyped() || document.querySelector(".waiting, .errorlist, .refusal");
}
