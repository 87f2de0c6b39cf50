// Times in seconds, as reviews/meeting/durations.py writes and reads them.

const two = (number) => String(number).padStart(2, "0");

export function clock(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  const minutes = Math.floor(whole / 60);
  const shown = minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
  return seconds <= -1 ? `−${shown}` : shown;
}

const CLOCK = /^(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d)$/;
const UNITS = /^(?:(\d{1,2})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?\s*(?:(\d{1,5})\s*s(?:ec(?:ond)?s?)?)?$/i;

// Minutes where there is no unit; 0 for what is no time.
export function secondsOf(text) {
  const typed = text.trim();
  if (/^\d{1,4}$/.test(typed)) return Number(typed) * 60;
  const found = CLOCK.exec(typed) ?? UNITS.exec(typed);
  if (!found) return 0;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}
