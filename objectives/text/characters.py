"""Which characters of a text are not stored, and the text without them. Pure."""

import re

# Control characters, lone surrogates and the replacement character.
NOT_STORED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
LINE_BREAK = re.compile(r"\r\n?|\x85")


def storable(text: str) -> str:
    """A text with plain line breaks, without what cannot be stored."""
    return NOT_STORED.sub("", LINE_BREAK.sub("\n", text))
