"""What is made in the background."""

from django.tasks import task


@task(takes_context=True)
def make_book(context):
    from reviews.books import builder  # noqa: PLC0415 -- takes pikepdf along, workers only

    builder.make(context.job, context)
