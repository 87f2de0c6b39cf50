"""A chart of a hundred thousand readings: the CPU of reading them and of drawing it.

`python -m tests.bench.charts` prints the figures of the database that the environment
names, as `name value` lines; the second is the whole of one chart, slide included.
"""

import datetime
import gc
import time
from dataclasses import replace
from statistics import median

import django

from tests.bench import ROUNDS
from tests.bench.lists import run

READINGS = 100_000
START = datetime.datetime(2014, 10, 1, tzinfo=datetime.UTC)


def figures(environment):
    """Each figure's name and value, from a process and a database of their own."""
    own = environment | {
        "DATABASE_URL": f"sqlite:///{environment['VAR_DIR']}/charts.sqlite3",
        "DJANGO_SETTINGS_MODULE": "goals_tracker.settings",
    }
    run(own, "manage.py", "migrate", "--no-input")
    run(own, "manage.py", "load_sample")
    for line in run(own, "-m", "tests.bench.charts").splitlines():
        name, value = line.split()
        yield name, float(value)


def main():
    django.setup()
    review, metric = prepared()
    read, draw = [], []
    for _ in range(ROUNDS):
        took, found = timed(lambda: only(review, metric))
        read.append(took)
        draw.append(timed(lambda found=found: drawn(found))[0])
    drawing = drawn(only(review, metric))
    print("chart.read_100k_ms", median(read))
    print("chart.read_and_draw_100k_ms", median(map(sum, zip(read, draw, strict=True))))
    print("chart.draw_ms", median(draw))
    print("chart.svg_kb", len(drawing.encode()) / 1000)


def prepared():
    """The sample's review, and a metric with a reading of every minute."""
    from reviews.models import Metric, Reading, Review  # noqa: PLC0415 - after setup

    review = Review.objects.get(team__slug="techops")
    metric = Metric.objects.create(team=review.team, name="Bench", statistic="median")
    Reading.objects.bulk_create(
        (
            Reading(
                metric=metric,
                at=START + datetime.timedelta(minutes=number),
                value=number % 997 / 7,
            )
            for number in range(READINGS)
        ),
        batch_size=5_000,
    )
    return review, metric


def only(review, metric):
    """The snapshot's share of that metric, and what its slide needs beside it."""
    from reviews.snapshot import computed  # noqa: PLC0415 - after setup
    from reviews.snapshot.calendar import calendar  # noqa: PLC0415 - after setup

    found, _ = computed.read_metrics(None, review.team, review.quarter, None)
    return next(one for one in found if one.pk == metric.pk), calendar(review.quarter)


def drawn(found):
    """The metric's slide as HTML, its chart included."""
    from reviews.deck import deck  # noqa: PLC0415 - after setup
    from reviews.slides import metric  # noqa: PLC0415 - after setup
    from reviews.snapshot.values import SectionData  # noqa: PLC0415 - after setup
    from tests.reviews.charts.figures import SNAPSHOT  # noqa: PLC0415 - after setup

    data, months = found
    snapshot = replace(SNAPSHOT, metrics=(data,), calendar=months)
    section = SectionData("metrics", "Metrics", "metrics", 60, ())
    (placed,) = deck.alone(metric.slides(section, snapshot), "")
    return placed.body


def timed(call):
    """The CPU milliseconds of a call, and its answer."""
    gc.collect()
    started = time.process_time()
    answer = call()
    return (time.process_time() - started) * 1000, answer


if __name__ == "__main__":
    main()
