"""The signs that people type in their texts, as runs in styles.

`[text](address)`, bare addresses, `code`, **bold**, *emphasis*, ~~struck~~, and <b> and
<i>, which sheets and wikis use. markdown-it reads them, a line at a time, with few of
its rules: `_` is part of identifiers, so it emphasises nothing, and asterisks only
around whole words; only web and mail addresses become links. Everything else stays as
it was typed. In a text of several lines a dash that begins a line is a bullet.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from objectives.text.diff import changed_runs

LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)
# Texts without any of these are not parsed, since a page has thousands.
SIGN = re.compile(r"[*`<\[]|~~|://|mailto:", re.IGNORECASE)
TAG = re.compile(r"<(i|b)>([^<]+)</\1>", re.IGNORECASE)
SCHEME = re.compile(r"(?<![\w.+-])(?:https?|mailto)$", re.IGNORECASE)
ADDRESS = re.compile(r"://[^\s<>\"]*[^\W_][^\s<>\"]*|:[^\s<>\"@:]+@[^\s<>\"@:]+")
AFTER_ADDRESS = ".,:;!?'*_~…’”»"
BULLET = re.compile(r"^([ \t]*)[-*•] (?=\S)", re.MULTILINE)
NESTED = "\u00a0\u00a0– "


class Style(NamedTuple):
    """How a run is set."""

    em: bool = False
    strong: bool = False
    code: bool = False
    struck: bool = False
    href: str = ""


PLAIN = Style()


class Run(NamedTuple):
    """Adjacent characters with the same style."""

    text: str
    is_changed: bool
    style: Style


@functools.lru_cache(maxsize=2048)
def styled_runs(text: str) -> tuple[Run, ...]:
    """The text in runs, without its signs."""
    if "\n" in text:
        text = BULLET.sub(lambda found: NESTED if found[1] else "• ", text)
    if not SIGN.search(text):
        return (Run(text, False, PLAIN),) if text else ()
    parts = (part for line in text.splitlines(True) for part in line_runs(line))
    joined = groupby(parts, key=itemgetter(1))
    runs = ((style, "".join(text for text, _ in run)) for style, run in joined)
    return tuple(Run(words, False, style) for style, words in runs if words)


def plain(text: str) -> str:
    """The text without its signs."""
    return "".join(run.text for run in styled_runs(text))


def marked_runs(old: str | None, new: str) -> tuple[Run, ...]:
    """The new text in styles and, against an old one, with its changed words."""
    styled = styled_runs(new)
    if old is None or old == new:
        return styled
    shown = "".join(run.text for run in styled)
    return tuple(overlay(changed_runs(plain(old), shown), styled))


def overlay(
    changes: tuple[tuple[str, bool], ...], styled: tuple[Run, ...]
) -> Iterator[Run]:
    """Overlay two divisions of the same text."""
    shown = "".join(run.text for run in styled)
    is_changed = [flag for text, flag in changes for _ in text]
    style = [run.style for run in styled for _ in run.text]
    start = 0
    for stop in sorted({*edges_of(changes), *edges_of(styled)}):
        yield Run(shown[start:stop], is_changed[start], style[start])
        start = stop


def edges_of(runs: Iterable[tuple[str, *tuple[object, ...]]]) -> Iterator[int]:
    """Where each run ends."""
    end = 0
    for text, *_ in runs:
        end += len(text)
        yield end


def line_runs(line: str) -> Iterator[tuple[str, Style]]:
    """A line's texts with their styles."""
    if not SIGN.search(line):
        yield line, PLAIN
        return
    yield from token_runs(PARSER.inline.parse(line, PARSER, {}, []))


def token_runs(tokens: Iterable[Token]) -> Iterator[tuple[str, Style]]:
    """markdown-it's inline tokens as texts in the styles that are open."""
    styles, is_empty = [PLAIN], False
    for token in tokens:
        if token.nesting == 1:
            styles.append(styled(styles[-1], token))
        elif token.nesting == -1:
            style = styles.pop()
            if is_empty and style.href:
                yield style.href, style
        elif token.type == "code_inline":
            yield token.content, styles[-1]._replace(code=True)
        elif token.type in ("softbreak", "hardbreak"):
            yield " " if token.type == "softbreak" else "\n", styles[-1]
        elif token.content:
            yield token.content, styles[-1]
        # A link without words shows its address.
        is_empty = token.type == "link_open"


def styled(style: Style, token: Token) -> Style:
    """The style inside emphasis or a link."""
    match token.type:
        case "em_open":
            return style._replace(em=True)
        case "strong_open":
            return style._replace(strong=True)
        case "s_open":
            return style._replace(struck=True)
    href = str(token.attrs.get("href", ""))
    return style._replace(href=href if LINK.match(href) else "")


def asterisks(state: StateInline, silent: bool) -> bool:
    """Asterisks that may open or close emphasis, around whole words only."""
    if silent or state.src[state.pos] != "*":
        return False
    found = state.scanDelims(state.pos, False)
    for _ in range(found.length):
        state.push("text", "", 0).content = "*"
        at = len(state.tokens) - 1
        ends = (found.can_open, found.can_close)
        state.delimiters.append(Delimiter(ord("*"), found.length, at, -1, *ends))
    state.pos += found.length
    return True


def address(state: StateInline, silent: bool) -> bool:
    """A bare address, and none inside a link."""
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    scheme = SCHEME.search(state.pending)
    rest = ADDRESS.match(state.src, state.pos, state.posMax)
    if not (scheme and rest):
        return False
    end = trimmed(rest[0])
    state.pending = state.pending[: scheme.start()]
    push_linked(state, scheme[0] + end)
    state.pos += len(end)
    return True


def trimmed(address: str) -> str:
    """Without the punctuation that follows an address in a sentence."""
    more = {")": address.count(")") - address.count("(")}
    more["]"] = address.count("]") - address.count("[")
    end = len(address)
    while end > 1:
        last = address[end - 1]
        if last not in AFTER_ADDRESS and more.get(last, 0) <= 0:
            break
        more[last] = more.get(last, 0) - 1
        end -= 1
    return address[:end]


def push_linked(state: StateInline, words: str) -> None:
    href = state.md.normalizeLink(words)
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)


def tags(state: StateInline, silent: bool) -> bool:
    """<i>words</i> and <b>words</b>, without anything inside them."""
    found = TAG.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        kind = "em" if found[1].lower() == "i" else "strong"
        state.push(f"{kind}_open", kind, 1)
        state.push("text", "", 0).content = found[2]
        state.push(f"{kind}_close", kind, -1)
    state.pos = found.end()
    return True


def with_addresses(parser: MarkdownIt) -> MarkdownIt:
    """The parser, with bare addresses as links."""
    parser.inline.ruler.after("text", "address", address)
    return parser.enable("address")


def typed_parser() -> MarkdownIt:
    parser = with_addresses(MarkdownIt("zero"))
    parser.validateLink = lambda url: bool(LINK.match(url))  # type: ignore[method-assign]
    parser.inline.ruler.before("autolink", "tags", tags)
    parser.inline.ruler.at("emphasis", asterisks)
    return parser.enable(
        ["tags", "backticks", "emphasis", "strikethrough", "link", "autolink"]
    )


PARSER = typed_parser()
