"""What a child that prints or decodes may use; the kernel holds it to that.

How heavy a page is shows in its computing, not on the clock: on a machine that is busy
with other things the same page takes many times as long. A child that computes nothing
for a while hangs, whatever it was given to print.
"""

import contextlib
import os
import resource
import signal
from dataclasses import dataclass
from math import ceil
from pathlib import Path

PAGE_SIZE = resource.getpagesize()
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
# The kernel's own alarm rings where whoever waits for the child has died.
SECONDS_OF_GRACE = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What a job may take, beyond what its process took before.

    `cpu_seconds` of computing, `seconds_idle` without any computing, `seconds` on the
    clock in all, and `memory` in bytes.
    """

    cpu_seconds: int = 12
    seconds_idle: float = 15
    seconds: float = 120
    memory: int = 600 * 1024 * 1024

    def apply(self) -> None:
        """Bind this process to them, for good."""
        for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, self.seconds + SECONDS_OF_GRACE)
        spent = computed(os.getpid()) or 0
        # The kernel takes whole seconds.
        limit(resource.RLIMIT_CPU, ceil(spent + self.cpu_seconds))
        limit(resource.RLIMIT_AS, mapped() + self.memory)
        limit(resource.RLIMIT_CORE, 0)
        os.nice(5)  # pages come first


def limit(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, most))


def mapped() -> int:
    """The bytes of address space that this process has at its start."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * PAGE_SIZE


def computed(pid: int) -> float | None:
    """The CPU seconds that a process has used by now; None once it is gone."""
    with contextlib.suppress(OSError):
        # Its name comes second, in brackets, and may hold anything.
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS_A_SECOND
    return None


def doing(pid: int) -> str:
    """What the threads of a process are waiting in, for the log."""
    said = []
    with contextlib.suppress(OSError):
        for task in sorted(Path(f"/proc/{pid}/task").iterdir()):
            name = (task / "comm").read_text().strip()
            waiting = (task / "wchan").read_text().strip() or "?"
            said.append(f"{name} in {waiting}")
    return "; ".join(said) or "nothing is known of it"
