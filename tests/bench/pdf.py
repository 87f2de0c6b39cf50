"""The PDF: exported over printed by Chromium, and downloaded again.

A download counts from the request's arrival in the application to the last byte of
its answer; the line about gunicorn has the server's and the loopback's share as well.

Chromium prints the deck as it is served on the loopback; what the server does for it
does not count. Each of its runs has a profile of its own, as each export is a new
process. The first run of every side is not counted: it writes bytecode and fills the
file cache.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from pypdf import PdfReader

from tests import parts
from tests.bench import ROUNDS
from tests.bench.deck import DECK
from tests.bench.server import Reader, served, stop

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Every name but the loopback's is unknown to it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DOWNLOADS = 20
LONG_DECKS, SHORT_DECKS = 3, 5
SECONDS_A_RUN = 180


def figures(environment):
    """Each figure's name and value."""
    with served(environment) as port, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with warm_process(folder / "warm.pdf", environment) as warm:
            yield "pdf.repeat_ms", repeat_ms(lambda: warm("download"))
            reader = Reader(port, f"{DECK.rstrip('/')}.pdf")
            reader.connect()
            yield "pdf.repeat_through_gunicorn_ms", repeat_ms(reader.seconds)
            round_of(port, folder, environment, warm)
            check_pages(folder)
            rounds = [round_of(port, folder, environment, warm) for _ in range(ROUNDS)]
            cold, cold_cpu, worker, edited = zip(*rounds, strict=True)
            yield "pdf.cold_vs_chromium", median(cold)
            yield "pdf.cold_cpu_vs_chromium", median(cold_cpu)
            yield "pdf.worker_vs_chromium", median(worker)
            yield "pdf.one_slide_changed_vs_full", median(edited)
            yield "pdf.bytes_vs_chromium", size_ratio(folder)
            yield "pdf.per_slide_1000_vs_30", per_slide(warm)
            yield "pdf.memory_1000_slides_mb", warm("memory 1000") / 1e6


def size_ratio(folder):
    ours, other = (folder / f"{name}.pdf" for name in ("cold", "chromium"))
    return ours.stat().st_size / other.stat().st_size


def per_slide(warm):
    """What a slide of a long deck takes over one of a short deck."""
    short, long = [], []
    for _ in range(LONG_DECKS):
        short += [warm("deck 30") for _ in range(SHORT_DECKS)]
        long.append(warm("deck 1000"))
    return (median(long) / 1000) / (median(short) / 30)


def repeat_ms(download):
    """Milliseconds of a download after the first one, which renders the file."""
    download()
    medians = [median(download() for _ in range(DOWNLOADS)) for _ in range(ROUNDS)]
    return 1000 * median(medians)


def round_of(port, folder, environment, warm):
    forget_kept(environment)
    cold_wall, cold_cpu = metered(export(folder / "cold.pdf"), environment)
    forget_kept(environment)
    with tempfile.TemporaryDirectory(dir=folder) as profile:
        command = chromium(port, folder / "chromium.pdf", profile)
        wall, cpu = metered(command, environment)
    full = warm("full")
    return cold_wall / wall, cold_cpu / cpu, full / wall, warm("edited") / full


def forget_kept(environment):
    """Leave no file from an earlier run that could be handed out for a new one."""
    shutil.rmtree(Path(environment["VAR_DIR"], "pdf"), ignore_errors=True)


def export(output):
    command = [sys.executable, "manage.py", "export_review", "techops", "2014-15-q2"]
    return [*command, f"--output={output}"]


def chromium(port, output, profile):
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    options = [*QUIET, *root, f"--user-data-dir={profile}"]
    options += ["--no-pdf-header-footer", f"--print-to-pdf={output}"]
    return [parts.chromium(), "--headless", *options, f"http://127.0.0.1:{port}{DECK}"]


def metered(command, environment):
    """Wall and CPU seconds of a command with all that it starts."""
    meter = [sys.executable, "-m", "tests.bench.meter", f"{SECONDS_A_RUN}", *command]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(meter, env=environment, **pipes)
    try:
        output, errors = process.communicate(timeout=2 * SECONDS_A_RUN)
    finally:
        stop(process)
    if process.returncode:
        raise RuntimeError(f"{command[:3]} failed: {errors}")
    wall, cpu = map(float, output.split())
    return wall, cpu


@contextmanager
def warm_process(output, environment):
    """A process that lives through all rounds; gives what it takes for a verb."""
    command = [sys.executable, "-m", "tests.bench.warm", str(output)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    settings = {"DJANGO_SETTINGS_MODULE": "goals_tracker.settings"}
    process = subprocess.Popen(command, env=environment | settings, **pipes)

    def seconds(verb):
        print(verb, file=process.stdin, flush=True)
        return float(process.stdout.readline())

    try:
        yield seconds
    finally:
        stop(process)


def check_pages(folder):
    """All three are the same deck, or there is nothing to compare."""
    files = [folder / f"{name}.pdf" for name in ("cold", "warm", "chromium")]
    counts = [len(PdfReader(path).pages) for path in files]
    if len(set(counts)) > 1:
        raise RuntimeError(f"Not one deck: the files have {counts} pages.")
