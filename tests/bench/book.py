"""A quarter's book: what it takes to bind a hundred decks, once they are rendered.

The memory is the most that the process ever had, Python and the libraries included.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.pdf import export

DECKS = 100
SECONDS = 600
BIND = """
import json, resource, sys, time
from pathlib import Path
from reviews.pdf.assembly.book import BookAssembler

deck, path, number = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
started = time.perf_counter()
with path.open("wb") as file:
    book = BookAssembler(file)
    for at in range(number):
        book.append(deck, f"Team {at}")
    book.finish(deck, "The book")
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([1000 * seconds / number, peak]))
"""


def figures(environment):
    """Each figure's name and value."""
    with tempfile.TemporaryDirectory() as name:
        deck, path = Path(name, "deck.pdf"), Path(name, "book.pdf")
        subprocess.run(
            export(deck), env=environment, stdout=subprocess.DEVNULL, check=True
        )
        command = [sys.executable, "-c", BIND, str(deck), str(path), str(DECKS)]
        bound = subprocess.run(
            command, env=environment, capture_output=True, check=True, timeout=SECONDS
        )
    milliseconds, megabytes = json.loads(bound.stdout)
    yield "book.bind_a_deck_ms", milliseconds
    yield "book.bind_100_decks_mb", megabytes
