"""What is made in the background."""

from django.tasks import task


@task(takes_context=True)
def make_book(context):
    from reviews import making  # noqa: PLC0415 -- takes pikepdf along, workers only

    making.make(context.job, context)
