// Walks a deck in the browser.

import "./deck/slides.js";
import "./deck/controls.js";
import "./deck/rest.js";
