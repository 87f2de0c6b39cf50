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
    StatusUpdate,
    Team,
)
from objectives.models.organization import Readers
from objectives.sample import rows

NAME = "Example Works (made up)"
# What stands on another first.
NOUNS = (
    CarryOver,
    StatusUpdate,
    Commitment,
    Project,
    Objective,
    Plan,
    Member,
    Team,
    Quarter,
)
# The end of the last quarter, whatever day it is: the same words give the same rows.
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
            # Else the database would plan its queries for the empty tables of before.
            cursor.execute("ANALYZE")
        self.stdout.write(
            f"Created {made} objectives of {teams} made-up teams in "
            f"{time.monotonic() - started:.0f} s."
        )


def check_sizes(teams, quarters, objectives):
    limits = {"teams": (teams, 5000), "quarters": (quarters, 400)}
    for name, (number, most) in (limits | {"objectives": (objectives, 100)}).items():
        if not 1 <= number <= most:
            raise CommandError(f"--{name} must be from 1 to {most}.")


def check_is_free():
    """Refuse a database in which anything stands that was not made here."""
    foreign = (
        Organization.objects.exclude(name=NAME).exists()
        or Team.objects.exclude(slug__startswith=rows.SLUG).exists()
        or not Organization.objects.exists()
        and any(noun.objects.exists() for noun in NOUNS)
    )
    if foreign:
        raise CommandError("The database already has data. Nothing was created.")


def clear():
    """Take away what an earlier run made; what stands on it elsewhere forbids it."""
    try:
        with transaction.atomic():
            for noun in NOUNS:
                # Not row by row, nor with their parts: every noun has its turn.
                noun.objects.all()._raw_delete(connection.alias)
            connection.check_constraints()
    except IntegrityError:
        raise CommandError(
            "Other data depends on the sample. Nothing was created."
        ) from None


def last_quarters(number):
    """That many quarters of calendar years, oldest first."""
    found = [Quarter.of(LAST_DAY, year_start_month=1)]
    while len(found) < number:
        found.append(found[-1].preceding())
    return [Quarter.objects.opened(quarter) for quarter in reversed(found)]


def remember(words):
    """Leave an entry in the audit trail: one, since the rows are nobody's record."""
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
