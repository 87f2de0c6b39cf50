"""What `make deep` does more of; the gate does so much that each control loses."""

import os

import pytest

DEEP = bool(os.environ.get("DEEP"))


def times(deep, gate):
    return deep if DEEP else gate


def deep(value):
    """A parameter that only `make deep` tries."""
    return pytest.param(value, marks=pytest.mark.deep)
