// Where the pointer is held down nothing moves until it is let go, or else the click would
// go to what has come under it meanwhile.

let isPressed = false;
const afterPress = [];

export const isHeld = () => isPressed;

export function released() {
  return isPressed ? new Promise((resolve) => afterPress.push(resolve)) : Promise.resolve();
}

function letGo(event) {
  if (!isPressed || (event.type === "mousemove" && event.buttons)) return;
  isPressed = false;
  // Once the click itself has been.
  setTimeout(() => {
    for (const resolve of afterPress.splice(0)) resolve();
  });
}

window.addEventListener("mousedown", () => { isPressed = true; }, true);
for (const name of ["mouseup", "mousemove", "dragend", "keydown"]) {
  window.addEventListener(name, letGo, true);
}
