import os
from datetime import timedelta

from django.core.management import BaseCommand
from django.utils import timezone

from goals_tracker.backups import in_use
from goals_tracker.tasks import engine
from goals_tracker.tasks.launcher import only_worker

# The pages come first.
NICER = 5
DEFAULT = "default"


class Command(BaseCommand):
    help = "Do what pages and schedules have asked for, such as books of reviews."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--until-idle",
            action="store_true",
            help="end when nothing is left to do, or where a worker runs here already",
        )
        parser.add_argument(
            "--queue",
            choices=engine.queues(),
            help="do only what waits in this queue; in all of them by default",
        )
        parser.add_argument(
            "--lease",
            type=float,
            metavar="SECONDS",
            help="how soon a task is taken up again whose worker was killed",
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=engine.PATIENCE.total_seconds(),
            metavar="SECONDS",
            help="how long a task may hang before its worker ends",
        )

    def handle(self, *, until_idle, queue, lease, patience, **options):
        in_use.hold()
        os.nice(NICER)
        patience = timedelta(seconds=patience)
        limits = {"lock_timeout": lease, "patience": patience}
        with engine.Shift(queues=[queue] if queue else None, **limits) as shift:
            work_until_idle(shift, queue) if until_idle else work_on(shift, queue)


def work_on(shift, queue):
    """Work for ever, with the lock where it is free: the web starts no other then."""
    with only_worker(queue or DEFAULT):
        shift.work(until_idle=False)


def work_until_idle(shift, queue):
    """Work while there is something to do and no other worker here."""
    is_left = True
    while is_left and not shift.is_ended:
        with only_worker(queue or DEFAULT) as is_only:
            if not is_only:
                return
            shift.work(until_idle=True)
        # Whoever enqueued while the lock was held has started nobody.
        is_left = engine.is_wanted(at=timezone.now(), queue=queue)
