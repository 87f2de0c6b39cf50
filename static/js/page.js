// What every page does.

import "./go_to.js";
import "./keys.js";
import "./menus.js";
import "./messages.js";
import "./once.js";
import "./returning.js";
import "./unsaved.js";
