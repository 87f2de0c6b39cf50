"""Slides of tables of what people type that is hard to break, in every size."""

import random
from dataclasses import replace

from objectives.parsing.status import State
from reviews.slides import next as planned
from reviews.slides import table
from reviews.slides.buckets import counted_done
from reviews.slides.rows import row_line
from reviews.snapshot.values import GroupPlan, Row, Said
from tests.reviews.typed import text

PLAN = GroupPlan("Group", "group", "Q2", "committed", "", "Measure of success", ())
ROW = Row(
    pk=1,
    title="Title",
    measure="",
    dependency="",
    eta="",
    eta_warning="",
    status="",
    state="",
    percent=None,
    is_about=False,
    owner="",
    is_tentative=False,
    said=None,
    quarters=1,
    carried_to="",
    deferred_to="",
    dropped_reason="",
    bucket="",
)


def typed_tables(plans, seed):
    """The slides of so many plans with one to nine rows each."""
    draw = random.Random(seed)
    return [slide for number in range(plans) for slide in typed_plan(draw, number)]


def typed_plan(draw, number):
    rows = [typed_row(draw, pk) for pk in range(draw.randint(1, 9))]
    lines = tuple(row_line(row, row.said) for row in rows)
    bucket = table.Bucket("Planned in Q2", counted_done(rows), "", lines)
    plan = replace(PLAN, group=text(draw, 60), slug=f"group-{number}")
    if number % 3 == 0:
        plan = replace(plan, state="draft", draft_note=text(draw, 160))
    return table.slides(planned.KIND, "Section", "section", plan, [bucket], "9 more")


def typed_row(draw, pk):
    most = draw.choice((20, 60, 200))
    names = ("title", "measure", "dependency", "eta", "status")
    typed = {name: typed_cell(draw, name, most) for name in names}
    said = Said(**typed | {"eta": text(draw, 30)}, is_tentative=False)
    if pk % 2:
        typed["measure"] = f"{typed['measure']} {text(draw, 60)}"
    return replace(
        ROW,
        **typed,
        pk=pk,
        said=said,
        state=draw.choice(("", *State)),
        percent=draw.choice((None, 50)),
        quarters=draw.randint(1, 14),
        carried_to=draw.choice(("", "Q3 2014-15")),
        eta_warning=draw.choice(("", "no such day", "after the quarter")),
    )


def typed_cell(draw, name, most):
    """Titles are never empty, other cells now and then."""
    return text(draw, most) if name == "title" or draw.random() < 0.7 else ""
