"""Write a review from the text of its deck, after its objectives came in.

Every row is saved by its own verb, so that the trail has it. Rows of the same name are
taken as they are: the same text twice adds nothing.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model

from objectives.importing.lookup import Lookup
from objectives.importing.sources.deck_values import (
    AgendaEntry,
    DeckText,
    DraftNote,
    Licence,
    MetricTopic,
)
from objectives.importing.sources.deck_values import (
    TextSlide as DeckSlide,
)
from objectives.models import (
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    Team,
)
from objectives.models.history import AuditedModel
from objectives.parsing.eta import Precision
from objectives.parsing.pasted_rows import folded_name
from objectives.permissions import may_administer
from reviews.importing.deck_leftovers import add_leftovers, tentative
from reviews.importing.deck_metrics import metrics_of
from reviews.models import Metric, Reading, Review, Section, TextSlide

KINDS = {
    **{kind: kind for kind in ("team", "said", "did", "metrics", "next", "asks")},
    "learned": "text",
}
LICENCE_FIELDS = (
    *("licence_notice", "licence_holder", "licence_name", "licence_version"),
    "licence_url",
)
CREATIVE_COMMONS = re.compile(r"CC (BY(?:-(?:NC|ND|SA))*)", re.IGNORECASE)
DRAFT = re.compile(r"^\W*draft\W+", re.IGNORECASE)
# A day at the end of a note has at most so many words: on 20 January 2015.
WORDS_OF_A_DAY = 4


@dataclass
class Written:
    """The rows that were added, in the order in which they were, and what was found."""

    rows: list[Model] = field(default_factory=list)
    # What stood in the fields of plans that were changed, by their keys.
    plans: dict[int, dict] = field(default_factory=dict)
    review: Review | None = None
    # The notice that the organisation got, if it had none.
    licence: str = ""

    def add(self, row: Model) -> None:
        self.rows.append(row)


def check_agenda(deck: DeckText) -> None:
    """Raise ValidationError unless the deck has the sections of a review."""
    if not deck.agenda:
        raise ValidationError("This text has no agenda.", code="no_agenda")


def check_write(deck: DeckText, team: Team, quarter: Quarter) -> None:
    """Raise ValidationError unless the deck can be a review of that team's quarter."""
    check_agenda(deck)
    Review.objects.check_prepare(team, quarter)


@transaction.atomic
def write(
    deck: DeckText,
    team: Team,
    quarter: Quarter,
    quarters: Lookup,
    *,
    reason: str,
    by: User,
    at: datetime.datetime,
) -> Written:
    """Add what is not there yet; raises ValidationError, and then nothing is."""
    check_write(deck, team, quarter)
    writing = Writing(team, quarter, {"by": by, "at": at})
    writing.moment["reason"] = reason
    if may_administer(by):
        writing.set_licence(deck)
    writing.add_people(deck.people)
    writing.add_unplanned(item.text for item in deck.unplanned)
    writing.set_drafts(deck)
    writing.mark_tentative(deck)
    written = writing.written
    written.rows += add_leftovers(deck, team, quarter, quarters, writing.moment)
    writing.add_review(deck)
    writing.add_metrics(deck.metrics)
    return writing.written


