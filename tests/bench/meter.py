"""Run a command and print its wall and CPU seconds, those of all it starts included.

`python -m tests.bench.meter SECONDS COMMAND...`. A process whose parent ends first
would take its CPU time elsewhere; here it comes back, as to a system's first process.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36  # from <linux/prctl.h>
SECONDS_TO_FOLLOW = 10


def main(limit, *command):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise RuntimeError("This system does not hand orphans over.")
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, process_group=0)
    try:
        code = process.wait(float(limit))
        wall = time.perf_counter() - started
        reap_all(time.monotonic() + SECONDS_TO_FOLLOW)
    finally:
        kill_what_is_left(process.pid)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(wall, used.ru_utime + used.ru_stime)
    return code


def reap_all(deadline):
    """Wait for what the command left running: a browser's helpers end after it."""
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.005)


def kill_what_is_left(group):
    """End the command's own process group, and count what it has used."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
    reap_all(time.monotonic() + SECONDS_TO_FOLLOW)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
