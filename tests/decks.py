"""The text of a deck as it comes off its slides, made of the rows of the sample."""

from itertools import groupby

from objectives.models import Objective, Project
from reviews.models import Metric, Review

HEADINGS = "Objective\tMeasure of success\tDependency\tETA\tStatus"
NEXT = HEADINGS.replace("Measure of success", "Expected impact")
UNITS = {30: "30 seconds", 180: "3 minutes", 300: "5 minutes"}
DRAFT = "DRAFT; to be finalized in our Ops off-site meeting Jan 20"
NAMES = ("title", "measure", "dependency", "eta", "status")


def text_of_the_sample():
    """The sample's text, from rows that are in the database."""
    review = Review.objects.get()
    sections = list(review.sections.order_by("position"))
    texts = {one.kind: slides_of(one) for one in sections}
    agenda = " ".join(f"{one.title} - {UNITS[one.seconds]}" for one in sections)
    people = review.team.members.order_by("position").values_list("name", flat=True)
    organization = "Wikimedia Foundation"
    notice = (
        "All content of these slides is (c) Wikimedia Foundation and available under a "
        "CC BY-SA 3.0 license, unless noted otherwise."
    )
    parts = [
        f"{review.team} Quarterly Review {organization} - {review.quarter.label}",
        notice,
        "Agenda",
        agenda,
        "Team and staffing numbers slide",
        "\n\n".join(people),
        *tables(2, said=True),
        *tables(2, said=False),
        *texts["did"],
        *unplanned(),
        *(f"What we learned: {one}" for one in texts["text"]),
        *metrics(),
        *texts["next"],
        *tables(3, said=False),
        *texts["asks"],
    ]
    return "\n\n\n".join(parts) + "\n"


def slides_of(section):
    slides = section.text_slides.order_by("position")
    return [f"{one.title}\n\n{one.text}".strip() for one in slides]


def tables(number, *, said):
    """A table for each group and quarter of the plan with that number."""
    rows = Objective.objects.filter(plan__quarter__number=number)
    rows = rows.select_related("plan__team", "plan__quarter", "commitment")
    for label, found in groupby(
        rows.order_by("plan__team__position", "position"), label_of
    ):
        heading = NEXT if number == 3 else HEADINGS
        lines = [heading, label + "\t" * 4, *(line_of(row, said=said) for row in found)]
        yield "\n".join([DRAFT, "", *lines] if number == 3 else lines)


def label_of(row):
    team, quarter = row.plan.team, row.plan.quarter
    if (
        row.predecessor
        and row.predecessor.plan.quarter.number == 1
        and quarter.number == 2
    ):
        return f"{team} Q1 leftovers" if team.position == 1 else f"{team} Q1"
    return f"{team} Q{quarter.number}"


def line_of(row, *, said):
    says = row.commitment if said else row
    return "\t".join(getattr(says, name) for name in NAMES)


def unplanned():
    lines = [f"- {one.text}" for one in Project.objects.order_by("position")]
    for part in (lines[:24], lines[24:]):
        yield "\n".join(["What we did instead: Projects", "", *part])


def metrics():
    charts = Metric.objects.filter(display="chart").order_by("position")
    for one in charts:
        name = one.name[:1].lower() + one.name[1:] if not one.heading else one.name
        about = f"{one.period} Monitors: {one.monitor}" if one.monitor else ""
        lines = [f"Metrics and callouts: {name}", one.heading, about]
        yield "\n\n".join(filter(None, lines))
    reading = Metric.objects.get(name="Incidents").readings.get()
    yield "\n".join(
        [
            "Metrics and callouts: Incidents, uptime, security",
            "",
            "- From October December 2014",
            " - 19 incident reports",
            f" - {reading.comment}",
        ]
    )
