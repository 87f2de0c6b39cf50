"""A metric's figures, fetched from its address.

Network requests run outside transactions. A failed fetch leaves the last good figures;
the metric's `Fetch` says why and since when, and decks say so.

An address may contain {from} and {until}, replaced by Unix seconds, as Graphite's
render and Prometheus' query_range take them: from the start of the previous quarter
until now. So a quarter is fetched to its end, and while it is being reviewed.
"""

import datetime
import hashlib
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from goals_tracker import remote
from goals_tracker.machine import slots
from goals_tracker.tasks import engine
from objectives.models import Organization, Quarter
from objectives.permissions import may_lead
from reviews import parsing
from reviews.models import Fetch, FetchRequest
from reviews.models.fetch_request import NO_ADDRESS

NO_LONGER = "Whoever asked for it may not change this metric any more."
# Longer than one request may take.
SECONDS_IN_LINE = 60
LONGEST_FAILURE = Fetch._meta.get_field("failure").max_length


def administrator_rules(**limits):
    """The limits that the administrator has set."""
    hosts, private = settings.METRIC_HOSTS, settings.METRIC_PRIVATE_HOSTS
    return remote.Rules(hosts, private, **limits)


def fetch(metric, *, by, at, limits=None, writing=transaction.atomic):
    """Fetch a metric's address now, and import the readings.

    Returns its `Fetch` and the result of the import, None after a failure. Everything
    is written inside `writing`.
    """
    address = metric.url
    if not address:
        return Fetch(metric=metric, at=at, failure=NO_ADDRESS), None
    try:
        rules = limits or administrator_rules()
        with only_one_of(metric.host):
            content = remote.get_body(fill_times(address, at=at), rules)
        readings = readings_in(content, metric)
    except remote.RemoteError as refusal:
        with writing():
            return record_failure(metric, str(refusal), at=at), None
    try:
        with writing():
            return store_readings(metric, address, readings, by=by, at=at)
    except ValidationError as refusal:
        with writing():
            return record_failure(metric, " ".join(refusal.messages), at=at), None


@contextmanager
def only_one_of(host):
    """Be the only one on this machine who asks that host."""
    name = hashlib.sha256(host.encode()).hexdigest()[:32]
    folder = Path(settings.VAR_DIR, "run", "fetches", name)
    try:
        with slots.held(folder, SECONDS_IN_LINE, of=1):
            yield
    except slots.NoSlotFreeError:
        raise remote.RemoteError(f"Another fetch from {host} took too long.") from None


def carry_out(pk, context):
    """Do what somebody has asked for, unless that has ended by now."""
    engine.go_on(context)
    found = FetchRequest.objects.filter(pk=pk).unfinished()
    asked = found.select_related("metric__team", "by").first()
    if asked is None:
        return
    writing = partial(engine.while_held, context)
    with writing():
        asked.set(attempt=context.attempt)
    said, error = "", NO_LONGER
    if asked.by and may_lead(asked.by, asked.metric.team):
        at = timezone.now()
        done, result = fetch(asked.metric, by=asked.by, at=at, writing=writing)
        said, error = str(result or ""), done.failure
    # Why it failed is beside the metric, until the next one.
    at, outcome = timezone.now(), {"result": ["", "failed" if error else "succeeded"]}
    with writing():
        asked.set(said=said)
        asked.end(at=at, error=error)
        asked.metric.log_change("figures fetched", outcome, by=asked.by, at=at)


def readings_in(content, metric):
    found = parsing.parse(
        content,
        zone=timezone.get_default_timezone(),
        format=metric.format,
        metric=metric.name,
        order=Organization.objects.date_order(),
    )
    if found.refusals:
        more = len(found.refusals) - 1 + found.left_off
        said = f"The response cannot be used. {found.refusals[0]}"
        raise remote.RemoteError(f"{said} And {more:,} more." if more else said)
    return found.readings


def store_readings(metric, address, readings, *, by, at):
    """Import the readings, unless the metric's address has changed in the meantime."""
    metric.lock()
    if metric.url != address:
        raise ValidationError(
            "Its address has changed in the meantime.", code="changed"
        )
    result = metric.import_readings(readings, by=by, at=at, source=metric.host)
    values = {"at": at, "good_at": at, "failure": ""}
    fetch, _ = Fetch.objects.update_or_create(metric=metric, defaults=values)
    return fetch, result


def record_failure(metric, why, *, at):
    """Store why it failed; the `Fetch` is unsaved if the metric was deleted."""
    values = {"at": at, "failure": why[:LONGEST_FAILURE]}
    with transaction.atomic():
        rows = type(metric).objects.filter(pk=metric.pk).order_by()
        if not rows.select_for_update(no_key=True).values_list("pk"):
            return Fetch(metric=metric, **values)
        return Fetch.objects.update_or_create(metric=metric, defaults=values)[0]


def fill_times(address, *, at):
    """The address with its times filled in, encoded for the request."""
    first = beginning_of_last_quarter(at)
    times = {"{from}": first, "{until}": at}
    for name, moment in times.items():
        address = address.replace(name, str(int(moment.timestamp())))
    return iri_to_uri(address)


def beginning_of_last_quarter(at):
    organization = Organization.objects.first()
    month = organization.fiscal_year_start if organization else 1
    day = timezone.localdate(at, timezone.get_default_timezone())
    this = Quarter.of(day, year_start_month=month)
    before = this.first_day - datetime.timedelta(days=1)
    last = Quarter.of(before, year_start_month=month)
    midnight = datetime.datetime.combine(last.first_day, datetime.time())
    return midnight.replace(tzinfo=timezone.get_default_timezone())
