from reviews.slides import table
from reviews.slides.base import Slide
from reviews.snapshot import Section, Snapshot

KIND = "next"


def slides(section: Section, snapshot: Snapshot) -> list[Slide]:
    """The next quarter's plans, each under its draft band while it is a draft."""
    found = []
    for plan in snapshot.next_plans:
        lines = [(plan.quarter, table.row_line(row, None)) for row in plan.rows]
        found += table.slides(KIND, section.title, section.slug, plan, lines)
    return found
