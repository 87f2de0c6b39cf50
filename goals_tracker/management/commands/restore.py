from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from goals_tracker.backups.manifest import BackupError
from goals_tracker.backups.restore import restore
from goals_tracker.views import missing_migrations


class Command(BaseCommand):
    help = "Replace this install's data by a backup. Stop web and workers first."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="restore even though this install has data, and delete that data",
        )

    def handle(self, *, file, replace, **options):
        try:
            manifest = restore(file, is_replacing=replace, say=self.stdout.write)
        except (BackupError, DatabaseError, OSError) as error:
            raise CommandError(f"The restore failed. {error}") from error
        rows, pictures = sum(manifest.rows.values()), len(manifest.digests) - 1
        self.stdout.write(
            f"Restored {rows} rows and {pictures} pictures, as they were at "
            f"{manifest.at}."
        )
        if missing_migrations():
            self.stdout.write("Run manage.py migrate before you start the web.")
