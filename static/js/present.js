// The presenter's view: shows slides, keeps the clock, sends what is done.

import "./presenter/clicker.js";
import "./presenter/controls.js";
import "./presenter/jump.js";
import "./presenter/notes.js";
import "./presenter/reading.js";
import "./presenter/speaker_notes.js";
import "./presenter/status.js";
import { tick } from "./presenter/clock.js";
import { show } from "./presenter/slides.js";
import { named, stage } from "./presenter/stage.js";

const place = stage.data.slides.findIndex(({ id }) => id === stage.meeting?.slide);
show(Math.max(0, place < 0 ? named() : place));
tick();
setInterval(tick, 250);
