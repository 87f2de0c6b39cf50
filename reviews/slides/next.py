import functools

from reviews.slides import table
from reviews.slides.base import Slide
from reviews.snapshot.values import GroupPlan, SectionData, Snapshot

KIND = "next"


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The next quarter's plans, each under its draft band while it is a draft."""
    return [slide for plan in snapshot.next_plans for slide in of_plan(section, plan)]


@functools.lru_cache(maxsize=256)
def of_plan(section: SectionData, plan: GroupPlan) -> tuple[Slide, ...]:
    """One group's slides; cached, since a change mostly affects another group."""
    lines = [(plan.quarter, table.row_line(row, None)) for row in plan.rows]
    return table.slides(KIND, section.title, section.slug, plan, lines)
