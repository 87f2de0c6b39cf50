from django.core.management.base import BaseCommand

from reviews import tasks


class Command(BaseCommand):
    help = (
        "Remove old books, imports, tasks, wrong passwords, for cron: RUN_SCHEDULES=0."
    )

    def handle(self, **options):
        tasks.remove_old_rows.call()
