// The presenter's view: shows slides, keeps the clock, sends what is done.

import "./presenter/controls.js";
import "./presenter/notes.js";
import "./presenter/status.js";
import { tick } from "./presenter/clock.js";
import { show } from "./presenter/slides.js";
import { stage } from "./presenter/stage.js";

const wanted = stage.meeting?.slide ?? location.hash.slice(1);
show(Math.max(0, stage.data.slides.findIndex(({ id }) => id === wanted)));
tick();
setInterval(tick, 250);
