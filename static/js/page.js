// What every page does.

import "./keys.js";
import "./once.js";
import "./unsaved.js";
