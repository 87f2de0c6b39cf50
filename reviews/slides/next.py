import functools

from reviews.slides import buckets, rows, table
from reviews.slides.base import Slide
from reviews.snapshot.values import GroupPlan, SectionData, Snapshot

KIND = "next"


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The next quarter's plans, each under its draft band while it is a draft."""
    return buckets.with_others(
        (of_plan(section, plan), len(plan.rows)) for plan in snapshot.next_plans
    )


@functools.lru_cache(maxsize=256)
def of_plan(section: SectionData, plan: GroupPlan) -> tuple[Slide, ...]:
    """One group's slides; cached, since a change mostly affects another group."""
    shown = buckets.chosen(section, plan.rows)
    lines = tuple(rows.row_line(row, None) for row in shown)
    note = buckets.counted_carried(plan.rows)
    whole = table.Bucket(f"Planned for {plan.quarter}", note, "", lines)
    more = buckets.left_out(section, len(plan.rows) - len(shown))
    found = [whole] if lines else []
    return table.slides(KIND, section.title, section.slug, plan, found, more)
