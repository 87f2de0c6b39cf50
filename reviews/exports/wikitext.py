"""The outline as wikitext, as MediaWiki reads it.

Signs in typed text become character references: they show as themselves in a wiki, and
whoever reads the text back gets them again.
"""

import re
from collections.abc import Iterable

from reviews.exports.outline import Element, Grid, Heading, Runs, percent, spaced
from reviews.slides.base import Block, TextRun

SIGNS = re.compile(
    r"[\[\]{}|<>]|&(?=#?\w)|'(?=')|(?<=')'|^'|'$|~~~|__|^[ *#:;=!+-]|=$", re.M
)
IN_ADDRESS = re.compile(r"[\[\]{}|<>\"\s]|'(?=')")


def wikitext(elements: Iterable[Element]) -> str:
    """The elements, each apart by an empty line; items of one list are not."""
    parts: list[str] = []
    before: Element | None = None
    signs: list[str] = []
    for element in elements:
        is_listed = isinstance(element, Block) and element.level > 0
        was_listed = isinstance(before, Block) and before.level > 0
        if parts:
            parts.append("\n" if is_listed and was_listed else "\n\n")
        signs = list_signs(element, signs)
        parts.append(written(element, "".join(signs)))
        before = element
    return "".join(parts) + "\n"


def list_signs(element: Element, open_signs: list[str]) -> list[str]:
    """The signs before an item: those of the lists around it, then its own."""
    if not isinstance(element, Block) or not element.level:
        return []
    around = (open_signs + ["*"] * element.level)[: element.level - 1]
    if element.is_continued:
        return [*around, (open_signs[element.level - 1 :] or ["*"])[0]]
    return [*around, "#" if element.number else "*"]


def written(element: Element, signs: str) -> str:
    match element:
        case Heading():
            edge = "=" * element.level
            return f"{edge} {inline(element.runs, ' ')} {edge}"
        case Grid():
            return grid(element)
    return block(element, signs)


def block(one: Block, signs: str) -> str:
    if one.kind == "code":
        return f"<pre>{escaped(one.text)}</pre>"
    words = inline(one.runs, "<br>")
    if not signs:
        return words
    return f"{signs}: {words}" if one.is_continued else f"{signs} {words}"


def grid(table: Grid) -> str:
    lines = ['{| class="wikitable"']
    lines += [f"! {escaped(heading)}" for heading in table.headings]
    for row in table.rows:
        lines.append("|-")
        lines += [f"| {inline(cell, '<br>')}".rstrip() for cell in row]
    return "\n".join([*lines, "|}"])


def inline(runs: Runs, line_break: str) -> str:
    found = "".join(map(signed, runs)).strip()
    return re.sub(r"\s*\n\s*", lambda _: line_break, found)


def signed(run: TextRun) -> str:
    """A run with the signs of its style around its words."""
    lead, words, trail = spaced(run.text)
    if not words:
        return lead
    inner = spelled(run, words)
    if run.code:
        inner = f"<code>{inner}</code>"
    if run.struck:
        inner = f"<s>{inner}</s>"
    quotes = "'" * (3 * run.strong + 2 * run.em)
    return f"{lead}{quotes}{inner}{quotes}{trail}"


def spelled(run: TextRun, words: str) -> str:
    if not run.href:
        return escaped(words)
    address = IN_ADDRESS.sub(percent, run.href)
    return address if words == run.href else f"[{address} {escaped(words)}]"


def escaped(words: str) -> str:
    """Text in which no character is a sign."""
    return SIGNS.sub(
        lambda found: "".join(f"&#{ord(char)};" for char in found[0]), words
    )
