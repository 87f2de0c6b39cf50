"""Marks for the methods of models that write."""

from collections.abc import Callable
from typing import Any


def alters_data[Verb: Callable[..., Any]](verb: Verb) -> Verb:
    """Keep templates from calling this method."""
    verb.alters_data = True  # type: ignore[attr-defined]  # Django reads it off functions
    return verb
