import os
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests import parts
from tests.bench import (
    book,
    charts,
    deck,
    follow,
    followers,
    home,
    imports,
    lists,
    load,
    pdf,
    plan,
    ritual,
    search,
    walk,
)
from tests.postgres import throwaway_cluster

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_PREPARE = 300
PARTS = {
    "pdf": pdf.figures,  # first: the next one changes the sample
    "book": book.figures,
    "deck": partial(deck.figures, "sqlite"),
    "walk": walk.figures,
    "follow": follow.figures,
    "followers": followers.figures,
    "lists": lists.figures,
    "home": home.figures,
    "imports": imports.figures,
    "plan": plan.figures,
    "ritual": ritual.figures,
    "search": partial(search.figures, "sqlite"),
    "charts": charts.figures,
    "load": partial(load.figures, "sqlite"),
}
ON_POSTGRESQL = {
    "deck": partial(deck.figures, "postgresql"),
    "search": partial(search.figures, "postgresql"),
    "load": partial(load.figures, "postgresql"),
}
UNITS = {"ms": "ms", "kb": "kB", "mb": "MB"}


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    os.chdir(ROOT)
    chosen = sys.argv[1:] or [*PARTS]
    if unknown := {*chosen} - {*PARTS}:
        sys.exit(f"Not a part: {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
    needed = ("chromium", "pango", "postgresql")
    if lacks := [*filter(None, map(parts.missing, needed))]:
        sys.exit("\n".join(lacks))
        # The processes that print end after those that asked them.
    with tempfile.TemporaryDirectory(
        prefix="goals-bench-", ignore_cleanup_errors=True
    ) as folder:
        measure(production(folder), chosen)


def production(folder):
    """The environment of an install by itself; bytecode is kept, as in one."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", folder),
        "LANG": "C.UTF-8",
        "TMPDIR": folder,
        "VAR_DIR": folder,
        "SECRET_KEY": "bench-only-" * 5,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "HTTPS": "0",  # nothing stands before the server here
        "LOG_LEVEL": "WARNING",
        "PDF_CPU_SECONDS": "600",  # for decks of 1,000 slides
        "DATABASE_URL": f"sqlite:///{folder}/goals.sqlite3",
    }


def measure(environment, chosen):
    manage(environment, "collectstatic", "--no-input")
    fill(environment)
    for name in PARTS:
        if name in chosen:
            report(PARTS[name](environment))
    if not ON_POSTGRESQL.keys() & chosen:
        return
    with throwaway_cluster() as url:
        # The cluster names a database that tests make; this one is there.
        own = url.replace("/goals?", "/postgres?")
        postgresql = environment | {"DATABASE_URL": own}
        fill(postgresql)
        for name in ON_POSTGRESQL:
            if name in chosen:
                report(ON_POSTGRESQL[name](postgresql))


def fill(environment):
    manage(environment, "migrate", "--no-input")
    manage(environment, "load_sample")


def manage(environment, *words):
    subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=SECONDS_TO_PREPARE,
    )


def report(figures):
    for name, value in figures:
        # After it there may be the database: search.rare_word_ms.sqlite.
        word = name.rpartition("_")[2].partition(".")[0]
        unit = UNITS.get(word, "times")
        print(f"{name} {value:.2f} {unit}", flush=True)


if __name__ == "__main__":
    main()
