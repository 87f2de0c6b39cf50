"""Small real rows for tests; every argument has a default that is allowed."""

import datetime
from functools import cache
from itertools import count, groupby

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from objectives.models import (
    Member,
    Objective,
    Organization,
    Plan,
    Quarter,
    SearchedText,
    Team,
)
from objectives.models.organization import Readers
from reviews.management.commands.load_sample import bring_figures
from reviews.models import Review, Section
from reviews.publishing import page_cache

AT = datetime.datetime(2015, 1, 14, 17, tzinfo=datetime.UTC)
LATER = AT + datetime.timedelta(days=1)

numbers = count(1)


def empty_database():
    """As a new install's, within a test's transaction."""
    # PostgreSQL truncates no table of which keys are still to be checked.
    connection.check_constraints()
    call_command("flush", interactive=False, verbosity=0)


def load_sample():
    """The rows of the sample review, as the demo has them."""
    for model, rows in sample_rows().items():
        model._base_manager.bulk_create(rows)
    with connection.cursor() as cursor:
        for reset in connection.ops.sequence_reset_sql(no_style(), sample_rows()):
            cursor.execute(reset)
    SearchedText.objects.refresh(Objective.objects.pks())


@cache
def sample_rows():
    """By model. Read once: loaddata takes ten times as long as storing them does."""
    with open("fixtures/techops.json", encoding="utf-8") as file:
        rows = [row.object for row in serializers.deserialize("json", file)]
    return {model: list(found) for model, found in groupby(rows, key=type)}


def sample_snapshot():
    """The sample review's, for a whole module; its rows are gone afterwards."""
    load_sample()
    reviews = Review.objects.at_address("techops", "2014-15-q2")
    found = page_cache.snapshot_of(reviews.with_publication().get())
    empty_database()
    return found


def harbour_snapshot():
    """The same of the made-up team, whose figures are drawn."""
    load_sample()
    folder = settings.BASE_DIR / "fixtures" / "harbour"
    call_command("loaddata", folder / "harbour.json", verbosity=0)
    bring_figures(folder)
    reviews = Review.objects.at_address("harbour", "2014-15-q2")
    found = page_cache.snapshot_of(reviews.with_publication().get())
    empty_database()
    return found


def make_organization(readers=Readers.ANYONE, **fields):
    fields = {"name": "Example", "fiscal_year_start": 7} | fields
    return Organization.objects.create(readers=readers, **fields)


def make_team(name="", parent=None, **fields):
    name = name or f"Team {next(numbers)}"
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    return Team.objects.create(name=name, slug=slug, parent=parent, **fields)


def make_quarter(on=datetime.date(2014, 11, 1), year_start_month=7):
    """The quarter of that day; Q2 2014-15 by default."""
    quarter = Quarter.of(on, year_start_month=year_start_month)
    return Quarter.objects.opened(quarter)


def make_plan(team=None, quarter=None, state=Plan.State.DRAFT, **fields):
    return Plan.objects.create(
        team=team or make_team(),
        quarter=quarter or make_quarter(),
        state=state,
        **fields,
    )


def make_objective(plan=None, title="", **fields):
    title = title or f"Objective {next(numbers)}"
    return Objective.objects.create(plan=plan or make_plan(), title=title, **fields)


def make_user(username="", team=None, **fields):
    username = username or f"user-{next(numbers)}"
    user = get_user_model().objects.create_user(username, **fields)
    if team:
        Member.objects.create(team=team, user=user, name=username)
    return user


def make_lead(team, username="", **fields):
    user = make_user(username, team=team, **fields)
    user.memberships.update(is_lead=True)
    return user


def make_review(team=None, quarter=None, sections=("team", "said", "did"), **fields):
    """A review with a section of each of these kinds."""
    review = Review.objects.create(
        team=team or make_team(), quarter=quarter or make_quarter(), **fields
    )
    for position, kind in enumerate(sections):
        make_section(review, kind=kind, position=position)
    return review


def make_section(review, title="", **fields):
    title = title or f"Section {next(numbers)}"
    fields = {"seconds": 60} | fields
    return Section.objects.create(review=review, title=title, **fields)
