// Edits a plan in place. Without it, each row has a form with all its fields.

import "./page.js";
import "./plan/cells.js";
import "./plan/adding.js";
import "./plan/rows.js";
import "./plan/dragging.js";
import "./plan/selection.js";
import "./plan/live.js";
import "./plan/undo.js";
import "./plan/clipboard.js";
