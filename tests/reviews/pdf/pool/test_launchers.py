"""The processes that fork children: the shared server, or a fork of a command."""

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from goals_tracker.machine import limits, slots
from reviews.pdf import file_cache, print_job, printing, rendering
from reviews.pdf.pool import children, forkserver, install, launchers
from tests.reviews.pdf.pool.processes import is_alive

pytestmark = pytest.mark.needs("pango")
SECONDS = 60
SLIDES = """<!doctype html><html lang="en"><head><title>Slides</title>
<link rel="stylesheet" href="/static/css/print.css" media="print"></head><body><main>
<section class="slide" id="one"><h2>One</h2><p>First text</p></section>
<section class="slide" id="two"><h2>Two</h2><p>Second text</p></section>
<section class="slide" id="three"><h2>Three</h2></section></main></body></html>"""


@pytest.fixture
def place(settings, tmp_path):
    """Sockets, locks and files by themselves; who serves there ends with the test."""
    settings.VAR_DIR = tmp_path
    yield install.folder()
    with contextlib.suppress(children.NotStartedError):
        os.kill(serving(), signal.SIGKILL)


def serving():
    """The process that serves all."""
    with launchers.connected(f"{install.state_at_start()}.socket") as connection:
        found = connection.getsockopt(
            socket.SOL_SOCKET, socket.SO_PEERCRED, launchers.PEER.size
        )
        return launchers.PEER.unpack(found)[0]


def printed(launcher=launchers.SharedServer):
    return printing.pdf_of(rendering.blank(SLIDES), pool=print_job.Pool(launcher))


def forget_parts():
    for path in file_cache.parts_folder().iterdir():
        path.unlink()


