"""The PDF of a deck: WeasyPrint's print of the page that the browser shows.

WeasyPrint is loaded on first use (`engine`). It may read this project's static files
and stored pictures, and nothing else. The same page gives the same bytes, so a file is
kept under a digest of the page, its snapshot and of everything else that shapes it.
"""

import functools
import hashlib
import io
import mimetypes
import re
import ssl
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

from goals_tracker.styles import accents, joining
from goals_tracker.styles.tokens import tokens
from reviews.deck.deck import DeckPage
from reviews.pdf import engine, tagging
from reviews.pdf.engine import RendererMissingError as RendererMissingError
from reviews.pdf.engine import weasyprint
from reviews.snapshot import json_file, schema, xmp
from reviews.snapshot.values import Snapshot

BASE_URL = "https://deck.invalid/"
PICTURES = ("photos/", "pictures/", "logos/")
SHAPING = ("static/css", "static/fonts", "templates/reviews")
SHAPING_MODULES = (engine, xmp, json_file, schema, tagging, accents, joining)
# What a file can be: for readers of all kinds, or for an archive.
UA, A = "pdf/ua-1", "pdf/a-3a"
VARIANTS = {"pdf-ua": UA, "pdf-a": A}
# Where a file that was printed in one go says which characters it has no font for.
MISSING = "MissingCharacters"
LINK = re.compile(
    r'<link rel="stylesheet" href="(?P<address>[^"]*)"(?: media="(?P<media>[^"]*)")?>'
)
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
UNIT = re.compile(r"calc\(var\(--px\) \* (-?[\d.]+)\)")


