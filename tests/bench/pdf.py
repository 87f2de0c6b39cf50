"""The PDF: exported over printed by Chromium, and downloaded again.

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
SECONDS_A_RUN = 180


def figures(environment):
    """Each figure's name and value."""
    with served(environment) as port, tempfile.TemporaryDirectory() as folder:
        yield "pdf.repeat_ms", repeat_ms(port)
        rounds = measured(port, Path(folder), environment)
        cold, cold_cpu, warm = zip(*rounds, strict=True)
        yield "pdf.cold_vs_chromium", median(cold)
        yield "pdf.cold_cpu_vs_chromium", median(cold_cpu)
        yield "pdf.warm_vs_chromium", median(warm)


def repeat_ms(port):
    """Milliseconds of a download through gunicorn, the loopback's share included."""
    reader = Reader(port, f"{DECK.rstrip('/')}.pdf")
    medians = []
    for _ in range(ROUNDS):
        reader.connect()
        medians.append(median(reader.seconds() for _ in range(DOWNLOADS)))
    return 1000 * median(medians)


def measured(port, folder, environment):
    """Each round's quotients: export cold by wall and by CPU, and warm by wall."""
    with warm_exporter(folder / "warm.pdf", environment) as warm:
        round_of(port, folder, environment, warm)
        check_pages(folder)
        return [round_of(port, folder, environment, warm) for _ in range(ROUNDS)]


def round_of(port, folder, environment, warm):
    forget_kept(environment)
    cold_wall, cold_cpu = metered(export(folder / "cold.pdf"), environment)
    forget_kept(environment)
    with tempfile.TemporaryDirectory(dir=folder) as profile:
        command = chromium(port, folder / "chromium.pdf", profile)
        wall, cpu = metered(command, environment)
    return cold_wall / wall, cold_cpu / cpu, warm() / wall


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
def warm_exporter(output, environment):
    """A process that has rendered once; gives what renders again, in seconds."""
    command = [sys.executable, "-m", "tests.bench.warm", str(output)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    settings = {"DJANGO_SETTINGS_MODULE": "goals_tracker.settings"}
    process = subprocess.Popen(command, env=environment | settings, **pipes)

    def again():
        print(file=process.stdin, flush=True)
        return float(process.stdout.readline())

    try:
        again()
        yield again
    finally:
        stop(process)


def check_pages(folder):
    """All three are the same deck, or there is nothing to compare."""
    files = [folder / f"{name}.pdf" for name in ("cold", "warm", "chromium")]
    counts = [len(PdfReader(path).pages) for path in files]
    if len(set(counts)) > 1:
        raise RuntimeError(f"Not one deck: the files have {counts} pages.")
