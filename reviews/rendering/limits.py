"""What a child that prints may use; the kernel holds it to that."""

import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

PAGE_SIZE = resource.getpagesize()
# The kernel's own alarm rings where whoever waits for the child has died.
SECONDS_OF_GRACE = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds on the clock and of computing, and bytes beyond those of its start."""

    seconds: float = 15
    cpu_seconds: int = 12
    memory: int = 600 * 1024 * 1024

    def apply(self) -> None:
        """Bind this process to them, for good."""
        for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, self.seconds + SECONDS_OF_GRACE)
        limit(resource.RLIMIT_CPU, self.cpu_seconds)
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