@functools.cache
def fetcher() -> Any:
    """The one fetcher: project files by their address on the site, all else refused."""
    from weasyprint.urls import (  # noqa: PLC0415 - see `engine`
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
        URLFetchingError,
    )

    class ProjectFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = project_file(url)
            if path is None and url.removeprefix(BASE_URL).startswith(PICTURES):
                raise URLFetchingError(f"{url} is missing.")  # the initials show
            if path is None:
                raise FatalURLFetchingError(f"{url} is not a file of this project.")
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    # None of its own handlers is asked; the one of HTTPS would read all certificates.
    return ProjectFiles(ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def project_file(url: str) -> Path | None:
    """The static file or stored picture at an address of this site, or None."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}/" != BASE_URL:
        return None
    path = unquote(parts.path)
    for prefix, root in (
        (settings.STATIC_URL, settings.STATIC_ROOT),
        *(
            (f"{settings.MEDIA_URL}{folder}", Path(settings.MEDIA_ROOT, folder))
            for folder in PICTURES
        ),
    ):
        if path.startswith(prefix):
            name = path.removeprefix(prefix)
            return inside(Path(root), name) or found_static(prefix, name)
    return None


def written_out(path: Path, accent: str = "") -> str:
    """A style sheet with its tokens and units in figures, as they are on paper.

    Variables and sums that the renderer works out for every element take half of its
    time.
    """
    if path.name.startswith("tokens."):
        return ""
    # What the screen alone needs stands at the end of a sheet.
    css = joining.joined(path).split("@media screen", 1)[0]
    css = UNIT.sub(r"\1px", css)
    found = tokens_of(accent)
    return VARIABLE.sub(lambda name: found.get(name[1], name[0]), css)


def tokens_of(accent: str) -> dict[str, str]:
    """The tokens on paper, with those of another accent in their places."""
    own = accents.named(accents.light(accent)) if accent else {}
    return {**tokens(), **own}


def coloured(html: str, accent: str) -> str:
    """A page whose drawings, to which no style sheet applies, are in its accent."""
    if not accent:
        return html
    own = tokens_of(accent)
    for name in ("--accent", "--accent-soft"):
        html = html.replace(f'="{tokens()[name]}"', f'="{own[name]}"')
    return html


def accent_of(html: str) -> str:
    """The accent whose style sheet a page links to, or nothing."""
    found = (accents.of_address(link["address"]) for link in LINK.finditer(html))
    return next(filter(None, found), "")


def inside(root: Path, name: str) -> Path | None:
    """The file of that name below the folder, or None."""
    path = (root / name).resolve()
    is_there = path.is_relative_to(root.resolve()) and path.is_file()
    return path if is_there else None


def found_static(prefix: str, name: str) -> Path | None:
    """A static file where it was not collected yet, as in development."""
    if prefix != settings.STATIC_URL:
        return None
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        return None
    return Path(found) if found else None


def render(page: DeckPage, variant: str = UA) -> bytes:
    """Print the page. Raises RendererMissingError where Pango is not installed."""
    return bytes(laid_out(page, variant).write_pdf(**options(page, variant)))


def laid_out(page: DeckPage, variant: str) -> Any:
    """The page as WeasyPrint's document, by the styles that it links to."""
    html = page.html.decode()
    shown = coloured(LINK.sub("", html), accent_of(html))
    source = {"string": shown, "base_url": BASE_URL}
    own = weasyprint().HTML(**source, url_fetcher=fetcher())
    styles = {"stylesheets": sheets(html), "font_config": fonts()}
    return own.render(**styles, pdf_variant=variant)


def sheets(html: str) -> list[Any]:
    """The style sheets for paper that a page links to."""
    accent = accent_of(html)
    return [
        sheet(urljoin(BASE_URL, link["address"]), accent)
        for link in LINK.finditer(html)
        if link["media"] in (None, "print") and not accents.of_address(link["address"])
    ]


def sheet(url: str, accent: str = "") -> Any:
    """The style sheet at an address of this site."""
    path = project_file(url)
    if path is None:
        raise refusal()(f"{url} is not a file of this project.")
    return taken_apart(written_out(path, accent), url.rpartition("/")[0])


@functools.lru_cache(maxsize=32)
def taken_apart(css: str, folder: str) -> Any:
    """A style sheet as WeasyPrint's, once in a process: it costs more than a slide."""
    words = {"string": css, "base_url": f"{folder}/", "url_fetcher": fetcher()}
    own = fonts() if has_fonts(css) else None
    return weasyprint().CSS(**words, font_config=own)


def has_fonts(css: str) -> bool:
    """Whether a style sheet brings fonts, which takes Pango to take apart."""
    return "@font-face" in css


def prepare(html: str) -> None:
    """Import the renderer and take styles apart, all without a touch of Pango.

    After that this process may still be forked; after `fonts` it may not: newer Pango
    keeps a thread, for which a forked process would wait for ever.
    """
    weasyprint()
    for link in LINK.finditer(html):
        url = urljoin(BASE_URL, link["address"])
        path = project_file(url)
        if path and not has_fonts(written_out(path)):
            sheet(url)


@functools.cache
def fonts() -> Any:
    """The fonts of all that this process prints. With them begins the use of Pango."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above

    return FontConfiguration()


def has_used_pango() -> bool:
    return fonts.cache_info().currsize > 0


def options(page: DeckPage, variant: str) -> dict[str, Any]:
    """How WeasyPrint writes the page: as a record, if it shows a snapshot."""
    found = {"pdf_variant": variant, "finisher": functools.partial(finish, page)}
    if page.rights:
        found["xmp_metadata"] = [io.BytesIO(page.rights)]
    if page.snapshot is None:
        return found
    rdf = xmp.xmp(page.snapshot)
    if variant == A:
        rdf = xmp.identified(rdf)
    return found | {
        "xmp_metadata": [io.BytesIO(rdf)],
        "attachments": [attachment(page.snapshot)],
    }


def bare(page: DeckPage, html: str) -> DeckPage:
    """Another page in its place, without what a file says of itself."""
    return DeckPage(html.encode(), page.digest)


def blank(html: str) -> DeckPage:
    """A page that is nothing but its HTML."""
    return DeckPage(html.encode(), "")


def refusal() -> Any:
    """The kind of error with which the fetcher refuses an address."""
    return weasyprint().urls.FatalURLFetchingError


def attachment(snapshot: Snapshot) -> Any:
    """The snapshot with its pictures, from which the file can be made again."""
    moment = xmp.held_at(snapshot) or xmp.NO_DATE
    return weasyprint().Attachment(
        string=json_file.dump(json_file.review_file(snapshot)).decode(),
        url_fetcher=fetcher(),
        name=json_file.NAME,
        description=json_file.DESCRIPTION,
        created=moment,
        modified=moment,
        relationship="Source",
    )


def finish(page: DeckPage, document: Any, pdf: Any) -> None:
    """Put in what WeasyPrint leaves out, before it writes the file."""
    import pydyf  # noqa: PLC0415 - see above

    tagging.finish(pdf)
    xmp.join(pdf)
    if missing := {code for font in document.fonts.values() for code in font.missing}:
        codes = " ".join(f"U+{code:04X}" for code in sorted(missing))
        pdf.info[MISSING] = pydyf.String(codes)
    if page.snapshot:
        xmp.add_information(pdf, page.snapshot, page.layout, pydyf.String)
        files = [one for one in pdf.objects if is_file(one)]
        for file in files:
            file["AFRelationship"] = "/Source"
        pdf.catalog["AF"] = pydyf.Array([file.reference for file in files])


def is_file(entry: Any) -> bool:
    """Whether it is the entry of an attached file."""
    return isinstance(entry, dict) and entry.get("Type") == "/Filespec"


@functools.cache
def shape() -> str:
    """A digest of all that shapes a PDF beside its page."""
    # Not asked of WeasyPrint itself: who only looks for a kept file need not load it.
    digest = hashlib.sha256(version("weasyprint").encode())
    for folder in SHAPING:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*.*")):
            digest.update(path.read_bytes())
    for name in (__file__, *(str(module.__file__) for module in SHAPING_MODULES)):
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()


def carried(page: DeckPage) -> str:
    """Names what a PDF carries beside its page: a snapshot, and its pictures."""
    if page.snapshot is None:
        return ""
    return " ".join((page.snapshot_digest, *json_file.existing_pictures(page.snapshot)))


def key(page: DeckPage, variant: str = UA) -> str:
    """A digest of a page, of what its PDF carries, and of all that shapes that."""
    words = " ".join((page.digest, carried(page), variant, shape()))
    return hashlib.sha256(words.encode()).hexdigest()
