"""What is made in the background; see goals_tracker/tasks."""

from django.tasks import task
from django.utils import timezone

from objectives.exporting import running as exports
from objectives.importing import running


@task(takes_context=True)
def write_import(context, pk):
    running.carry_out(pk, context, at=timezone.now())


@task(takes_context=True)
def make_export(context, pk):
    exports.carry_out(pk, context, at=timezone.now())
