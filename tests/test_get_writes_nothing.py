"""Looking at a page changes no row, whoever looks and however often.

Prints and published files are written below VAR_DIR when they are first asked for:
they are a cache of files, and nothing of a row. What cannot be printed at once is a
request for its print, as `test_prints` has it. What is counted is a wrong link to set
a password, so that nobody tries many.
"""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection

from objectives.models import Team
from reviews.models import Review
from reviews.publishing import editions
from reviews.snapshot import reader
from tests.deep import times
from tests.makers import AT
from tests.scene import make_scene
from tests.test_permission_table import address, admin_pages, parameters

pytestmark = pytest.mark.django_db
COUNTED = {"set_password"}
WRITE = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE)\b",
    re.IGNORECASE,
)


@contextmanager
def writes():
    """The statements that write while the block runs."""
    found = []

    def look(execute, sql, params, many, context):
        if WRITE.search(sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


@pytest.fixture
def scene():
    return make_scene()


def publish():
    review = Review.objects.get()
    files = [(editions.PDF, "application/pdf", b"%PDF")]
    review.publish(reader.read_snapshot(review).to_dict(), files, by=None, at=AT)


def stored_pictures(settings):
    return sorted(Path(settings.MEDIA_ROOT).rglob("*"))


@pytest.mark.parametrize(
    ("person", "is_published"),
    [
        ("anonymous", False),
        ("administrator", True),
        ("lead", True),
        *times([("administrator", False), ("anonymous", True), ("teamless", True)], []),
    ],
)
def test_no_page_writes_on_a_get(client, scene, settings, person, is_published):
    if is_published:
        publish()
    urls = {address(name, scene) for name in parameters().keys() - COUNTED}
    if person == "administrator":
        models = admin.site._registry
        urls |= {url for model in models for url in admin_pages(model._meta)}
    before = stored_pictures(settings)
    sign_in(client, person)

    with writes() as found:
        answers = {url: client.get(url).status_code for url in sorted(urls)}

    assert found == []
    assert stored_pictures(settings) == before
    assert answers["/"] == answers[address("review_deck", scene)] == 200
    assert not [url for url, status in answers.items() if status == 500]


def sign_in(client, person):
    if person != "anonymous":
        client.force_login(get_user_model().objects.get(username=person))


def test_a_write_would_be_noticed(scene):
    with writes() as found:
        Team.objects.update(headcount=3)

    assert len(found) == 1
