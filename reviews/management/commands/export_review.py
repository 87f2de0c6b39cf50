from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews import deck, kept, pdf, renderer
from reviews.models import Review


class Command(BaseCommand):
    help = "Write the PDF of a team's review of a quarter."
    # The export is timed against a browser's; the site's checks are not its job.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("team", help="the team's part of the address: techops")
        parser.add_argument("quarter", help="the quarter's: 2014-15-q2")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")

    def handle(self, *, team, quarter, output, **options):
        review = Review.objects.at_address(team, quarter).with_publication().first()
        if review is None:
            raise CommandError(f"There is no review of {team} for {quarter}.")
        try:
            file = kept.published_pdf(review)
            content = bytes(file.content) if file else rendered(review)
            output.write_bytes(content)
        except (pdf.RendererMissing, renderer.RenderingFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{output}: {len(content):,} bytes")


def rendered(review):
    """The PDF of the review as it stands now."""
    page = deck.page(kept.snapshot_of(review))
    return renderer.pdf_of(page, printer=renderer.of_command())
