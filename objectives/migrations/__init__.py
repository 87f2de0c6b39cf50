"""Migrations are never edited, so they import modules by the names of their day.

A module that has moved since then can be imported here by its old name as well.
"""

import sys

import objectives
from objectives import models
from objectives.models import expressions
from objectives.parsing import eta, status

for package, name, module in (
    (objectives, "eta", eta),
    (objectives, "status", status),
    (models, "orders", expressions),
):
    sys.modules[f"{package.__name__}.{name}"] = module
    setattr(package, name, module)
