"""A plan of a thousand objectives: its page, and saving one of its cells.

`python -m tests.bench.plan` prints the figures of the database that the environment
names, as `name value` rows. A visitor asks for the page, its lead saves; the plain side
reads the same rows and shows the same texts in one table, written by hand. What a
process computes counts.
"""

import time
from statistics import median

import django

from tests.bench import ROUNDS
from tests.bench.lists import figures_of

SIZES = ("--teams=1", "--quarters=2", "--objectives=1000")
# How often each is done in one round.
TIMES = 3
SAVES = 20
FIELDS = ("title", "measure", "dependency", "owner", "eta", "state", "status")
PLAIN = """<table><tbody>{% for row in rows %}
<tr>CELLS</tr>{% endfor %}</tbody></table>""".replace(
    "CELLS", "".join(f"<td>{{{{ row.{name} }}}}</td>" for name in FIELDS)
)


def figures(environment):
    """Each figure's name and value, from a process and a database of their own."""
    return figures_of("plan", environment, SIZES)


def main():
    django.setup()
    from objectives.models import Plan  # noqa: PLC0415 -- after setup

    plan = Plan.objects.order_by("-quarter__first_day").first()
    plan.reopen("To be edited", by=None, at=None) if plan.is_closed else None
    ratios = [ratio_of(plan) for _ in range(ROUNDS)]
    print("plan.page_1000_vs_plain_table", median(ratios))
    print("plan.cell_save_ms", median(saves_of(plan) for _ in range(ROUNDS)) * 1000)


def ratio_of(plan):
    """The page over the plain table; both take turns."""
    from django.template import engines  # noqa: PLC0415 -- after setup
    from django.test import Client  # noqa: PLC0415 -- after setup

    client = Client(SERVER_NAME="localhost")
    plain = engines["django"].from_string(PLAIN)
    rows = plan.objectives.select_related("owner").order_by("position")
    pairs = [
        (
            seconds(lambda: answered(client.get(plan.get_absolute_url()))),
            seconds(lambda: plain.render({"rows": list(rows.all())})),
        )
        for _ in range(TIMES)
    ]
    ours, others = zip(*pairs, strict=True)
    return median(ours) / median(others)


def saves_of(plan):
    """What it takes to save a cell; each time it says something else."""
    from django.contrib.auth.models import User  # noqa: PLC0415 -- after setup
    from django.test import Client  # noqa: PLC0415 -- after setup
    from django.urls import reverse  # noqa: PLC0415 -- after setup

    user, _ = User.objects.get_or_create(username="bench", is_staff=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    row = plan.objectives.order_by("position").first()
    address = reverse("objective_cell", args=[row.pk])

    def save(number):
        text = f"Measure {number} {time.monotonic()}"
        sent = {"cell": "measure", "measure": text, "initial-measure": row.measure}
        answer = client.post(address, sent, headers={"X-Requested-With": "fetch"})
        answered(answer)
        row.measure = text

    return median(seconds(lambda at=at: save(at)) for at in range(SAVES))


def answered(answer):
    assert answer.status_code == 200, answer.status_code


def seconds(act):
    started = time.process_time()
    act()
    return time.process_time() - started


if __name__ == "__main__":
    main()
