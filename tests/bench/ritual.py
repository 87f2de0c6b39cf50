"""One week's messages: 1,000 teams, 5,000 people, 12,000 open objectives.

`python -m tests.bench.ritual` prints the figures of the database that the environment
names, as `name value` rows: what it computes until every mail is made, at most how much
memory, and how many queries for a thousand people. No mail is handed to a server.
"""

import contextlib
import datetime
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import batched

import django

from tests.bench.lists import figures_of

SIZES = ("--teams=1000", "--quarters=1")
PEOPLE_A_TEAM = 5
AT = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)
# Nobody works on the queue, so nothing is handed to that server.
MAIL = {
    "MAIL_HOST": "mail.example.org",
    "SITE_URL": "https://goals.example.org",
    "WORK_IN_WEB": "0",
}


def figures(environment):
    """Each figure's name and value, from a process and a database of their own."""
    return figures_of("ritual", environment | MAIL, SIZES)


def main():
    django.setup()
    from django.db import connection  # noqa: PLC0415 -- after setup

    people = prepared()
    count = 0

    def counted(execute, *asked):
        nonlocal count
        count += 1
        return execute(*asked)

    started = time.process_time()
    with connection.execute_wrapper(counted):
        mails = run()
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("ritual.weekly_run_ms", spent * 1000)
    print("ritual.weekly_run_mb", peak)
    print("ritual.queries_a_thousand_people", count / people * 1000)
    print("ritual.mails", mails)


def prepared():
    """Prepare in a process of its own, whose memory does not count; how many people."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(prepare).result()


def prepare():
    """Give each team five people with accounts, who own all of its objectives."""
    from django.contrib.auth.models import User  # noqa: PLC0415 -- after setup

    from objectives.models import (  # noqa: PLC0415 -- after setup
        Member,
        Objective,
        Plan,
        StatusUpdate,
        Team,
    )

    teams = list(Team.objects.order_by("pk"))
    names = [f"p{n}" for n in range(PEOPLE_A_TEAM * len(teams))]
    User.objects.bulk_create(User(username=n, email=f"{n}@example.org") for n in names)
    users = list(User.objects.filter(username__in=names).order_by("pk"))
    for team, mine in zip(teams, batched(users, PEOPLE_A_TEAM), strict=True):
        Member.objects.bulk_create(
            Member(team=team, user=user, name=user.username, is_lead=user == mine[0])
            for user in mine
        )
    owners = {}
    for member in Member.objects.exclude(user=None).order_by("pk"):
        owners.setdefault(member.team_id, []).append(member)
    plans = Plan.objects.filter(quarter__first_day__lte=AT, quarter__last_day__gte=AT)
    plans.update(state="committed", committed_at=AT - datetime.timedelta(days=45))
    rows = list(Objective.objects.filter(plan__in=plans).select_related("plan"))
    for number, row in enumerate(rows):
        row.owner = owners[row.plan.team_id][number % PEOPLE_A_TEAM]
        row.state = row.chosen_state = row.deferred_to = row.dropped_reason = ""
    names = ["owner", "state", "chosen_state", "deferred_to", "dropped_reason"]
    Objective.objects.bulk_update(rows, names, batch_size=500)
    StatusUpdate.objects.bulk_create(
        StatusUpdate(objective=row, text="Going on", at=AT - datetime.timedelta(days=d))
        for row in rows
        for d in (40, 16 + row.pk % 9)
    )
    change_some(rows[::4])
    return len(users)


def change_some(rows):
    """What digests tell: a quarter of all changed in the week before."""
    from objectives.models import Change  # noqa: PLC0415 -- after setup

    at = AT - datetime.timedelta(days=2)
    Change.objects.bulk_create(
        row.new_change("changed", {"eta": ["Nov", "Dec"]}, by=None, at=at)
        for row in rows
    )


def run():
    """Begin the week and make every mail; how many there are."""
    from objectives.mail import composing  # noqa: PLC0415 -- after setup
    from objectives.models import MailMessage  # noqa: PLC0415 -- after setup
    from objectives.reminders import messages, schedule  # noqa: PLC0415 -- after setup

    schedule.send_due(at=AT, writing=contextlib.nullcontext)
    rows = MailMessage.objects.select_related("account").order_by("pk")
    for some in batched(rows.iterator(), 100):
        filled = messages.fill_in([row.facts["message"] for row in some], at=AT)
        for row, facts in zip(some, filled, strict=True):
            composing.compose(row, facts, None)
    return rows.count()


if __name__ == "__main__":
    main()
