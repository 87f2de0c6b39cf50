"""What a deck begins with: its title, the licence, the agenda and the people."""

import re
from itertools import takewhile

from objectives.importing.sources.deck_lines import TextLine, bullet, sentence_end
from objectives.importing.sources.deck_values import AgendaEntry, Licence, Mending

YEAR = r"(?:FY)?\s?'?\d{2,4}(?:\s?[-/–]\s?'?\d{2,4})?"
PART = r"(?:Q[1-4]|H[12])"
PERIOD = re.compile(
    rf"\b(?:{PART}(?:[\s,/-]*{YEAR})?|(?:FY\s?\d{{2,4}}|\d{{4}}(?:[-/–]\d{{2,4}})?)"
    rf"[\s,/-]*{PART})(?!\w)",
    re.IGNORECASE,
)
REVIEW = re.compile(
    r"\b(?:quarterly|half-?yearly|annual|quarter|business|q[1-4])?(?: ?business)? ?"
    r"(?:reviews?|QBR)\b(?: (?:of|for))?",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s+[-–—|·•/]\s+|\s*[|·•]\s*|,\s+|\s*:\s+|\n")
LICENSED = re.compile(
    r"\(c\)|©|copyright|\bCC[ -]BY|\blicen[cs]ed? under|all rights reserved",
    re.IGNORECASE,
)
HOLDER = re.compile(
    r"(?:\(c\)|©|copyright)\s*(?:\d{4}(?:[-–]\d{4})?,?\s*)?(.+?)"
    r"(?=\s+and\b|[,.;|]|\s+[-–—]\s|$)",
    re.IGNORECASE,
)
CREATIVE = re.compile(
    r"\b(CC0|CC[ -]BY(?:-(?:SA|NC|ND))*)(?:[ -]?(\d\.\d))?", re.IGNORECASE
)
UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|h)"
AMOUNT = rf"(?:(\d{{1,3}}(?:[.,]\d)?)\s*({UNIT})\b\.?|(\d{{1,2}}):(\d\d)\b(?!:))"
LASTS = re.compile(rf"\s*(?:[-–—:,(\[]|\.{{2,}})?\s*\(?{AMOUNT}[)\]]?", re.IGNORECASE)
FIRST = re.compile(rf"[(\[]?{AMOUNT}[)\]]?\s*[-–—:]?\s*(.+)", re.IGNORECASE)
# The words of the trade for the parts of a review, the most telling first.
KINDS = {
    "asks": r"\basks?\b|requests?|help we need|need from",
    "metrics": r"metrics?|callouts?|kpis?|figures|dashboards?|numbers",
    "learned": r"learn|lessons?|retro|insights?",
    "next": r"\bnext\b|coming|ahead|upcoming|outlook|will do",
    "said": r"\bsaid\b|planned|promised|commit(?:ted|ments)|would do|set out|plan was",
    "did": r"\bdid\b|done|delivered|achieved|results?|outcomes?|happened|got done",
    "team": r"\bteam\b|intro|people|\bwho\b|staff",
}
NAME = re.compile(
    r"(?:(?:[A-Z]\.|[^\W\d_a-z][\w'’.-]*|de|da|di|del|der|den|van|von|bin|al|el|la|le)"
    r"(?: |$)){2,5}"
)
NO_NAME = re.compile(
    r"\b(?:team|people|staff\w*|intro\w*|agenda|overview|who|we|our|the|meet|review|"
    r"numbers?|slides?|members?|metrics?|background|asks?|next|draft|projects?|and|of|"
    r"for|q[1-4]|summary|roadmap|goals?|objectives?|status|thanks?|questions?)\b",
    re.IGNORECASE,
)
ROLE = re.compile(r"\s*(?:,|\s[-–—|]\s|\().*")


def kind_of(title: str) -> str:
    """Which part of a review a title names; text if none."""
    for kind, words in KINDS.items():
        if re.search(words, title, re.IGNORECASE):
            return kind
    return "text"


def title_lines(lines: list[TextLine]) -> list[TextLine]:
    """The first lines, up to the one that names the quarter."""
    first = [*takewhile(lambda line: not line.has_tab, lines[:12])]
    for count, line in enumerate(first, 1):
        if PERIOD.search(line.text):
            return first[:count]
    return first[:1]


