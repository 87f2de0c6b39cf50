// What is typed and not saved yet, in this browser: for this account and this page alone,
// until the server has it. It outlives a sign-out, a reload and a closed tab. The page
// names both on its body or its form.

const DAYS = 30;
const { account, act } = document.querySelector("[data-account]")?.dataset ?? {};
const prefix = `typed ${account} ${act} `;

// A browser may keep nothing, or have no room: then it is still in its field.
function trying(task) {
  try {
    return task();
  } catch {
    return null;
  }
}

export function keep(name, values) {
  const at = Date.now();
  trying(() => localStorage.setItem(prefix + name, JSON.stringify({ values, at })));
}

export const forget = (name) => trying(() => localStorage.removeItem(prefix + name));

// The values, and when they were typed; null for none.
export function kept(name) {
  const found = trying(() => JSON.parse(localStorage.getItem(prefix + name)));
  if (!found || Date.now() - found.at < DAYS * 86_400_000) return found;
  forget(name);
  return null;
}

// Comes with what is brought back, and takes it away for whoever does not want it.
export function keptWords(at) {
  const when = new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return `You typed this on ${when}, and it is not saved yet.`;
}
