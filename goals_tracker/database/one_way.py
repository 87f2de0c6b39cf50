"""Migrations that cannot be undone once people have written rows.

Their rows may say what the tables of before refuse, and undoing would stop halfway. So
it is refused before the first step, however far back it was to go.
"""

from django.core.management import CommandError

ONE_WAY = {("reviews", "0002_meeting"), ("reviews", "0003_figures")}


def refuse(*, plan, **kwargs):
    """A receiver of `pre_migrate`."""
    undone = {(one.app_label, one.name) for one, is_backwards in plan if is_backwards}
    for app, name in sorted(undone & ONE_WAY):
        raise CommandError(
            f"The migration {app}.{name} cannot be undone, and nothing was changed. "
            "Restore a backup from before it, with the version that made it."
        )
