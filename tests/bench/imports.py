"""What an import takes: 2,000 rows step by step, and the memory of 50,000.

`python -m tests.bench.imports ROWS` prints the figures of the database that the
environment names, as `name value` rows: computing, and the largest size of the process.
"""

import resource
import sys
import time

import django

from tests.bench.lists import run

SECONDS = 1800
STATUSES = ("done", "40%", "In progress - waiting", "", "Moved to Q3", "At risk")
HEADINGS = ("Team", "Quarter", "Objective", "Measure", "ETA", "Status", "Owner", "Key")


def figures(environment):
    for rows in (2000, 50_000):
        name = f"import_{rows}"
        own = environment | {
            "DATABASE_URL": f"sqlite:///{environment['VAR_DIR']}/{name}.sqlite3",
            "DJANGO_SETTINGS_MODULE": "goals_tracker.settings",
        }
        run(own, "manage.py", "migrate", "--no-input")
        said = run(own, "-m", "tests.bench.imports", str(rows), seconds=SECONDS)
        for line in said.splitlines():
            part, value = line.split()
            yield f"import.{rows}_rows_{part}", float(value)


def main(number):
    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415 -- after setup
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from objectives.importing import running, undoing  # noqa: PLC0415 -- after setup

    at, by = timezone.now(), User.objects.create_user("boss", is_staff=True)
    import_ = begun(number, by=by, at=at)
    measured("preview", lambda: seen(import_, by=by, at=at))
    measured("applied", lambda: running.run(import_, by=by, at=at))
    measured("undone", lambda: undoing.undo(import_, by=by, at=at))


def begun(number, *, by, at):
    from objectives.importing import stored  # noqa: PLC0415 -- after setup
    from objectives.importing.sources.base import (  # noqa: PLC0415 -- after setup
        Source,
        SourceRow,
        SourceTable,
    )

    rows = tuple(SourceRow(cells(at), at + 2) for at in range(number))
    source = Source("csv", (SourceTable("csv", "", HEADINGS, rows),))
    return stored.begin(source, name="plan.csv", by=by, at=at)


def cells(at):
    """A row of one of a hundred teams, each with eight quarters."""
    year, quarter = divmod(at // 100 % 8, 4)
    return (
        f"Team {at % 100}",
        f"{2098 + year}-q{quarter + 1}",
        f"Move the racks of room {at} to another place",
        f"Room {at} is empty, and nobody has noticed that we moved",
        f"{2098 + year}-0{at % 9 + 1}-15",
        STATUSES[at % len(STATUSES)],
        f"Person {at % 300}",
        f"OPS-{at}",
    )


def seen(import_, *, by, at):
    from objectives.importing import stored  # noqa: PLC0415 -- after setup
    from objectives.importing.preview import preview  # noqa: PLC0415 -- after setup

    table, mapping = stored.table_of(import_), stored.mapping_of(import_)
    return preview(table, mapping, stored.choices_of(import_), by=by, at=at).counts


def measured(name, act):
    begun = time.process_time()
    act()
    print(f"{name}_ms", 1000 * (time.process_time() - begun), flush=True)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}_mb", used, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
