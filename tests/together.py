"""Some of the same act at once, each on a database connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

TIMES = 10


def at_once(act, times=TIMES):
    """What became of each: its refusal's code, "integrity", or "done"; sorted.

    `act` is given a barrier, for controls that look first and write together. Any
    other exception is raised here.
    """
    start, between = Barrier(times, timeout=60), Barrier(times, timeout=60)

    def outcome(_):
        start.wait()
        try:
            act(between)
        except ValidationError as refusal:
            return refusal.code
        except IntegrityError:
            return "integrity"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(outcome, range(times)))
