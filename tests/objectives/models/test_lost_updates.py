"""Ten people who write into one objective at the same time.

Each adds a number of their own to its measure, again and again, as somebody does who
opens the cell, reads it, and saves. A save that was acknowledged is lost where its
number is not there in the end.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection
from django.test import Client

from objectives.models import ConflictError, Objective
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS = 10
SAVES = 8


def acknowledged(save):
    """The acknowledged saves of ten writers with eight saves each."""
    start = Barrier(EDITORS, timeout=60)

    def write(editor):
        start.wait()
        try:
            numbers = [f"{editor}-{number}" for number in range(SAVES)]
            return [number for number in numbers if save(number)]
        finally:
            connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        return [number for saved in pool.map(write, range(EDITORS)) for number in saved]


def lost(saved):
    return set(saved) - set(Objective.objects.get().measure.split())


def added(text, number):
    return f"{text} {number}".strip()


def test_no_acknowledged_save_is_lost():
    pk = make_objective().pk

    def save(number):
        while True:
            seen = Objective.objects.get(pk=pk)
            values = {"measure": added(seen.measure, number)}
            try:
                seen.change(values, was={"measure": seen.measure}, by=None, at=AT)
            except (ConflictError, OperationalError):  # the latter: waited for too long
                continue
            return True

    saved = acknowledged(save)

    assert len(saved) == EDITORS * SAVES
    assert lost(saved) == set()


def test_without_the_guard_saves_are_lost():
    pk = make_objective().pk

    def save(number):
        seen = Objective.objects.get(pk=pk)
        seen.measure = added(seen.measure, number)
        try:
            seen.save()
        except OperationalError:
            return False
        return True

    saved = acknowledged(save)

    assert saved
    assert lost(saved)


def test_no_acknowledged_save_of_the_page_is_lost():
    make_organization()
    team = make_team()
    objective = make_objective(make_plan(team))
    lead = make_user(team=team)
    lead.memberships.update(is_lead=True)
    address = f"/objectives/{objective.pk}/cell/"

    def save(number):
        client = Client()
        client.force_login(lead)
        seen = Objective.objects.get(pk=objective.pk).measure
        answer = client.post(
            address,
            {
                "cell": "measure",
                "measure": added(seen, number),
                "initial-measure": seen,
            },
        )
        assert answer.status_code in (200, 409, 503)
        return answer.status_code == 200

    saved = acknowledged(save)

    assert saved
    assert lost(saved) == set()
