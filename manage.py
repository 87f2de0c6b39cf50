#!/usr/bin/env python
import gc
import os
import sys


def main():
    # What starts up stays: looking for garbage meanwhile takes a twentieth of the time.
    gc.set_threshold(100_000, 50, 100)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goals_tracker.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- reads the line above
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- reads the line above

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}\n(In the demo's folder, put DEMO=1 before the command.)")


if __name__ == "__main__":
    main()
