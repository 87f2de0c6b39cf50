"""A meeting's minutes as text for other tools: Markdown and wikitext. Pure.

Slides are named by their numbers in the current deck; typed text is escaped, so that it
reads as it was typed.
"""

import re
from dataclasses import dataclass

from reviews.slides.agenda import clock_text

MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
MARKDOWN_STARTS = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)
WIKI_SIGNS = re.compile(r"\[\[|\]\]|\[|\]|\{\{|\}\}|\{\||~~~+|'{2,}|<|>|&|__|https?://")
WIKI_STARTS = re.compile(r"^[*#:;=\-| ]", re.MULTILINE)
WHOLE = "The whole meeting"
REHEARSED = "In a rehearsal: "


@dataclass(frozen=True, slots=True)
class Group:
    """The minutes of one slide; `number` is 0 if it is no longer in the deck."""

    number: int
    heading: str
    minutes: tuple
    slide: str = ""

    @property
    def title(self):
        if self.number:
            return f"Slide {self.number}: {self.heading}"
        if not self.slide:
            return WHOLE
        return f"{self.heading or self.slide} (no longer in the deck)"


@dataclass(frozen=True, slots=True)
class Report:
    """The content of the export; `times` are (section, planned, measured or None).

    `asks` are (ask, quarter it was carried over from, or ""). `deck` is the deck's
    address, as a link.
    """

    title: str
    facts: tuple
    deck: str
    groups: tuple
    asks: tuple
    times: tuple


def grouped(minutes, placed):
    """By slide: the whole meeting's, then in deck order, then of removed slides."""
    by_slide: dict[str, list] = {}
    for minute in minutes:
        by_slide.setdefault(minute.slide, []).append(minute)
    whole = by_slide.pop("", None)
    found = [Group(0, WHOLE, tuple(whole))] if whole else []
    for one in placed:
        if rows := by_slide.pop(one.slide.id, None):
            group = Group(one.number, one.slide.heading, tuple(rows), one.slide.id)
            found.append(group)
    gone = [
        Group(0, rows[-1].heading, tuple(rows), slide)
        for slide, rows in by_slide.items()
    ]
    return found + gone


def as_markdown(report):
    """The report in CommonMark."""
    return render_report(report, markdown, "#", "##", "- ", "  ", "<{}>")


def as_wikitext(report):
    """The report in MediaWiki's wikitext."""
    return render_report(report, wikitext, "=", "==", "* ", "", "{}")


def render_report(report, plain, first, second, bullet, indent, link):
    """The report in the markup of one of the two languages."""
    lines = [heading(first, plain(report.title)), ""]
    lines += [bullet + plain(fact) for fact in report.facts]
    lines += [f"{bullet}Deck: {link.format(report.deck)}"]
    for group in report.groups:
        lines += ["", heading(second, plain(group.title)), ""]
        texts = (plain(minute_words(one)) for one in group.minutes)
        lines += [bullet + broken(text, indent) for text in texts]
    if report.asks:
        lines += ["", heading(second, "Asks and promises"), ""]
        asks = (plain(ask_words(*ask)) for ask in report.asks)
        lines += [bullet + broken(words, indent) for words in asks]
    if report.times:
        lines += ["", heading(second, "Times"), ""]
        lines += [bullet + plain(time_words(*time)) for time in report.times]
    return "\n".join(lines) + "\n"


def heading(sign, words):
    """A heading: in wikitext, the closing sign is the opening one."""
    return f"{sign} {words} {sign}" if sign.startswith("=") else f"{sign} {words}"


def broken(text, indent):
    """A text of several lines within one list item."""
    lines = text.split("\n")
    if indent:
        return f"\n{indent}".join(
            f"{line}  " if line and number < len(lines) else line
            for number, line in enumerate(lines, start=1)
        )
    return "<br>".join(lines)


def markdown(text):
    """The text with Markdown's signs escaped."""
    escaped = MARKDOWN_SIGNS.sub(r"\\\1", text)
    return MARKDOWN_STARTS.sub(start_escaped, escaped)


def start_escaped(found):
    space, sign = found.groups()
    escaped = f"\\{sign}" if len(sign) == 1 else f"{sign[:-1]}\\{sign[-1]}"
    return f"{space}{escaped}"


def wikitext(text):
    """The text with wikitext's signs escaped."""
    kept = WIKI_SIGNS.sub(lambda found: nowiki(found[0]), text)
    return WIKI_STARTS.sub(lambda found: nowiki(found[0]), kept)


def nowiki(sign):
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return entities.get(sign, f"<nowiki>{sign}</nowiki>")


def minute_words(minute):
    """The note, marked if it was taken in a rehearsal."""
    return f"{REHEARSED if minute.in_rehearsal else ''}{minute.text}"


def ask_words(ask, came_from):
    """An ask in one line, with its owner, its state and its answer."""
    asked = f"asked in {came_from}; " if came_from else ""
    owner = f"owner: {ask.owner}" if ask.owner else "no owner yet"
    words = f"{ask.get_kind_display()}: {ask.text} ({asked}{owner}; {ask.state})"
    return f"{words}\n{ask.answer}" if ask.answer else words


def time_words(title, planned, measured):
    """The planned and the measured time of a section."""
    took = "not measured" if measured is None else f"took {clock_text(measured)}"
    return f"{title}: planned {clock_text(planned)}, {took}"
