// Keys that work on every page: "/" searches the objectives, "?" shows the keys.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea, summary")) target.focus();
  if (!target.matches("input, select, textarea")) target.click();
});

function isTyping(element) {
  return element.isContentEditable || element.matches("input, select, textarea");
}
