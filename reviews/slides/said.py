import functools

from reviews.slides import buckets, rows, table
from reviews.slides.base import Slide
from reviews.snapshot.values import GroupPlan, Row, SectionData, Snapshot

KIND = "said"


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The commitments, group by group; none for a plan never committed."""
    return buckets.with_others(
        (of_plan(section, plan), len(promised(plan))) for plan in snapshot.plans
    )


@functools.lru_cache(maxsize=256)
def of_plan(section: SectionData, plan: GroupPlan) -> tuple[Slide, ...]:
    """One group's slides; cached, since a change mostly affects another group."""
    whole = promised(plan)
    shown = buckets.chosen(section, whole)
    found = buckets.buckets(shown, whole, plan.quarter, line, buckets.counted)
    more = buckets.left_out(section, len(whole) - len(shown))
    return table.slides(KIND, section.title, section.slug, plan, found, more)


def promised(plan: GroupPlan) -> list[Row]:
    return [row for row in plan.rows if row.said]


def line(row: Row) -> rows.TableRow:
    assert row.said is not None
    return rows.said_line(row.said, row.pk)
