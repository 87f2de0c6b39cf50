from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.pdf import printing, rendering
from reviews.publishing import importing
from reviews.snapshot.json_file import ReviewFileError

HINTS = {
    importing.OTHER_PAGES: " Use --reprint to import its snapshot and print it again.",
    importing.IS_DRAFT: " Use --draft to publish it here as version 1.",
}
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
        parser.add_argument(
            "--draft",
            action="store_true",
            help="import a draft too, and publish it as version 1",
        )

    def handle(self, *, file, reprint=False, draft=False, **options):
        try:
            found = importing.read_file(file.read_bytes())
            review, version = importing.rebuild(
                found, at=timezone.now(), may_differ=reprint, may_be_draft=draft
            )
        except importing.AlreadyImportedError as here:
            self.stdout.write(f"Already imported: {here}")
            return
        except FAILURES as error:
            hint = HINTS.get(str(error), "")
            raise CommandError(
                f"{file}: nothing was imported. {error}{hint}"
            ) from error
        self.stdout.write(f"{version}: {review.get_absolute_url()}")
        if version.withdrawn_at:
            self.stdout.write("A newer version is here, so this one is among Versions.")
        self.stdout.write("The organisation's settings say who can read it.")
