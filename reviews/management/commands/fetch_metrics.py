from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from objectives.models import Team
from reviews.metrics import fetching
from reviews.models import Metric


class Command(BaseCommand):
    help = (
        "Fetch the figures of metrics from their addresses, and print a line for each. "
        "If one fails, the others continue and the exit status is 1."
    )

    def add_arguments(self, parser):
        this_one = "fetch only this metric: the number in its address"
        parser.add_argument("--metric", type=int, metavar="PK", help=this_one)
        team = "fetch only metrics of this team and its groups: techops"
        parser.add_argument("--team", metavar="SLUG", help=team)

    def handle(self, *, metric, team, **options):
        metrics = chosen_metrics(metric, team)
        failures = sum(not self.fetch_one(one) for one in metrics)
        if failures:
            raise CommandError(f"{failures} of {len(metrics)} could not be fetched.")

    def fetch_one(self, metric):
        """Fetch a metric and report it; whether it succeeded."""
        name = f"{metric.team} / {metric}"
        try:
            fetch, result = fetching.fetch(metric, by=None, at=timezone.now())
        except DatabaseError as error:
            # For example because another process holds the lock too long.
            self.stderr.write(f"{name}: {' '.join(str(error).split())}")
            return False
        if fetch.failure:
            self.stderr.write(f"{name}: {fetch.failure}")
        else:
            self.stdout.write(f"{name}: {result}")
        return not fetch.failure


def chosen_metrics(pk, team):
    """The requested metrics that have an address."""
    metrics = Metric.objects.exclude(url="").select_related("team")
    if pk is not None:
        metrics = metrics.filter(pk=pk)
    if team is not None:
        if not Team.objects.filter(slug=team).exists():
            raise CommandError(f"There is no team {team}.")
        metrics = metrics.filter(Q(team__slug=team) | Q(team__parent__slug=team))
    if pk is not None and not metrics:
        raise CommandError(f"There is no metric {pk} with an address to fetch from.")
    return metrics
