"""What a child can be asked for. Each writes files, at once or not at all."""

import os
from pathlib import Path
from typing import Any

from reviews import pdf
from reviews.deck import Page
from reviews.rendering import slides


def whole(page: Page, options: dict[str, Any], path: Path) -> None:
    """Print a page as it is."""
    write(path, pdf.render(page, **options))


def some_parts(page: Page, options: dict[str, Any], parts: dict[Path, str]) -> None:
    """Print parts of a deck on the page's sheet, each to the file of its name."""
    found = slides.printed(page, list(parts.values()), **options)
    for path, content in zip(parts, found, strict=True):
        write(path, content)


def joined(page: Page, options: dict[str, Any], parts: list[Path], path: Path) -> None:
    """Join slides that were printed; the page around them says what the file is."""
    # Only here: a child that prints has no use for pikepdf, which takes time to import.
    from reviews.rendering import joining  # noqa: PLC0415 -- as above

    around = pdf.render(page, **options)
    write(path, joining.joined(around, parts))


def write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_bytes(content)
    os.replace(partial, path)
