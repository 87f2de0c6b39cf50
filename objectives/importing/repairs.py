"""Each text of a row in the shape of its cell, and what is put right. Pure."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from objectives.importing.choices import Choices
from objectives.importing.mapping import SAID
from objectives.parsing.eta import says_nothing
from objectives.parsing.tags import LONGEST_TAG, MOST_TAGS, joined_tags, tags_in

LONGEST_TITLE, LONGEST_ETA, LONGEST_TEXT = 1000, 200, 20_000
LONGEST_REFERENCE, LONGEST_LINK, LONGEST_NAME = 80, 500, 80
LONGEST_DEFERRED = 80
LONGEST_NOTHING = 200
PLACEHOLDER = re.compile(r"<[^<>]*>|\[[^\[\]()]*\](?!\()|\{[^{}]*\}|…|\.\.\.")
# What else says that nobody is meant, or nothing.
NOTHING = {
    *("unassigned", "nobody", "no one", "none yet", "n.n.", "nn", "?", "??", "???"),
    *("to be assigned", "not assigned", "open", "vacant", "x", "xxx", "todo"),
}
LINKED = re.compile(r"\[([^\[\]]*)\]\((https?://[^\s()]+)\)")
ADDRESS = re.compile(r"https?://\S+")
PEOPLE = re.compile(r"\s*[,;\n|]\s*|\s+(?:[/+&]|and)\s+", re.IGNORECASE)
ONE_LINE = ("title", "eta", "team", "group", "period", "identifier", "link", "owner")
# As they are in the texts that a person typed.
BLANK = ("measure", "dependency", "eta", "status")


@dataclass(frozen=True, slots=True)
class Repair:
    """What was put right in a row; `code` is what switches it off."""

    code: str
    text: str
    is_switchable: bool = True


@dataclass(slots=True)
class RowTexts:
    """A row by field; `skipped` is why it is none, in words."""

    number: int
    line: int
    texts: dict[str, str]
    headings: tuple[str, ...] = ()
    repairs: list[Repair] = field(default_factory=list)
    skipped: str = ""
    people: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        return self.texts.get(name, "")


@lru_cache(maxsize=4096)
def is_nothing(text: str) -> bool:
    """Whether it only keeps a place: `tbd`, `-`, `unassigned`, `<name>`."""
    words = " ".join(text.split())
    if len(words) > LONGEST_NOTHING:
        return False
    return (
        says_nothing(words)
        or words.casefold() in NOTHING
        or bool(PLACEHOLDER.fullmatch(words))
    )


def tidy(row: RowTexts, choices: Choices) -> None:
    """Put every text in the shape of its cell, and say what was put right."""
    for name in ONE_LINE:
        if name in row.texts:
            row.texts[name] = " ".join(row.texts[name].split())
    if is_nothing(row.get("title")):
        row.texts["title"] = ""
    for name in (*BLANK, *SAID):
        if PLACEHOLDER.fullmatch(" ".join(row.get(name).split())):
            row.texts[name] = ""
    for name in ("team", "group", "period", "identifier", "link", "carried_from"):
        if is_nothing(row.get(name)):
            row.texts[name] = ""
    for step in (read_link, read_people, shorten_tags, shorten_cells):
        step(row, choices)


def read_link(row: RowTexts, choices: Choices) -> None:
    """An identifier that is an address, or has one, is the link as well."""
    name, link = row.get("identifier"), row.get("link")
    if found := LINKED.search(name):
        name, link = found[1].strip(), link or found[2]
    elif ADDRESS.fullmatch(name):
        name, link = "", link or name
    if found := LINKED.search(link):
        link = found[2]
    row.texts["identifier"], row.texts["link"] = name, link
    is_link = ADDRESS.fullmatch(link) and len(link) <= LONGEST_LINK
    if link and not is_link and not choices.is_off("link", row.number):
        row.texts["link"] = ""
        row.texts["measure"] = joined(row.get("measure"), f"Link: {link}")
        row.repairs.append(Repair("link", "The link is in the measure: it is none."))


def read_people(row: RowTexts, choices: Choices) -> None:
    """The first of several names owns it; the rest stay as text."""
    typed = LINKED.sub(r"\1", row.get("owner"))
    names = [name.strip(" @") for name in PEOPLE.split(typed)]
    if choices.is_off("owners", row.number):
        names = [typed.strip()]
    people = tuple(dict.fromkeys(name for name in names if not is_nothing(name)))
    row.people = people[:1]
    row.texts["owner"] = people[0] if people else ""
    if others := ", ".join(people[1:]):
        words = f"{people[0]} owns it. In the measure: {others}."
        row.repairs.append(Repair("owners", words))
        row.texts["measure"] = joined(row.get("measure"), f"With {others}")


def shorten_tags(row: RowTexts, choices: Choices) -> None:
    tags = tags_in(row.get("tags"))
    if choices.is_off("long", row.number):
        row.texts["tags"] = joined_tags([tag for tag in tags if not is_nothing(tag)])
        return
    fit = [tag for tag in tags if len(tag) <= LONGEST_TAG and not is_nothing(tag)]
    left = [tag for tag in tags if tag not in fit[:MOST_TAGS] and not is_nothing(tag)]
    row.texts["tags"] = joined_tags(fit[:MOST_TAGS])
    if left:
        keep_whole(row, "Tags", ", ".join(left))


def shorten_cells(row: RowTexts, choices: Choices) -> None:
    """Make each text fit, with the whole of it in the measure."""
    row.people = tuple(name[:LONGEST_NAME] for name in row.people)
    if choices.is_off("long", row.number):
        return
    title = row.get("title")
    if len(title) > LONGEST_TITLE:
        short = cut(title, LONGEST_TITLE)
        rest = title[len(short.removesuffix("…")) :].strip()
        row.texts["title"] = short
        row.texts["measure"] = joined(f"…{rest}", row.get("measure"))
        words = f"The rest of an objective of {len(title)} letters is in the measure."
        row.repairs.append(Repair("long", words))
    for name, label, longest in (
        ("eta", "ETA", LONGEST_ETA),
        ("identifier", "Reference", LONGEST_REFERENCE),
        ("owner", "Owner", LONGEST_NAME),
        ("deferred_to", "Deferred to", LONGEST_DEFERRED),
        ("status", "Status", LONGEST_TEXT),
        ("dependency", "Dependency", LONGEST_TEXT),
    ):
        if len(text := row.get(name)) > longest:
            row.texts[name] = cut(text, longest)
            keep_whole(row, label, text)
    if len(row.get("measure")) > LONGEST_TEXT:
        row.texts["measure"] = cut(row.get("measure"), LONGEST_TEXT)
        words = f"The measure ends after {LONGEST_TEXT:,} letters."
        row.repairs.append(Repair("long", words))


def keep_whole(row: RowTexts, label: str, text: str) -> None:
    """Keep a text that its cell does not hold in the measure."""
    row.texts["measure"] = joined(row.get("measure"), f"{label}: {text}")
    words = (
        f"{label}: the whole of it is in the measure, since the cell does not hold it."
    )
    row.repairs.append(Repair("long", words))


def joined(*texts: str) -> str:
    return "\n".join(filter(None, (text.strip("\n") for text in texts)))


def cut(text: str, longest: int) -> str:
    """The beginning of a text that fits, up to a word where there is one."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    space = head.rfind(" ", longest // 2)
    return (head[:space] if space > 0 else head).rstrip() + "…"
