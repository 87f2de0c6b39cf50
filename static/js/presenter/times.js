// What is left, as reviews/meeting/clock.py reckons it.

import { clock } from "../clock.js";

// So many seconds after the server said it.
export function timesOf(meeting, { sections, slot }, passed) {
  const spent = { ...meeting.spent };
  if (!meeting.isPaused) spent[meeting.section] = (spent[meeting.section] ?? 0) + passed;
  const elapsed = meeting.elapsed + passed;
  const order = sections.map(([slug]) => slug);
  const here = Math.max(0, order.indexOf(meeting.section));
  const done = order.slice(0, here).reduce((sum, slug) => sum + (meeting.boxes[slug] ?? 0), 0);
  const box = meeting.boxes[meeting.section];
  const used = spent[meeting.section] ?? 0;
  const ahead = done + (box === undefined ? 0 : Math.min(box, used)) - elapsed;
  const planned = Object.values(meeting.boxes).reduce((sum, one) => sum + one, 0);
  return {
    spent,
    box,
    left: box === undefined ? null : box - used,
    rest: slot === null ? null : slot - elapsed,
    ahead,
    spare: slot === null ? null : slot - planned + ahead,
  };
}

export function paceWords({ ahead, spare }) {
  const pace = Math.abs(ahead) < 1 ? "On time" : `${clock(Math.abs(ahead))} ${ahead < 0 ? "behind" : "ahead"}`;
  if (spare === null) return pace;
  if (Math.abs(spare) < 1) return `${pace}, nothing to spare`;
  return `${pace}, ${clock(Math.abs(spare))} ${spare < 0 ? "too long" : "to spare"}`;
}
