"""A review, or its minutes, as text: an outline in each language. Pure."""

from reviews.exports.markdown import markdown
from reviews.exports.outline import outline
from reviews.exports.plain_text import plain_text
from reviews.exports.wikitext import wikitext
from reviews.snapshot.values import Snapshot

# By the ending of a file's name: the writer, and the type to send it as.
LANGUAGES = {
    "md": (markdown, "text/markdown; charset=utf-8"),
    "wiki": (wikitext, "text/plain; charset=utf-8"),
}

# Minutes are sent by e-mail as well.
MINUTES = LANGUAGES | {"txt": (plain_text, "text/plain; charset=utf-8")}


def text_of(snapshot: Snapshot, status: str, language: str) -> str:
    """The review in a language of `LANGUAGES`, with its status in words."""
    write, _ = LANGUAGES[language]
    return write(outline(snapshot, status))
