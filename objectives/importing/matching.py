"""The objective here that a row of a table is, if there is one.

Found by its reference, else by its title and its place among equal ones, in its plan.
"""

from collections.abc import Iterable
from itertools import batched

from objectives.importing.rows import Draft
from objectives.models import Objective, Plan
from objectives.parsing.pasted_rows import folded_name

AT_ONCE = 500
type Plans = dict[tuple[int | str, str], Plan]


def plans_of(found: Iterable[Draft]) -> Plans:
    """The plans that are there already, by team and quarter."""
    places = {draft.place for draft in found if draft.place}
    teams = {team for team, _ in places if isinstance(team, int)}
    slugs = {slug for _, slug in places}
    plans: Plans = {}
    for some in batched(sorted(teams), AT_ONCE):
        rows = Plan.objects.filter(team__in=some, quarter__slug__in=slugs)
        for plan in rows.select_related("team__parent", "quarter").order_by("pk"):
            if (plan.team_id, plan.quarter.slug) in places:
                plans[plan.team_id, plan.quarter.slug] = plan
    return plans


def title_key(title: str) -> str:
    return folded_name(title)


class Existing:
    """The objectives of a plan that no row of the table has been matched with."""

    def __init__(self, objectives: Iterable[Objective]):
        self.left = {row.pk: row for row in objectives}
        self.by_reference: dict[str, list[Objective]] = {}
        self.by_title: dict[str, list[Objective]] = {}
        for row in self.left.values():
            self.by_title.setdefault(title_key(row.title), []).append(row)
            if row.reference:
                self.by_reference.setdefault(row.reference, []).append(row)

    def take_by_reference(self, draft: Draft) -> Objective | None:
        reference = draft.values.get("reference", "")
        return self.take(self.by_reference.get(reference, ())) if reference else None

    def take_by_title(self, draft: Draft) -> Objective | None:
        reference = draft.values.get("reference", "")
        same = self.by_title.get(title_key(draft.values.get("title", "")), ())
        return self.take(
            row for row in same if not reference or row.reference in ("", reference)
        )

    def take(self, rows: Iterable[Objective]) -> Objective | None:
        found = next((row for row in rows if row.pk in self.left), None)
        return self.left.pop(found.pk) if found else None


def matched(
    found: list[Draft], plans: Plans
) -> tuple[dict[int, Objective], list[Objective]]:
    """The objective of each row that has one, and those without a row."""
    existing = existing_in(plans)
    matches: dict[int, Objective] = {}
    # Rows that were refused before have left nothing to be found.
    in_order = sorted(found, key=lambda draft: bool(draft.errors))
    for way in (Existing.take_by_reference, Existing.take_by_title):
        for draft in in_order:
            here = existing.get(draft.place) if draft.place and draft.values else None
            if here and draft.row.number not in matches and (row := way(here, draft)):
                matches[draft.row.number] = row
    left = [row for here in existing.values() for row in here.left.values()]
    return matches, left


def existing_in(
    plans: Plans,
) -> dict[tuple[int | str, str], Existing]:
    by_key = {plan.pk: (place, plan) for place, plan in plans.items()}
    rows: dict[tuple[int | str, str], list[Objective]] = {one: [] for one in plans}
    for keys in batched(by_key, AT_ONCE):
        objectives = Objective.objects.filter(plan__in=keys).select_related("owner")
        for row in objectives.order_by("position", "pk"):
            place, row.plan = by_key[row.plan_id]
            rows[place].append(row)
    return {place: Existing(some) for place, some in rows.items()}
