// What was changed on this page in this tab, the last change last, by its key in the trail
// of changes; and what was taken back, which can be done again.

const NAME = `changes of ${location.pathname}`;
const MOST = 100;

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME));
  } catch {
    return null;
  }
}

const past = stored() ?? { done: [], undone: [] };
const listeners = [];

export const onPast = (act) => listeners.push(act);
export const isEmpty = () => past.done.length === 0;

function keep() {
  past.done.splice(0, past.done.length - MOST);
  try {
    sessionStorage.setItem(NAME, JSON.stringify(past));
  } catch {
    // Without a store it lasts until the page is left.
  }
  for (const act of listeners) act();
}

export function remember(change) {
  if (!change || past.done.includes(change)) return;
  past.done.push(change);
  past.undone = [];
  keep();
}

export function take(from) {
  const change = past[from].pop();
  keep();
  return change;
}

export function put(to, change) {
  past[to].push(change);
  keep();
}
