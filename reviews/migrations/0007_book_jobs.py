from django.db import migrations
from django.utils import timezone

ENDED = "An update of this server ended it. Please ask for it again."


def from_jobs(apps, schema_editor):
    """Let each book say itself what its job said of it; the queue is another one now."""
    books = apps.get_model("reviews", "Book").objects
    for book in books.select_related("job"):
        job, is_left = book.job, book.job.finished_at is None
        books.filter(pk=book.pk).update(
            asked_at=job.enqueued_at,
            attempt=job.attempts,
            finished_at=timezone.now() if is_left else job.finished_at,
            error=ENDED if is_left else job.error,
        )


def to_jobs(apps, schema_editor):
    books = apps.get_model("reviews", "Book").objects
    jobs = apps.get_model("goals_tracker", "Job").objects
    for book in books.filter(job=None):
        book.job = jobs.create(
            task="reviews.tasks.make_book",
            arguments={"args": [], "kwargs": {}},
            status="FAILED" if book.error or not book.finished_at else "SUCCESSFUL",
            attempts=book.attempt,
            enqueued_at=book.asked_at,
            finished_at=book.finished_at or timezone.now(),
            error=book.error if book.finished_at else ENDED,
        )
        book.save()


class Migration(migrations.Migration):
    dependencies = [("reviews", "0006_book_progress")]

    operations = [migrations.RunPython(from_jobs, to_jobs)]
