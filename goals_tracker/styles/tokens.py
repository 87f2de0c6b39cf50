"""The colours and sizes of `tokens.css` on paper, for places without CSS."""

import functools
import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
TOKEN = re.compile(r"^\s*(--[\w-]+):\s*([^;]+);", re.MULTILINE)


@functools.cache
def tokens() -> dict[str, str]:
    """The tokens by name: the light ones, which come first."""
    found = TOKEN.findall(FILE.read_text())
    return {name: " ".join(value.split()) for name, value in reversed(found)}
