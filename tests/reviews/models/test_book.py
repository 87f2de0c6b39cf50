"""What becomes of books at the upgrade from the queue of our own."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from reviews.models import Book
from tests.makers import AT, make_quarter, make_user

# No step of this upgrade is edited any more.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]
BEFORE = [("reviews", "0005_table_version"), ("goals_tracker", "0001_jobs")]
ENDED = "An update of this server ended it. Please ask for it again."


def migrate(targets):
    """Bring the database there; gives the models as they were."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def before():
    """The models of the release with a queue of its own."""
    yield migrate(BEFORE)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def make_books(apps, quarter, by):
    """One for each state of a job, by the state's name."""
    now = timezone.now()
    jobs = {
        "READY": {},
        "RUNNING": {"held_until": now, "attempts": 1},
        "FAILED": {"finished_at": now, "error": "No paper."},
        "SUCCESSFUL": {"finished_at": now, "attempts": 2},
    }
    made = {}
    for status, fields in jobs.items():
        job = apps.get_model("goals_tracker", "Job").objects.create(
            task="reviews.tasks.make_book", status=status, enqueued_at=AT, **fields
        )
        made[status] = (
            apps.get_model("reviews", "Book")
            .objects.create(job=job, quarter_id=quarter, by_id=by, kind="pdf")
            .pk
        )
    return made


def test_what_is_in_the_queue_at_the_upgrade_is_said_to_be_gone(before):
    made = make_books(before, make_quarter().pk, make_user().pk)

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    books = {status: Book.objects.get(pk=pk) for status, pk in made.items()}
    assert {status: (book.state, book.error) for status, book in books.items()} == {
        "READY": ("failed", ENDED),
        "RUNNING": ("failed", ENDED),
        "FAILED": ("failed", "No paper."),
        "SUCCESSFUL": ("done", ""),
    }
    assert {book.asked_at for book in books.values()} == {AT}
    assert "goals_tracker_job" not in connection.introspection.table_names()


def test_the_upgrade_can_be_taken_back():
    book = Book.objects.create(
        quarter=make_quarter(), by=make_user(), kind="pdf", asked_at=AT, finished_at=AT
    )

    apps = migrate(BEFORE)
    job = apps.get_model("reviews", "Book").objects.get().job
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    assert (job.status, job.enqueued_at, job.finished_at) == ("SUCCESSFUL", AT, AT)
    book.refresh_from_db()
    assert (book.state, book.asked_at) == ("done", AT)
