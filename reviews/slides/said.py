import functools

from reviews.slides import table
from reviews.slides.base import Slide
from reviews.snapshot.values import GroupPlan, SectionData, Snapshot

KIND = "said"


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The commitments, group by group; none for a plan never committed."""
    return [slide for plan in snapshot.plans for slide in of_plan(section, plan)]


@functools.lru_cache(maxsize=256)
def of_plan(section: SectionData, plan: GroupPlan) -> tuple[Slide, ...]:
    """One group's slides; cached, since a change mostly affects another group."""
    lines = [
        (bucket(row.bucket, plan.quarter), table.said_line(row.said, row))
        for row in plan.rows
        if row.said
    ]
    return table.slides(KIND, section.title, section.slug, plan, lines)


def bucket(carried_from: str, quarter: str) -> str:
    """Q1 leftovers, or the quarter itself."""
    return f"{carried_from} leftovers" if carried_from else quarter
