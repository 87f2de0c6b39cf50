import functools

from reviews.slides import buckets, rows, table
from reviews.slides.base import Slide
from reviews.snapshot.values import GroupPlan, Row, SectionData, Snapshot

KIND = "did"


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The same rows as they ended, with changes marked."""
    return buckets.with_others(
        (of_plan(section, plan), len(plan.rows)) for plan in snapshot.plans
    )


@functools.lru_cache(maxsize=256)
def of_plan(section: SectionData, plan: GroupPlan) -> tuple[Slide, ...]:
    """One group's slides; cached, since a change mostly affects another group."""
    shown = buckets.chosen(section, plan.rows)
    found = buckets.buckets(shown, plan.rows, plan.quarter, line, buckets.counted_done)
    more = buckets.left_out(section, len(plan.rows) - len(shown))
    return table.slides(KIND, section.title, section.slug, plan, found, more)


def line(row: Row) -> rows.TableRow:
    return rows.row_line(row, row.said)
