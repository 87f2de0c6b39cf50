"""Do what each line that comes in says, in this process, and print the seconds.

`download` answers a request for the sample's PDF as the application does, its body
read to the end. `full` has children of the warm forkserver print it, `edited` the same
with another word on one slide; `deck N` prints a deck of N slides that nobody has
printed. `memory N` prints one as well, and says the bytes of its largest process.
"""

import itertools
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from reviews.deck import deck  # noqa: E402 -- after Django is set up
from reviews.models import Review  # noqa: E402
from reviews.pdf import deck_parts, print_job, printing  # noqa: E402
from reviews.pdf.pool import launchers  # noqa: E402
from reviews.publishing import page_cache  # noqa: E402

DOWNLOAD = "/teams/techops/2014-15-q2/review.pdf"


def main(output):
    page = sample()
    verbs = {
        "download": lambda: download(application),
        "full": lambda: Path(output).write_bytes(printing.pdf_of(page)),
        "edited": lambda: printing.pdf_of(edited(page)),
        "deck": lambda number: printing.pdf_of(longer(page, int(number))),
        "memory": lambda number: memory(longer(page, int(number))),
    }
    for line in sys.stdin:
        verb, *words = line.split()
        started = time.perf_counter()
        found = verbs[verb](*words)
        seconds = time.perf_counter() - started
        print(found if verb == "memory" else seconds, flush=True)


def sample():
    review = Review.objects.at_address("techops", "2014-15-q2").with_publication().get()
    return deck.render_snapshot(page_cache.snapshot_of(review))


NUMBERS = itertools.count(1000)


def edited(page):
    """The page with a word on one of its slides that it has never had."""
    word = f"Word {next(NUMBERS)}".encode()
    return replace(page, html=page.html.replace(b"Headcount", word, 1))


def longer(page, number):
    """The page's slides over and over, each of them new to the pool."""
    html = page.html.decode()
    start, end = html.index(deck_parts.SLIDE), html.rindex("</main>")
    some = deck_parts.SEAM.split(html[start:end])[1:]
    every = itertools.islice(itertools.cycle(some), number)
    new = [slide.replace(' id="', f' id="{next(NUMBERS)}-') for slide in every]
    return replace(page, html=(html[:start] + "".join(new) + html[end:]).encode())


def memory(page):
    printing.pdf_of(page, pool=print_job.Pool(launchers.CommandFork))
    return 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def download(application):
    environ = {"PATH_INFO": DOWNLOAD, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    response = application(environ, check_status)
    body = b"".join(response)
    response.close()
    if not body.startswith(b"%PDF-"):
        raise RuntimeError("This is no PDF.")


def check_status(status, headers, exc_info=None):
    if status != "200 OK":
        raise RuntimeError(f"Not a download: {status}")


if __name__ == "__main__":
    main(sys.argv[1])
