"""Hostile texts and pictures, given straight to the pool."""

import os
import re
import signal
import time
from dataclasses import replace

import pytest

from goals_tracker.machine import slots
from goals_tracker.machine.limits import Limits
from reviews.pdf import file_cache, print_job, printing, rendering
from reviews.pdf.pool import children, install, launchers
from reviews.pdf.pool.children import ChildJob, JobFailedError
from tests.reviews.pdf.pool import hostile
from tests.reviews.pdf.pool.processes import is_alive

pytestmark = pytest.mark.needs("pango")
TIGHT = Limits(cpu_seconds=2, memory=250 * 1024 * 1024)
# Within which a process that was killed has left the list of processes.
SECONDS_TO_GO = 60
# Some tenths of a second of layout.
BUSY = "<table>" + "<tr><td>One<td>Two<td>Three" * 40 + "</table>"
HEAVY = hostile.TEXTS["fourteen nested flex boxes"]


def page_of(body):
    html = f'<!doctype html><html lang="en"><title>A page</title><body>{body}'
    return rendering.blank(html)


def job_of(body, path, limits=TIGHT):
    page = {"page": page_of(body), "options": {}, "path": path}
    return ChildJob("whole", page, limits)


def is_gone_in_time(pid):
    ends = time.monotonic() + SECONDS_TO_GO
    while is_alive(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    return not is_alive(pid)


@pytest.fixture
def slot():
    with slots.held(install.folder(), seconds=SECONDS_TO_GO) as lock:
        yield lock


@pytest.mark.parametrize("body", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_is_stopped_and_its_child_is_gone(body, slot, tmp_path):
    child = launchers.SharedServer().start(job_of(body, tmp_path / "x.pdf"), slot)

    with pytest.raises(JobFailedError) as failure:
        child.result()

    assert failure.value.kind in ("time", "memory")
    assert is_gone_in_time(child.pid)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_fills_the_memory_is_stopped(slot, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    body = hostile.large_picture(tmp_path / "media" / "pictures")
    limits = Limits(cpu_seconds=50, memory=TIGHT.memory)
    child = launchers.SharedServer().start(
        job_of(body, tmp_path / "x.pdf", limits), slot
    )

    with pytest.raises(JobFailedError) as failure:
        child.result()

    assert failure.value.kind == "memory"
    assert is_gone_in_time(child.pid)


def test_what_computes_for_too_long_is_stopped_by_the_kernel(slot, tmp_path):
    limits = Limits(cpu_seconds=1)
    child = launchers.SharedServer().start(
        job_of(HEAVY, tmp_path / "x.pdf", limits), slot
    )

    with pytest.raises(JobFailedError) as failure:
        child.result()

    assert failure.value.kind == "time"
    assert is_gone_in_time(child.pid)


class Stopping(launchers.SharedServer):
    """A forkserver whose children stop in the middle of their jobs."""

    def start(self, job, slot):
        child = super().start(job, slot)
        os.kill(child.pid, signal.SIGSTOP)
        return child


def test_a_child_that_hangs_is_not_taken_for_a_heavy_page(slot, tmp_path):
    limits = replace(TIGHT, seconds_idle=0.5)
    child = Stopping().start(job_of(HEAVY, tmp_path / "x.pdf", limits), slot)

    with pytest.raises(JobFailedError) as failure:
        child.result()

    assert failure.value.kind == "hang"
    assert is_gone_in_time(child.pid)


def test_a_hang_is_the_servers_fault_on_the_page_and_in_the_log(caplog):
    page = replace(page_of(HEAVY), digest="hangs")
    pool = print_job.Pool(Stopping, replace(TIGHT, seconds_idle=0.5))

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(page, pool=pool)

    assert failure.value.kind == "hang"
    assert "for 0.5 seconds" in str(failure.value)
    assert "This is the server's fault, not your text's" in str(failure.value)
    (logged,) = [r for r in caplog.records if r.name == "reviews.pdf.printing"]
    assert logged.levelname == "ERROR"
    assert re.search(r"hang\. \d\.\d\d s of computing in \d+ s; ", logged.getMessage())
    # The same page is tried again, and may do better: this time it is not too much.
    better = replace(page_of("<p>Good</p>"), digest="hangs")
    assert printing.pdf_of(better).startswith(b"%PDF")


def test_a_heavy_page_is_not_taken_for_a_hang(caplog):
    page = replace(page_of(HEAVY), digest="heavy")
    pool = print_job.Pool(limits=replace(TIGHT, cpu_seconds=1))

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(page, pool=pool)

    assert failure.value.kind == "time"
    assert "over 1 seconds of computing" in str(failure.value)
    assert [r for r in caplog.records if r.name == "reviews.pdf.printing"] == []


def test_who_gets_no_core_is_told_that_the_server_is_busy(slot, tmp_path):
    limits = replace(TIGHT, cpu_seconds=50, seconds=0.5)
    child = launchers.SharedServer().start(
        job_of(HEAVY, tmp_path / "x.pdf", limits), slot
    )

    with pytest.raises(JobFailedError) as failure:
        child.result()

    assert failure.value.kind == "slow"
    assert is_gone_in_time(child.pid)


def test_a_child_ends_in_time_where_nobody_waits_for_it_any_more(slot, tmp_path):
    child = launchers.SharedServer().start(job_of(HEAVY, tmp_path / "x.pdf"), slot)

    child.connection.close()

    assert is_gone_in_time(child.pid)


@pytest.mark.parametrize("body", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_review_with_a_hostile_slide_has_no_pdf_and_the_next_one_has(body):
    pool = print_job.Pool(limits=TIGHT)
    page = page_of(f'<main><section class="slide">{body}</section></main>')
    page = replace(page, digest=f"hostile {body}")

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(page, pool=pool)

    assert failure.value.kind in ("time", "memory")
    assert "too complex to print" in str(failure.value)
    assert printing.pdf_of(page_of("<p>Good</p>")).startswith(b"%PDF")


def test_all_parts_of_a_file_share_its_seconds(monkeypatch, settings, tmp_path):
    settings.PDF_CPU_SECONDS = 2
    monkeypatch.setattr(file_cache, "parts_folder", lambda: tmp_path)
    monkeypatch.setattr(print_job, "SLIDES_A_RUN", 1)
    slides = (f'<section class="slide" id="s{n}">{BUSY}</section>' for n in range(40))
    page = replace(page_of(f"<main>{''.join(slides)}</main>"), digest="many parts")

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(page)

    assert failure.value.kind == "long"
    assert "over 2 seconds of computing in all" in str(failure.value)
    # Nor is it tried again at once.
    with pytest.raises(printing.RenderingFailedError):
        printing.pdf_of(page, pool=print_job.Pool(Unasked))
    # What was printed until then is kept, so that a second try gets further.
    assert 0 < len(list(tmp_path.iterdir())) < 40


def test_a_long_handout_has_the_seconds_of_a_whole_deck(settings):
    settings.PDF_CPU_SECONDS = 40
    job = print_job.PrintJob(None, print_job.Pool())

    def seconds(layout, length):
        page = replace(page_of("x" * length), layout=layout)
        return job.whole_job(page, {}).limits.cpu_seconds

    assert seconds("handout", 100_000) == 40
    assert seconds("handout", 100) == seconds("", 100_000) == 12


def test_what_was_too_much_a_moment_ago_is_not_tried_again():
    page = replace(page_of(HEAVY), digest="too much a moment ago")
    with pytest.raises(printing.RenderingFailedError):
        printing.pdf_of(page, pool=print_job.Pool(limits=TIGHT))

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(page, pool=print_job.Pool(Unasked))

    assert failure.value.kind == "time"


class Unasked:
    """A forkserver that nobody should ask."""

    def __enter__(self):
        pytest.fail("It was tried again.")

    def __exit__(self, *error):
        pass


def test_an_address_that_is_refused_is_named():
    page = page_of('<img src="http://127.0.0.1:9/x.png" alt="Far">')

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(page)

    assert failure.value.kind == "input"
    assert "http://127.0.0.1:9/x.png" in str(failure.value)


def test_a_child_that_breaks_down_is_no_answer(slot):
    job = ChildJob("no_such_job", {}, TIGHT)
    child = launchers.SharedServer().start(job, slot)

    with pytest.raises(JobFailedError) as failure:
        child.result()

    assert failure.value.kind == "crash"
    assert is_gone_in_time(child.pid)


def test_a_child_says_no_more_than_one_can_hear(slot, monkeypatch, tmp_path):
    monkeypatch.setattr(
        children, "LONGEST_ANSWER", 5
    )  # less than any process number takes
    job = job_of("<p>Good</p>", tmp_path / "x.pdf")

    with pytest.raises(children.NotStartedError):
        launchers.SharedServer().start(job, slot)
