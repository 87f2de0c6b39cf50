from reviews.slides import table
from reviews.slides.base import Slide
from reviews.snapshot import Section, Snapshot

KIND = "said"


def slides(section: Section, snapshot: Snapshot) -> list[Slide]:
    """The commitments, group by group; a plan never committed has said nothing."""
    found = []
    for plan in snapshot.plans:
        lines = [
            (bucket(row.bucket, plan.quarter), table.said_line(row.said, row))
            for row in plan.rows
            if row.said
        ]
        found += table.slides(KIND, section.title, section.slug, plan, lines)
    return found


def bucket(carried_from: str, quarter: str) -> str:
    """Q1 leftovers, or the quarter itself."""
    return f"{carried_from} leftovers" if carried_from else quarter
