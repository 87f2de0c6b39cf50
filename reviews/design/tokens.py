"""The colours and sizes of `tokens.css` as they are on paper, where styles end."""

import functools
import re
from pathlib import Path

from django.conf import settings

TOKEN = re.compile(r"^\s*(--[\w-]+):\s*([^;]+);", re.MULTILINE)


@functools.cache
def tokens() -> dict[str, str]:
    """The tokens by name; on paper the light ones, which stand first."""
    path = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
    found = TOKEN.findall(path.read_text())
    return {name: " ".join(value.split()) for name, value in reversed(found)}
