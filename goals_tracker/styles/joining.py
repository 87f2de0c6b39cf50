"""Style sheets that are made of others: in the tree for people, one file to send."""

import re
from pathlib import Path

IMPORT = re.compile(r'^@import url\("([^":]+)"\);\n', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/\n*", re.DOTALL)


def joined(path: Path) -> str:
    """A style sheet with those that it imports in their places, without comments."""
    return IMPORT.sub(lambda found: part(path.parent / found[1]), path.read_text())


def part(path: Path) -> str:
    return COMMENT.sub("", joined(path))
