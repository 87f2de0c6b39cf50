from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews import deck, glyphs, kept, pdf
from reviews.models import Review


class Command(BaseCommand):
    help = "Write the PDF of a team's review of a quarter."
    # The export is timed against a browser's; the site's checks are not its job.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("team", help="the team's part of the address: techops")
        parser.add_argument("quarter", help="the quarter's: 2014-15-q2")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")
        parser.add_argument(
            "--variant",
            choices=list(pdf.VARIANTS),
            default="pdf-ua",
            help="PDF/UA-1 for readers of all kinds, or PDF/A-3a for an archive",
        )

    def handle(self, *, team, quarter, output, variant="pdf-ua", **options):
        review = Review.objects.at_address(team, quarter).with_publication().first()
        if review is None:
            raise CommandError(f"There is no review of {team} for {quarter}.")
        try:
            content = printed(review, pdf.VARIANTS[variant])
            output.write_bytes(content)
        except (pdf.RendererMissing, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{output}: {len(content):,} bytes")
        for one in glyphs.missing(deck.build(kept.snapshot_of(review))):
            self.stderr.write(f"No font here has {one.name}: a box. {one.where}")


def printed(review, variant):
    """The PDF that was published, or one of the review as it stands now."""
    file = kept.published_file(review) if variant == pdf.UA else None
    if file:
        return bytes(file.content)
    return pdf.render(deck.page(kept.snapshot_of(review)), variant)
