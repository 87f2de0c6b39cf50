from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from goals_tracker.machine import files
from reviews import exports
from reviews.deck import deck, handout
from reviews.exports import pptx
from reviews.models import Review
from reviews.pdf import missing_glyphs, printing, rendering
from reviews.publishing import page_cache
from reviews.snapshot import json_file

LAYOUTS = ("slides", "handout")


class Command(BaseCommand):
    help = (
        "Write a team's review of a quarter as a PDF or, if the file's name ends in "
        ".md, .wiki or .pptx, as Markdown, wikitext or a PowerPoint file."
    )
    # The export is timed against a browser's; the site's checks are not its job.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("team", help="the team's part of the address: techops")
        parser.add_argument(
            "quarter", help="the quarter's part of the address: 2014-15-q2"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--variant",
            choices=list(rendering.VARIANTS),
            default="pdf-ua",
            help="PDF/UA-1 for every reader, or PDF/A-3a for an archive",
        )
        parser.add_argument("--layout", choices=LAYOUTS, default="slides")
        parser.add_argument(
            "--paper", choices=list(handout.PAPERS), help="paper of a handout"
        )
        parser.add_argument(
            "--section",
            action="append",
            metavar="SLUG",
            help="show only this section in a handout; can be repeated",
        )

    def handle(self, *, team, quarter, output, **options):
        choice = layout_options(options)
        ending = output.suffix.removeprefix(".")
        if ending in WRITERS:
            self.write(find_review(team, quarter), ending, output)
            return
        try:
            # First, so that the pool starts while the deck is built.
            with printing.of_command() as pool:
                review = find_review(team, quarter)
                snapshot = page_cache.snapshot_of(review)
                shown = deck.build(snapshot, page_cache.most_slides(review))
                content = pdf_content(review, shown, pool, **choice)
            with files.usual_modes():
                output.write_bytes(content)
        except (
            rendering.RendererMissingError,
            printing.RenderingFailedError,
            handout.UnknownChoiceError,
            OSError,
        ) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(written(output, content, snapshot))
        for one in missing_glyphs.missing(shown):
            self.stderr.write(
                f"No font has {one.name}, so the PDF shows a box. {one.where}"
            )

    def write(self, review, ending, output):
        snapshot = page_cache.snapshot_of(review)
        try:
            content = WRITERS[ending](review, snapshot, ending)
            with files.usual_modes():
                output.write_bytes(content)
        except (pptx.NotInstalledError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(written(output, content, snapshot))


def text(review, snapshot, language):
    status = page_cache.status_of(review)
    return exports.text_of(snapshot, status, language).encode()


def presentation(review, snapshot, ending):
    pictures = dict(json_file.review_file(snapshot).pictures)
    return pptx.pptx(deck.build(snapshot, settings.SLIDES_A_DECK), pictures)


# By the ending of the file's name; all others are PDFs.
WRITERS = dict.fromkeys(exports.LANGUAGES, text) | {"pptx": presentation}


def written(output, content, snapshot):
    """What was written, and that it is a draft."""
    draft = ", a draft" if snapshot.is_draft else ""
    return f"{output}: {len(content):,} bytes{draft}"


def find_review(team, quarter):
    review = Review.objects.at_address(team, quarter).with_publication().first()
    if review is None:
        raise CommandError(f"There is no review of {team} for {quarter}.")
    return review


def layout_options(options):
    """The variant, and the handout's choice or None for slides."""
    variant = rendering.VARIANTS[options.get("variant", "pdf-ua")]
    paper, sections = options.get("paper"), options.get("section")
    if options.get("layout", "slides") == "handout":
        choice = handout.Choice(paper or "a4", tuple(sections or ()))
        return {"variant": variant, "choice": choice}
    if paper or sections:
        raise CommandError("--paper and --section need --layout handout.")
    return {"variant": variant, "choice": None}


def pdf_content(review, shown, pool, variant, choice):
    """The published PDF, or a new one."""
    is_published = not choice and variant == rendering.UA
    if is_published and (file := page_cache.published_file(review)):
        return bytes(file.content)
    page = (
        handout.render_handout(shown.snapshot, choice)
        if choice
        else deck.render_deck(shown)
    )
    return printing.pdf_of(page, pool=pool, variant=variant)