def title_parts(lines: list[TextLine], holder: str) -> tuple[str, str, str]:
    """The team, the organisation and the quarter of a title."""
    text = "\n".join(line.words for line in lines)
    found = PERIOD.search(text)
    if not found and not REVIEW.search(text):
        return "", holder, ""
    quarter = " ".join(found[0].split()) if found else ""
    if found:
        text = f"{text[: found.start()]}\n{text[found.end() :]}"
    text = REVIEW.sub("\n", text)
    parts = [part.strip(" -–—|·,:()") for part in SEPARATOR.split(text)]
    names = [part for part in dict.fromkeys(parts) if part]
    others = [name for name in names if name.casefold() != holder.casefold()]
    team = others[0].removeprefix("Team ") if others else ""
    organization = holder or (others[1] if len(others) > 1 else "")
    return team, organization, quarter


def licence_in(lines: list[TextLine]) -> Licence | None:
    for line in lines:
        if LICENSED.search(line.text) and not line.has_tab and not bullet(line):
            notice = line.words
            held, name = HOLDER.search(notice), CREATIVE.search(notice)
            return Licence(
                notice,
                held[1].strip() if held else "",
                name[1].upper().replace("CC-BY", "CC BY") if name else "",
                (name[2] or "") if name else "",
            )
    return None


def is_licence(line: TextLine, licence: Licence | None) -> bool:
    return licence is not None and line.words == licence.notice


def agenda_lines(lines: list[TextLine]) -> list[TextLine]:
    """The first lines in a row that say how long things last, two times or more."""
    run: list[TextLine] = []
    for line in [*lines, None]:
        if line and not line.has_tab and entries_of(line):
            run.append(line)
        elif sum(len(entries_of(one)) for one in run) > 1:
            return run
        else:
            run = []
    return []


def entries_of(line: TextLine) -> list[tuple[str, int]]:
    """The entries on a line, each with its seconds."""
    item = bullet(line)
    words = re.sub(r"(?i)^agenda\s*:\s*", "", item[1] if item else line.words)
    if found := FIRST.fullmatch(words):
        *amount, title = found.groups()
        if not LASTS.search(title):
            return [(title.strip(), seconds_of(amount))]
    entries, end = [], 0
    for found in LASTS.finditer(words):
        title = words[end : found.start()].strip(" -–—:,;|•·")
        if not title or len(title) > 80 or sentence_end(title):
            return []
        entries.append((title, seconds_of([*found.groups()])))
        end = found.end()
    # A sentence that says minutes somewhere is no agenda.
    rest = words[end:].strip(" .)|")
    return entries if not rest else []


def seconds_of(amount: list[str | None]) -> int:
    number, unit, minutes, seconds = amount
    if minutes is not None:
        return int(minutes) * 60 + int(seconds or 0)
    scale = {"s": 1, "m": 60, "h": 3600}[(unit or "m")[0].lower()]
    return round(float((number or "0").replace(",", ".")) * scale)


def agenda_in(lines: list[TextLine], mending: Mending) -> tuple[AgendaEntry, ...]:
    agenda = []
    for line in lines:
        entries = entries_of(line)
        if len(entries) > 1:
            sentence = f"The agenda's {len(entries)} entries stood on one line."
            whole = [(line.words, sum(seconds for _, seconds in entries))]
            entries = mending.choose(
                "agenda_on_one_line", line.number, sentence, was=whole, now=entries
            )
        agenda += [
            AgendaEntry(title, seconds, kind_of(title), line.number)
            for title, seconds in entries
        ]
    return tuple(agenda)


def people_lines(lines: list[TextLine]) -> list[TextLine]:
    """The longest run of lines that are names and nothing else."""
    best: list[TextLine] = []
    run: list[TextLine] = []
    for line in lines:
        if not name_in(line):
            run = []
            continue
        run.append(line)
        best = run if len(run) > max(len(best), 1) else best
    return best


def name_in(line: TextLine) -> str:
    """The name that a line is, if so; what follows it is a role."""
    if line.has_tab or len(line.words) > 80:
        return ""
    item = bullet(line)
    words = ROLE.sub("", item[1] if item else line.words)
    is_name = NAME.fullmatch(words) and not NO_NAME.search(words)
    return words if is_name else ""