def until(is_so):
    """Whether it comes to be so, be it for a moment."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def test_a_command_forks_by_itself(place):
    warm = printed()
    before = set(place.iterdir())
    forget_parts()
    code = (
        "import sys, django; django.setup()\n"
        "from django.conf import settings; settings.VAR_DIR = sys.argv[1]\n"
        "from reviews.pdf import printing, rendering\n"
        "page = rendering.blank(sys.stdin.read())\n"
        "with printing.of_command() as pool, pool.launcher() as forked:\n"
        "    sys.stdout.buffer.write(printing.pdf_of(page, pool=pool))\n"
        "    sys.stderr.write(type(forked).__name__)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, place.parent],
        input=SLIDES.encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )

    assert done.stdout == warm
    assert done.stderr == b"CommandFork"
    assert {path for path in place.iterdir() if path.is_dir()} <= before


def test_a_command_that_prints_nothing_leaves_nothing(place):
    code = (
        "import os, sys, time, django; django.setup()\n"
        "from django.conf import settings; settings.VAR_DIR = sys.argv[1]\n"
        "from reviews.pdf import printing\n"
        "for seconds in (0, 0.2, 2):\n"
        "    with printing.of_command() as pool, pool.launcher() as forked:\n"
        "        time.sleep(seconds)\n"
        "    assert not os.path.exists(f'/proc/{forked.pid}')"
    )

    subprocess.run(
        [sys.executable, "-c", code, place.parent],
        timeout=SECONDS,
        check=True,
    )

    assert list(place.iterdir()) == []


def test_the_next_one_is_forked_by_the_same_process(place):
    printed()
    first = serving()
    forget_parts()
    printed()

    assert serving() == first


def test_a_forkserver_that_was_killed_is_started_again(place):
    first = printed()
    killed = serving()
    os.kill(killed, signal.SIGKILL)
    forget_parts()

    assert printed() == first
    assert serving() != killed


def test_a_forkserver_that_hangs_is_replaced(place, monkeypatch):
    first = printed()
    hanging = serving()
    patience = iter([0.5])

    class Impatient(launchers.SharedServer):
        """Waits for the first forkserver only so long."""

        def forked(self, *arguments):
            seconds = next(patience, SECONDS)
            monkeypatch.setattr(children, "SECONDS_TO_BEGIN", seconds)
            return super().forked(*arguments)

    os.kill(hanging, signal.SIGSTOP)
    forget_parts()

    assert printed(Impatient) == first
    assert until(lambda: not is_alive(hanging))


def test_a_worker_that_is_older_than_the_code_has_a_server_too(place, monkeypatch):
    first = printed()
    os.kill(serving(), signal.SIGKILL)
    forget_parts()
    monkeypatch.setattr(install, "state_at_start", lambda: "of-other-code")

    assert printed() == first


def children_of(server, *, ended="Z"):
    """The children of a forkserver, perhaps with one that `serving` used up."""
    found = []
    for task in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (task / "stat").read_text().rpartition(")")[2].split()
            if int(words[1]) == server and words[0] not in ended:
                found.append(int(task.name))
    return found


def test_two_children_stand_ready_while_nobody_prints(place):
    printed()
    server = serving()

    assert until(lambda: len(children_of(server)) == forkserver.READY)
    first = children_of(server)
    forget_parts()
    printed()

    assert until(lambda: len(children_of(server)) == forkserver.READY)
    assert not set(first) & set(children_of(server))


def test_a_child_that_died_before_its_job_is_replaced(place):
    first = printed()
    server = serving()
    assert until(lambda: len(children_of(server)) == forkserver.READY)
    for pid in children_of(server):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    forget_parts()

    assert printed() == first
    assert serving() == server


def test_no_child_is_left_without_its_forkserver(place):
    printed()
    server = serving()
    assert until(lambda: len(children_of(server)) == forkserver.READY)
    children_then = children_of(server)

    os.kill(server, signal.SIGKILL)

    assert until(lambda: not any(map(is_alive, children_then)))


def test_what_children_wrote_for_themselves_goes_with_them(place):
    for _ in range(3):
        printed()
        forget_parts()
    (files,) = place.glob("files-*")

    assert until(lambda: len(list(files.iterdir())) == forkserver.READY)


def test_a_child_that_dies_before_it_reads_its_job_ends_no_forkserver(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", ""])
    ours, theirs = socket.socketpair()
    ours.send(b"a job")
    theirs.close()
    server = forkserver.Server(socket.socket(), lambda: None, tmp_path)
    child = forkserver.Child(process.pid, ours, tmp_path / "1", is_working=True)
    server.children.append(child)

    server.hear(child)

    assert server.children == []
    assert ours.fileno() == -1


# As newer Pango would have it: who forks after its first use may hang for ever.
FORKS = """
import sys, threading, django; django.setup()
from reviews.pdf import rendering
from reviews.pdf.pool import forking, forkserver
{before}
try:
    if forking.fork() == 0:
        import os; os._exit(0)
