from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from goals_tracker.backups.backup import back_up
from goals_tracker.backups.manifest import BackupError


class Command(BaseCommand):
    help = "Write the database and the pictures to one file, and read it back."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file, **options):
        try:
            manifest, missing = back_up(file.absolute())
        except (BackupError, DatabaseError, OSError) as error:
            raise CommandError(f"No backup was written. {error}") from error
        for name in missing:
            self.stderr.write(
                f"The picture {name} is not on this machine, and not in the backup."
            )
        rows, pictures = sum(manifest.rows.values()), len(manifest.digests) - 1
        self.stdout.write(f"{file}: {rows} rows and {pictures} pictures, read back.")
