// Forms that open in one place, one at a time; nothing else moves. Escape closes them.

const panels = [...document.querySelectorAll("details.panel")];

export function open(panel) {
  panel.open = true;
}

export function close(panel) {
  if (!panel?.open) return false;
  const isInside = panel.contains(document.activeElement);
  panel.open = false;
  if (isInside) panel.querySelector("summary").focus();
  return true;
}

export const closeAll = () => panels.map(close).some(Boolean);

for (const panel of panels) {
  panel.addEventListener("toggle", () => {
    if (!panel.open) return;
    for (const other of panels) if (other !== panel) other.open = false;
    // Not where the page has opened it for what was typed before.
    if (document.activeElement === panel.querySelector("summary")) firstField(panel)?.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && close(panel)) event.stopPropagation();
  });
}

function firstField(panel) {
  return [...panel.querySelectorAll(".panel-body :is(textarea, input, button):not([type=hidden], :disabled)")]
    .find((one) => one.checkVisibility());
}