except forking.ForkRefusedError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize(
    ("before", "refusal"),
    [
        ("forkserver.prepare()", ""),
        ("rendering.fonts()", "No fork: this process has used Pango."),
        (
            "threading.Thread(target=threading.Event().wait, daemon=True).start()",
            "No fork: there are threads: ",
        ),
    ],
)
def test_nothing_is_forked_where_it_could_hang(before, refusal):
    done = subprocess.run(
        [sys.executable, "-c", FORKS.format(before=before)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert done.stderr.startswith(refusal)
    assert bool(done.stderr) == bool(done.returncode) == bool(refusal)


def test_what_joins_is_imported_once_for_all_children():
    code = (
        "import sys, django; django.setup()\n"
        "from reviews.pdf.pool import forkserver\n"
        "sys.exit('pikepdf' not in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], timeout=SECONDS, check=True)


def test_a_forkserver_has_one_thread_however_much_was_printed(place):
    printed()
    forget_parts()
    printed()

    assert len(os.listdir(f"/proc/{serving()}/task")) == 1


# The first child hangs before it is ready, as it would if it waited for a thread.
HANGS = """
import os, sys, time, django; django.setup()
from django.conf import settings; settings.VAR_DIR = sys.argv[1]
from reviews.pdf import printing, rendering
from reviews.pdf.pool import forkserver
forkserver.SECONDS_IDLE_BEFORE_READY, forkserver.READY = 0.5, 1
warm_up = forkserver.warm_up
first = lambda: forkserver.tempfile.tempdir.endswith("/1")
forkserver.warm_up = lambda **how: time.sleep(600) if first() else warm_up(**how)
page = rendering.blank(sys.stdin.read())
with printing.of_command() as pool:
    sys.stdout.buffer.write(printing.pdf_of(page, pool=pool))
"""


def test_a_child_that_hangs_before_it_is_ready_is_replaced_and_logged(place):
    done = subprocess.run(
        [sys.executable, "-c", HANGS, place.parent],
        input=SLIDES.encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )

    assert done.stdout.startswith(b"%PDF")
    assert b"A child hangs before it is ready: python" in done.stderr


def test_a_forkserver_ends_with_its_socket(place):
    printed()
    pid = serving()
    (place / f"{install.state_at_start()}.socket").unlink()

    assert until(lambda: not is_alive(pid))


def test_nobody_else_may_connect(place):
    printed()
    path = place / f"{install.state_at_start()}.socket"

    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct(place.stat().st_mode & 0o777) == "0o700"


def own_children():
    """Those of this process, whose end nobody has seen included."""
    return children_of(os.getpid(), ended="")


def test_nothing_is_left_but_the_forkserver_that_stays(place):
    printed()
    before = set(os.listdir("/proc/self/fd")), own_children()
    forget_parts()
    printed()

    assert (set(os.listdir("/proc/self/fd")), own_children()) == before
    sockets = [path.name for path in place.glob("*.socket")]
    assert sockets == [f"{install.state_at_start()}.socket"]


def test_who_finds_no_slot_waits_only_so_long(place):
    taken = [slots.free(place) for _ in range(slots.number())]
    pool = print_job.Pool(seconds_in_line=0.1)

    with pytest.raises(printing.RenderingFailedError) as failure:
        printing.pdf_of(rendering.blank(SLIDES), pool=pool)

    assert failure.value.kind == "busy"
    for lock in taken:
        os.close(lock)
    assert printed().startswith(b"%PDF")


def test_a_slot_is_free_again_when_its_holder_is_killed(place):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from goals_tracker.machine import slots\n"
        "taken = [slots.free(Path(sys.argv[1])) for _ in range(slots.number())]\n"
        "print(None in taken, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, place]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline().strip() == "False"
        assert slots.free(place) is None

        holder.kill()

    lock = slots.waited_for(place, SECONDS)
    os.close(lock)


def test_a_child_holds_its_slot_though_its_asker_is_gone(place):
    job = children.ChildJob("no_such_job", {}, limits.Limits())
    lock = slots.free(place)
    child = launchers.SharedServer().start(job, lock)
    os.close(lock)
    with contextlib.suppress(children.JobFailedError):
        child.result()

    taken = [slots.waited_for(place, SECONDS) for _ in range(slots.number())]
    for lock in taken:
        os.close(lock)


class Unlimited:
    def apply(self):
        """Not in the process of the tests."""


def test_whoever_hears_the_answer_finds_the_slot_free(place, monkeypatch):
    monkeypatch.setattr(children, "collected", list)
    asker, child = socket.socketpair()
    lock = slots.free(place, of=1)
    socket.send_fds(asker, [b"\0"], [lock])
    os.close(lock)
    children.send(asker, pickle.dumps(children.ChildJob("rest", {}, Unlimited())))

    # In this process, which goes on living.
    children.work(child, SimpleNamespace(rest=lambda: None))

    free = slots.free(place, of=1)
    assert free is not None
    os.close(free)
    for end in (asker, child):
        end.close()
