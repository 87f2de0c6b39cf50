import functools

from reviews.slides import table
from reviews.slides.base import Slide
from reviews.slides.said import bucket
from reviews.snapshot.values import GroupPlan, SectionData, Snapshot

KIND = "did"


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The same rows as they ended, with changes marked."""
    return [slide for plan in snapshot.plans for slide in of_plan(section, plan)]


@functools.lru_cache(maxsize=256)
def of_plan(section: SectionData, plan: GroupPlan) -> tuple[Slide, ...]:
    """One group's slides; cached, since a change mostly affects another group."""
    lines = [
        (bucket(row.bucket, plan.quarter), table.row_line(row, row.said))
        for row in plan.rows
    ]
    return table.slides(KIND, section.title, section.slug, plan, lines)
