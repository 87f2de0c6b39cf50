// Keeps a plan up to date for whoever reads it only.

import "./page.js";
import "./plan/live.js";