class Writing:
    def __init__(self, team: Team, quarter: Quarter, moment: dict):
        self.team, self.quarter, self.moment = team, quarter, moment
        self.written = Written()

    def save[Row: AuditedModel](self, row: Row) -> Row:
        row.full_clean()
        row.save(**self.moment)
        self.written.add(row)
        return row

    # What there is besides the review

    def set_licence(self, deck: DeckText) -> None:
        """The organisation's licence, where it has none."""
        organization = Organization.objects.first()
        found = deck.licence
        if organization is None or found is None or organization.licence_notice:
            return
        values = (
            *(found.notice, found.holder, found.name, found.version),
            address_of(found),
        )
        for name, value in zip(LICENCE_FIELDS, values, strict=True):
            setattr(organization, name, value)
        organization.full_clean()
        organization.save(**self.moment)
        self.written.licence = found.notice

    def add_people(self, names: Iterable[str]) -> None:
        known = {folded_name(one.name) for one in Member.objects.covered_by(self.team)}
        last = self.team.members.aggregate(last=Max("position"))["last"] or 0
        new = [name for name in names if folded_name(name) not in known]
        for position, name in enumerate(new, last + 1):
            self.save(Member(team=self.team, name=name[:80], position=position))

    def add_unplanned(self, texts: Iterable[str]) -> None:
        here = Project.objects.covered_by(self.team, self.quarter)
        known = set(here.values_list("text", flat=True))
        lines = (" ".join(text.split())[:1000] for text in texts)
        position = Project.objects.next_position(self.team, self.quarter)
        for line in lines:
            if line not in known:
                place = {"team": self.team, "quarter": self.quarter}
                self.save(Project(**place, text=line, position=position))
                position += 1

    def set_drafts(self, deck: DeckText) -> None:
        """Say why the next quarter's plans are drafts, and what their column is."""
        following = Quarter.objects.as_stored(self.quarter.following())
        plans = Plan.objects.covered_by(self.team, following) if following.pk else []
        notes = draft_notes(deck)
        impact = any("impact" in name.casefold() for name in next_columns(deck))
        for plan in plans:
            if plan.is_draft and not plan.draft_reason:
                self.set_draft(plan, notes, impact=impact)

    def mark_tentative(self, deck: DeckText) -> None:
        """What is in brackets is tentative, or only assisting."""
        plans = Plan.objects.of_team(self.team).open()
        rows = Objective.objects.in_plans(plans).filter(title__in=set(tentative(deck)))
        for row in rows.filter(is_tentative=False):
            row.is_tentative = True
            row.save(**self.moment)

    def set_draft(self, plan: Plan, notes: list[str], *, impact: bool) -> None:
        names = ("draft_reason", "draft_until", "third_column")
        self.written.plans[plan.pk] = {name: getattr(plan, name) for name in names}
        if notes:
            plan.draft_reason, plan.draft_until = reason_of(notes[0], plan.quarter)
        if impact:
            plan.third_column = Plan.ThirdColumn.IMPACT
        plan.save(**self.moment)

    # The review

    def add_review(self, deck: DeckText) -> None:
        review = self.save(Review(team=self.team, quarter=self.quarter))
        self.written.review = review
        sections = [
            self.save(section_of(entry, review, place))
            for place, entry in enumerate(deck.agenda, 1)
        ]
        placed = [(section_for(one, sections), one) for one in deck.texts]
        for section in sections:
            own = [text for place, text in placed if place is section]
            self.add_texts(section, own)
            if section.kind == Section.Kind.ASKS:
                self.add_asks(section, deck, after=len(own))

    def add_texts(self, section: Section, texts: list[DeckSlide]) -> None:
        for place, text in enumerate(texts, 1):
            placement = "before" if text.is_before else "after"
            title = "" if text.title == section.title else text.title[:80]
            slide = TextSlide(section=section, title=title, placement=placement)
            slide.text, slide.position = text.markdown, place
            self.save(slide)

    def add_asks(self, section: Section, deck: DeckText, *, after: int) -> None:
        """As text slides, since a deck does not say who is asked, or since when."""
        for place, ask in enumerate(deck.asks, after + 1):
            self.save(TextSlide(section=section, text=ask.markdown, position=place))

    def add_metrics(self, topics: Iterable[MetricTopic]) -> None:
        known = set(self.team.metrics.values_list("name", flat=True))
        last = self.team.metrics.aggregate(last=Max("position"))["last"] or 0
        new = [one for topic in topics for one in metrics_of(topic)]
        for place, (metric, reading) in enumerate(new, last + 1):
            if metric.name not in known:
                metric.team, metric.position = self.team, place
                self.save(metric)
                known.add(metric.name)
                self.add_reading(metric, reading)

    def add_reading(self, metric: Metric, reading: Reading | None) -> None:
        if reading:
            metric.put_reading(
                start_of(self.quarter.last_day),
                reading.value,
                reading.comment,
                by=self.moment["by"],
                at=self.moment["at"],
            )


def address_of(licence: Licence) -> str:
    """Where a licence of Creative Commons is; empty for others."""
    found = CREATIVE_COMMONS.fullmatch(licence.name.strip())
    if not (found and re.fullmatch(r"[1-4]\.0", licence.version)):
        return ""
    kind = found[1].lower()
    return f"https://creativecommons.org/licenses/{kind}/{licence.version}/"


def section_of(entry: AgendaEntry, review: Review, place: int) -> Section:
    kind = KINDS.get(entry.kind, "text")
    title = entry.title[:60] or Section.Kind(kind).label
    return Section(
        review=review, kind=kind, title=title, seconds=entry.seconds, position=place
    )


def section_for(text: DeckSlide, sections: list[Section]) -> Section:
    """The section of its agenda entry, else the first of its kind, else the last."""
    if text.entry is not None and text.entry < len(sections):
        return sections[text.entry]
    kind = KINDS.get(text.section, "text")
    return next((one for one in sections if one.kind == kind), sections[-1])


def next_columns(deck: DeckText) -> Iterator[str]:
    for table in deck.tables:
        if table.section == "next":
            yield from table.columns


def draft_notes(deck: DeckText) -> list[str]:
    """The notes on drafts, each once."""
    notes: list[DraftNote] = list(deck.drafts)
    return list(dict.fromkeys(note.text for note in notes))


def reason_of(note: str, quarter: Quarter) -> tuple[str, datetime.date | None]:
    """Why it is a draft, and the day that the note ends with."""
    words = DRAFT.sub("", note).split()
    for count in range(min(WORDS_OF_A_DAY, len(words) - 1), 0, -1):
        read = quarter.read_eta(" ".join(words[-count:]))
        if read.precision == Precision.DAY and read.day:
            rest = " ".join(words[:-count]).rstrip(" ,;:")
            return rest.removesuffix(" on")[:160], read.day
    return " ".join(words)[:160], None


def start_of(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)
