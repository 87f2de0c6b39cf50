from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.pdf import printing, rendering
from reviews.publishing import importing
from reviews.snapshot.json_file import ReviewFileError

HINT = "Use --reprint to import its snapshot and print it again."
FAILURES = (
    ReviewFileError,
    rendering.RendererMissingError,
    printing.RenderingFailedError,
    OSError,
)


class Command(BaseCommand):
    help = "Recreate a review from its PDF or JSON file, and publish it here."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.pdf|FILE.json")
        parser.add_argument(
            "--reprint",
            action="store_true",
            help="import the snapshot even if its PDF prints differently here",
        )

    def handle(self, *, file, reprint=False, **options):
        try:
            found = importing.read_file(file.read_bytes())
            review = importing.rebuild(found, at=timezone.now(), may_differ=reprint)
        except importing.AlreadyImportedError as here:
            self.stdout.write(f"Already imported: {here}")
            return
        except FAILURES as error:
            hint = f" {HINT}" if str(error) == importing.OTHER_PAGES else ""
            raise CommandError(
                f"{file}: nothing was imported. {error}{hint}"
            ) from error
        self.stdout.write(f"{review.published}: {review.get_absolute_url()}")
        self.stdout.write("The organisation's settings say who can read it.")
