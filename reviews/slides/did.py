from reviews.slides import table
from reviews.slides.base import Slide
from reviews.slides.said import bucket
from reviews.snapshot import Section, Snapshot

KIND = "did"


def slides(section: Section, snapshot: Snapshot) -> list[Slide]:
    """The same rows as they ended, marked where they no longer say what was said."""
    found = []
    for plan in snapshot.plans:
        lines = [
            (bucket(row.bucket, plan.quarter), table.row_line(row, row.said))
            for row in plan.rows
        ]
        found += table.slides(KIND, section.title, section.slug, plan, lines)
    return found
