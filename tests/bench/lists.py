"""The list of all objectives over the least that could be done.

`python -m tests.bench.lists` prints the figures of the database that the environment
names, as `name value` rows. The plain side is a hand-written template with the same
cells of the same rows, which were read before: only what is made of them counts.
"""

import datetime
import subprocess
import sys
import time
from statistics import median

import django

from tests.bench import ROUNDS

ON = datetime.date(2026, 11, 22)
SIZES = ("--teams=100", "--quarters=12")
SECONDS = 300
# How often a page of that many rows is made in one round.
TIMES = {50: 20, 1000: 2}
# A page this far down, and how often it is asked for.
PAGES, ASKED = 100, 10
PLAIN = """<table class="sheet objectives">
  <caption class="for-readers" dir="auto">Objectives</caption>
  <thead><tr>{% for heading in headings %}<th class="col-{{ heading.0 }}" scope="col"><a href="{{ heading.2 }}">{{ heading.1 }}</a></th>{% endfor %}</tr></thead>
  <tbody>{% for row in rows %}
ROW{% endfor %}</tbody>
</table>"""  # noqa: E501 -- a line as templates have it


def figures(environment):
    return figures_of("lists", environment, SIZES)


def figures_of(part, environment, sizes):
    """Each figure's name and value, from a process and a database of their own."""
    own = environment | {
        "DATABASE_URL": f"sqlite:///{environment['VAR_DIR']}/{part}.sqlite3",
        "DJANGO_SETTINGS_MODULE": "goals_tracker.settings",
    }
    run(own, "manage.py", "migrate", "--no-input")
    run(own, "manage.py", "make_sample_data", *sizes)
    for line in run(own, "-m", f"tests.bench.{part}").splitlines():
        name, value = line.split()
        yield name, float(value)


def run(environment, *words, seconds=SECONDS):
    """What this Python says to these words."""
    return subprocess.run(
        [sys.executable, *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds,
    ).stdout


def main():
    django.setup()
    for rows in TIMES:
        print(f"list.vs_plain_table_{rows}", vs_plain_table(rows))
    print("list.far_page_vs_first", far_page_vs_first())


def vs_plain_table(number):
    """Our table over the plain one, with rows that were made alike for both."""
    from django.template.loader import get_template  # noqa: PLC0415 -- after setup

    rows, table = rows_and_table(number)
    ours = get_template("components/table.html")
    plain = plain_table()
    headings = [(one.name, one.label, one.address) for one in table.headings]
    return compared(
        lambda: ours.render({"table": table, "css": "objectives"}),
        lambda: plain.render({"rows": rows, "headings": headings}),
        TIMES[number],
    )


def plain_table():
    """What somebody writes who has one table to show: all cells in one loop."""
    from django.template import engines  # noqa: PLC0415 -- after setup
    from django.template.loader import get_template  # noqa: PLC0415 -- after setup

    row = get_template("objectives/rows/objective_list_row.html").template.source
    for name, label in LABELS.items():
        row = row.replace(f"{{{{ labels.{name} }}}}", label)
    return engines["django"].from_string(PLAIN.replace("ROW", row))


LABELS = {
    "team": "Team",
    "quarter": "Quarter",
    "owner": "Owner",
    "eta": "ETA",
    "status": "Status",
}


def rows_and_table(number):
    from objectives.pages import lists  # noqa: PLC0415 -- after setup

    lists.ROWS_PER_PAGE = number
    table = listing_of("").table
    lists.ROWS_PER_PAGE = 50
    return list(table.data), table


def listing_of(words):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 -- after setup
    from django.http import QueryDict  # noqa: PLC0415 -- after setup

    from objectives.pages.lists import Listing  # noqa: PLC0415 -- after setup

    return Listing("objectives", QueryDict(words), user=AnonymousUser(), on=ON)


def far_page_vs_first():
    """The page so many pages down over the first one, found and read."""
    listing = listing_of("")
    for _ in range(PAGES):
        listing = listing_of(listing.next.removeprefix("?"))
    far = listing.next.removeprefix("?")
    return compared(lambda: listing_of(far).table, lambda: listing_of("").table, ASKED)


def compared(one, other, times):
    """The median of the rounds' quotients; both take turns within a round."""
    return median(round_of(one, other, times) for _ in range(ROUNDS))


def round_of(one, other, times):
    pairs = [(seconds(one), seconds(other)) for _ in range(times)]
    ones, others = zip(*pairs, strict=True)
    return median(ones) / median(others)


def seconds(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
