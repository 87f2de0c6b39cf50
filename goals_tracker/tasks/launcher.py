"""Where workers come from if nobody runs any: the web process starts one.

The worker is a process of its own, so that it outlives the request, the web process
and its memory, and ends when nothing is left to do. A lock on a file keeps it the only
one of its queue on its machine. A thread of each web process, from its first request
on, looks now and then whether work was left behind, as by a worker that was killed, or
a schedule is due; that is what takes it up again.
"""

import fcntl
import logging
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from goals_tracker.tasks import engine

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 15


@contextmanager
def only_worker(queue):
    """Be the only worker of that queue on this machine; gives whether that is so."""
    with Path(settings.VAR_DIR, f"work-{queue}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def start_worker(queue):
    """Start a worker that ends when nothing is left, unless one runs here already.

    One that is about to end still finds what was committed before this look: it gives
    its lock back first and looks for work once more.
    """
    with only_worker(queue) as is_only:
        if not is_only:
            return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
    process = subprocess.Popen(
        [*command, "--until-idle", f"--queue={queue}"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Waited for, or it would stay in the process table when it has ended.
    threading.Thread(target=process.wait, daemon=True).start()


def after_enqueuing(*, task_result, **kwargs):
    """Start a worker for what was just asked for."""
    if settings.WORK_IN_WEB:
        transaction.on_commit(partial(start_worker, task_result.task.queue_name))


def at_first_request(**kwargs):
    """Look after the work from now on: this is a web process."""
    # Of two requests that come first, one finds it connected.
    if request_started.disconnect(at_first_request) and settings.WORK_IN_WEB:
        keep_looking()


def look_after_work():
    """Start workers where there is work that nobody does."""
    try:
        for queue in engine.queues():
            if engine.is_wanted(at=timezone.now(), queue=queue):
                start_worker(queue)
    except (DatabaseError, OSError) as error:
        logger.warning("Could not look after the work: %s", error)
    finally:
        connection.close()


def keep_looking():
    """Look after the work from now on, in a thread of this process."""
    stop = threading.Event()

    def loop():
        look_after_work()
        while not stop.wait(SECONDS_BETWEEN_LOOKS):
            look_after_work()

    threading.Thread(target=loop, name="looks after work", daemon=True).start()
    return stop
