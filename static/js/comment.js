// A page with a comment's form.

import "./page.js";
import "./mentions.js";
