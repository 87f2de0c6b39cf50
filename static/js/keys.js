// Keys that work on every page: "/" searches the objectives, "?" shows the keys.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  const { keyAddress } = target.dataset;
  if (target.matches("input, select, textarea, summary")) target.focus();
  if (keyAddress) location.assign(keyAddress);
  else if (!target.matches("input, select, textarea")) target.click();
});

function isTyping(element) {
  return element.isContentEditable || element.matches("input, select, textarea");
}
