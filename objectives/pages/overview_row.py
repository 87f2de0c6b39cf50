"""A team's row of the overview."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import urlencode

from objectives.models import Quarter
from objectives.pages.plan_row import page_address
from objectives.text.fates import Fates


class Place(NamedTuple):
    """A team or a group, as little of it as a row needs."""

    pk: int
    parent_id: int | None
    name: str
    slug: str


class ReviewFacts(NamedTuple):
    """A review's moment, and the number of its version in force."""

    held_at: datetime | None
    version: int | None


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A team's quarter with those of its groups."""

    team: Place
    # Unless its row is above.
    parent: Place | None
    is_within: bool
    quarter: Quarter
    states: str
    fates: Fates
    late: int
    unplanned: int
    review: ReviewFacts | None

    @property
    def team_address(self) -> str:
        return reverse("team_detail", args=[self.team.slug])

    @property
    def plan_address(self) -> str:
        return page_address(self.team.slug, self.quarter.slug)

    @property
    def deck_address(self) -> str:
        return self.address("review_deck")

    @property
    def pdf_address(self) -> str:
        return self.address("review_pdf")

    def address(self, name: str) -> str:
        return reverse(name, args=[self.team.slug, self.quarter.slug])

    @property
    def carried_address(self) -> str:
        return self.listed("carry_over_list")

    @property
    def late_address(self) -> str:
        return self.listed("objective_list") + "&carried=in"

    @property
    def unplanned_address(self) -> str:
        return self.listed("project_list")

    def listed(self, name: str) -> str:
        """The address of a list of this row's team and quarter."""
        words = {"team": self.team.slug, "quarter": self.quarter.slug}
        return f"{reverse(name)}?{urlencode(words)}"

    @property
    def review_words(self) -> str:
        """Version 2, 15 Jan 2015; or Draft where none is in force."""
        assert self.review
        held_at, version = self.review
        words = f"Version {version}" if version else "Draft"
        if held_at is None:
            return words
        return f"{words}, {format_date(timezone.localtime(held_at), 'j M Y')}"
