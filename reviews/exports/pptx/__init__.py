"""A review as a presentation that can be edited: slide by slide the deck's own words.

`contents` says what stands on each slide, and knows nothing of files; `file` writes it
with python-pptx, which is an extra and is imported only then.
"""

from collections.abc import Mapping
from importlib.util import find_spec

from reviews.deck.deck import Deck

NAME = "review.pptx"
CONTENT_TYPE = (
    "application/vnd.openxmlformats-officedocument.presentationml.presentation"
)
MISSING = (
    "This site cannot make PowerPoint files: python-pptx is not installed. Whoever "
    "runs it can install it with pip install python-pptx and restart."
)


class NotInstalledError(Exception):
    """python-pptx is not there; the message says what to install."""

    def __init__(self) -> None:
        super().__init__(MISSING)


def is_installed() -> bool:
    return find_spec("pptx") is not None


def pptx(
    deck: Deck, pictures: Mapping[str, bytes], notes: Mapping[str, str] | None = None
) -> bytes:
    """The deck with its pictures by name, and the notes of its slides by their ids."""
    if not is_installed():
        raise NotInstalledError
    from reviews.exports.pptx import file  # noqa: PLC0415 - needs what is an extra

    return file.write(deck, pictures, notes or {})
