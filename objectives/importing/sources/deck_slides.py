"""The slides of a deck's text that are no tables: titled lists, metrics, asks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from objectives.importing.sources.deck_lines import (
    TextLine,
    Words,
    bullet,
    sentence_end,
)
from objectives.importing.sources.deck_values import (
    Ask,
    DeckItem,
    Figure,
    Mending,
    MetricTopic,
)
from objectives.importing.sources.grid import check_line

LONGEST_TITLE, MOST_WORDS = 90, 12
DRAFT = re.compile(r"[^\w\t]*(?:DRAFT\b|Draft\s*[;:–—-]|Draft$)")
DAY = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?: \d{1,2}:\d\d(?::\d\d)?)?"
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
SPAN = re.compile(rf"{DAY}\s*(?:to|until|[-–—])\s*{DAY}", re.IGNORECASE)
MONTHS = re.compile(
    rf"\b{MONTH}(?: \d{{4}})?\s*(?:to|until|[-–—])\s*{MONTH}(?: \d{{4}})?\b",
    re.IGNORECASE,
)
LOST_DASH = re.compile(rf"\b({MONTH}) ({MONTH}) (\d{{4}})\b", re.IGNORECASE)
MONITOR = re.compile(r"\b(?:monitor|source|service|probe)s?\s*:\s*(.+)", re.IGNORECASE)
FIGURE = re.compile(r"[~≈]?(\d[\d.,]*)\s?(%|\S.{0,60})")
UNPLANNED = re.compile(
    r"\binstead\b|unplanned|not planned|also did|ad[- ]?hoc|interrupt|on top of|"
    r"besides|in addition|\bother (?:work|things|projects)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Slide:
    """A title and what stands below it; the title may be empty."""

    title: str
    line: int
    items: list[DeckItem] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)
    last: int = 0
    is_bare: bool = False

    def add_bullet(self, indent: int, text: str, line: int) -> None:
        while self.indents and self.indents[-1] >= indent:
            self.indents.pop()
        self.items.append(DeckItem(text, line, len(self.indents)))
        self.indents.append(indent)

    def add_paragraph(self, text: str, line: int) -> None:
        self.indents = []
        self.items.append(DeckItem(text, line, is_bullet=False))

    def go_on(self, text: str, line: int, mending: Mending) -> None:
        """Put a line to the item or paragraph that it is the rest of."""
        item = self.items[-1]
        joint = "\n" if item.is_bullet else " "
        whole = f"{item.text}{joint}{text}"
        check_line(line, [whole])
        if item.is_bullet and text[:1].islower():
            sentence = f"“{text}” goes on from the line above."
            now = f"{item.text} {text}"
            whole = mending.choose("wrapped_line", line, sentence, was=whole, now=now)
        self.items[-1] = DeckItem(whole, item.line, item.depth, item.is_bullet)


def slides_in(
    lines: Iterable[TextLine], breaks: set[int], words: Words, mending: Mending
) -> list[Slide]:
    """The slides of lines; a new one begins below each of the line numbers."""
    slides: list[Slide] = []
    every = [*lines]
    for place, line in enumerate(every):
        after = every[place + 1] if place + 1 < len(every) else None
        current = slides[-1] if slides else None
        if current and any(current.last < number < line.number for number in breaks):
            current = None
        item = bullet(line)
        text = mended(item[1] if item else line.words, line.number, words, mending)
        if not item and current and is_bare_item(line, current):
            current.is_bare = True
            current.add_bullet(0, text, line.number)
        elif not item and current and goes_on(line, current):
            current.go_on(text, line.number, mending)
        elif not item and is_title(line, after, current):
            current = Slide(text.rstrip(":").strip(), line.number)
        elif current is None:
            current = Slide("", line.number)
            add(current, item, text, line.number)
        else:
            add(current, item, text, line.number)
        current.last = line.number
        if not slides or slides[-1] is not current:
            slides.append(current)
    return slides


def add(slide: Slide, item: tuple[int, str] | None, text: str, line: int) -> None:
    if item:
        slide.add_bullet(item[0], text, line)
    else:
        slide.add_paragraph(text, line)


def mended(text: str, line: int, words: Words, mending: Mending) -> str:
    text = words.mended(text, line, mending)
    if found := LOST_DASH.search(text):
        months = f"{found[1]}–{found[2]} {found[3]}"
        text = mending.choose(
            "lost_dash",
            line,
            f"“{found[0]}” is “{months}”.",
            was=text,
            now=text.replace(found[0], months),
        )
    return text


def is_bare_item(line: TextLine, slide: Slide) -> bool:
    """Whether a line lost its bullet: below a title that only a list comes after."""
    if not UNPLANNED.search(slide.title):
        return False
    return not slide.items or (
        slide.is_bare and line.gap == 0 and not line.words[0].islower()
    )


def goes_on(line: TextLine, slide: Slide) -> bool:
    if line.gap or slide.last != line.number - 1 or not slide.items:
        return False
    return not is_place(line.words) and not is_place(slide.items[-1].text)


def is_title(line: TextLine, after: TextLine | None, current: Slide | None) -> bool:
    words = line.words
    if len(words) > LONGEST_TITLE or len(words.split()) > MOST_WORDS:
        return False
    if sentence_end(words) or is_place(words):
        return False
    # A chart's own heading stands between its slide's title and its period.
    is_heading = bool(current and current.title and not current.items)
    return not (is_heading and after and is_place(after.words) and not bullet(after))


def is_place(words: str) -> bool:
    """Whether a line says when and where figures are from."""
    return bool(SPAN.search(words) or re.match(rf"(?:{MONITOR.pattern})", words, re.I))


def metric_from(slide: Slide, title: str, entry: int | None) -> MetricTopic:
    heading = period = monitor = ""
    figures, comments = [], []
    for item in slide.items:
        text = item.text
        if found := MONITOR.search(text):
            monitor, text = found[1].strip(), text[: found.start()].strip()
        if not period and (found := SPAN.search(text) or MONTHS.search(text)):
            period = found[0]
        elif found := FIGURE.fullmatch(text):
            figures.append(Figure(found[1], found[2].strip(), item.line))
        elif text and not item.is_bullet and not heading and not sentence_end(text):
            heading = text
        elif text:
            comments.append(text)
    kind = "monitor" if monitor else "callout" if figures or comments else "chart"
    return MetricTopic(
        *(title, kind, slide.line, heading, period, monitor),
        *(tuple(figures), tuple(comments), entry),
    )


def unplanned_in(slide: Slide) -> list[DeckItem]:
    """Each item on one line, with what is nested below it."""
    items: list[DeckItem] = []
    for item in slide.items:
        text = " ".join(item.text.split())
        if item.depth and items:
            before = items[-1]
            items[-1] = DeckItem(f"{before.text}; {text}", before.line)
        elif item.is_bullet:
            items.append(DeckItem(text, item.line))
    return items


def asks_in(slide: Slide) -> list[Ask]:
    """Each paragraph with the list below it; or each item, where there is none."""
    asks: list[Ask] = []
    has_paragraphs = any(not item.is_bullet for item in slide.items)
    for item in slide.items:
        is_ask = not item.is_bullet if has_paragraphs else item.depth == 0
        if is_ask or not asks:
            asks.append(Ask(item.text, (), item.line))
            continue
        depth = item.depth if has_paragraphs else item.depth - 1
        last = asks[-1]
        inner = DeckItem(item.text, item.line, max(depth, 0))
        asks[-1] = Ask(last.text, (*last.items, inner), last.line)
    return asks
