"""Migrations name modules by where these were when they landed, and are never edited.

What has moved since then is found here under its old name as well.
"""

import sys

import objectives
from objectives.parsing import eta, status

for name, module in {"eta": eta, "status": status}.items():
    sys.modules[f"objectives.{name}"] = module
    setattr(objectives, name, module)
