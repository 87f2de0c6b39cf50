// A message is about what was done last: it goes when one types or chooses again. Its
// room stays, so that nothing moves under a pointer.

document.addEventListener(
  "input",
  () => {
    for (const message of document.querySelectorAll("main > .message")) message.classList.add("is-past");
  },
  { once: true },
);
