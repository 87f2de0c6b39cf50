"""What a child can be asked for. Each writes files, at once or not at all."""

import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from reviews.deck.deck import DeckPage
from reviews.pdf import deck_parts, rendering


def whole(page: DeckPage, options: dict[str, Any], path: Path) -> None:
    """Print a page as it is."""
    # Only here: a child that prints has no use for pikepdf, which takes time to import.
    from reviews.pdf.assembly import assembler  # noqa: PLC0415 -- as above

    content = io.BytesIO()
    assembler.rewrite(rendering.render(page, **options), content)
    content.seek(0)
    write(path, content)


def some_parts(page: DeckPage, options: dict[str, Any], parts: dict[Path, str]) -> None:
    """Print parts of a deck on the page's sheet, each to the file of its name."""
    found = deck_parts.print_parts(page, list(parts.values()), **options)
    for path, content in zip(parts, found, strict=True):
        write(path, io.BytesIO(content))


def joined(
    page: DeckPage, options: dict[str, Any], parts: list[Path], path: Path
) -> None:
    """Join slides that were printed; the page around them says what the file is."""
    from reviews.pdf.assembly import deck  # noqa: PLC0415 -- as above

    around = rendering.render(page, **options)
    # It has no name, so that nothing of it stays where this child is stopped.
    with tempfile.TemporaryFile(dir=path.parent) as file:
        deck.join(around, parts, file)
        file.seek(0)
        write(path, file)


def write(path: Path, content: BinaryIO) -> None:
    partial = path.with_suffix(f".{os.getpid()}")
    with partial.open("wb") as file:
        shutil.copyfileobj(content, file)
    os.replace(partial, path)
