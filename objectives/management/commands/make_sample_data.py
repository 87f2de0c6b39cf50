import datetime
import time

from django.core.management import BaseCommand, CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from objectives.models import (
    CarryOver,
    Commitment,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    SearchedText,
    StatusUpdate,
    Tag,
    Tagging,
    Team,
)
from objectives.models.organization import Readers
from objectives.sample import rows

NAME = "Example Works (made up)"
# Rows that refer to others come before them.
NOUNS = (
    CarryOver,
    StatusUpdate,
    Commitment,
    Project,
    SearchedText,
    Tagging,
    Tag,
    Objective,
    Plan,
    Member,
    Team,
    Quarter,
)
# Fixed, so that the same sizes give the same rows on any day.
LAST_DAY = datetime.date(2026, 12, 31)


class Command(BaseCommand):
    help = "Fill an empty database with made-up teams, to try lists at any size."

    def add_arguments(self, parser):
        parser.add_argument("--teams", type=int, default=100, help="number of teams")
        parser.add_argument(
            "--quarters", type=int, default=8, help="number of quarters"
        )
        parser.add_argument(
            "--objectives", type=int, default=12, help="objectives in each plan"
        )

    def handle(self, *, teams, quarters, objectives, **options):
        check_sizes(teams, quarters, objectives)
        check_is_free()
        started = time.monotonic()
        with transaction.atomic():
            clear()
            made = rows.fill(
                last_quarters(quarters), teams=teams, objectives=objectives
            )
            remember(f"--teams={teams} --quarters={quarters} --objectives={objectives}")
        with connection.cursor() as cursor:
            # Without it, the database plans its queries for empty tables.
            cursor.execute("ANALYZE")
        self.stdout.write(
            f"Created {made} objectives of {teams} made-up teams in "
            f"{time.monotonic() - started:.0f} s."
        )


def check_sizes(teams, quarters, objectives):
    limits = {"teams": (teams, 5000), "quarters": (quarters, 400)}
    for name, (number, most) in (limits | {"objectives": (objectives, 1000)}).items():
        if not 1 <= number <= most:
            raise CommandError(f"--{name} must be from 1 to {most}.")


def check_is_free():
    """Refuse a database with anything that this command did not make."""
    foreign = (
        Organization.objects.exclude(name=NAME).exists()
        or Team.objects.exclude(slug__startswith=rows.SLUG).exists()
        or not Organization.objects.exists()
        and any(noun.objects.exists() for noun in NOUNS)
    )
    if foreign:
        raise CommandError("The database already has data. Nothing was created.")


def clear():
    """Delete what an earlier run made, unless other rows refer to it."""
    try:
        with transaction.atomic():
            for noun in NOUNS:
                # Without cascades, which are slow: each model is deleted in turn.
                noun.objects.all()._raw_delete(connection.alias)
            connection.check_constraints()
    except IntegrityError:
        raise CommandError(
            "Other data depends on the sample. Nothing was created."
        ) from None


def last_quarters(number):
    """The last quarters, in calendar years, oldest first."""
    found = [Quarter.of(LAST_DAY, year_start_month=1)]
    while len(found) < number:
        found.append(found[-1].preceding())
    return [Quarter.objects.opened(quarter) for quarter in reversed(found)]


def remember(words):
    """Write one entry of the audit trail for all rows, which are made up."""
    organization = Organization.objects.first() or Organization(
        name=NAME, fiscal_year_start=1, readers=Readers.ANYONE
    )
    if organization._state.adding:
        organization.save(at=timezone.now())
    organization.log_change(
        "filled with made-up data",
        {"rows": ["", f"manage.py make_sample_data {words}"]},
        by=None,
        at=timezone.now(),
    )
