from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.pdf import printing, rendering
from reviews.publishing import importing
from reviews.snapshot.json_file import Refused

HINT = "With --reprint its snapshot is taken, and printed anew."
FAILURES = (
    Refused,
    rendering.RendererMissingError,
    printing.RenderingFailedError,
    OSError,
)


class Command(BaseCommand):
    help = "Make a review again from its PDF or JSON file, and publish it here."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.pdf|FILE.json")
        parser.add_argument(
            "--reprint",
            action="store_true",
            help="take the snapshot even where its PDF is printed otherwise here",
        )

    def handle(self, *, file, reprint=False, **options):
        try:
            found = importing.read(file.read_bytes())
            review = importing.rebuild(found, at=timezone.now(), may_differ=reprint)
        except importing.AlreadyHere as here:
            self.stdout.write(f"It is here already: {here}")
            return
        except FAILURES as error:
            hint = f" {HINT}" if str(error) == importing.OTHER_PAGES else ""
            raise CommandError(f"{file}: nothing was stored. {error}{hint}") from error
        self.stdout.write(f"{review.published}: {review.get_absolute_url()}")
        self.stdout.write("Who may read it is said in the organisation's settings.")
