"""What an old version does to make its fixture: `make.py` runs this in its folder."""

# mypy: ignore-errors
# ruff: noqa: E402, PLC0415 -- settings first; what can be imported depends on the tree

import datetime
import importlib.util
import json
import os
import sys

sys.path.insert(0, os.getcwd())

import django
from django.conf import settings

django.setup()
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from reviews import snapshot
from reviews.models import Review

AT = datetime.datetime(2015, 1, 14, 17, tzinfo=datetime.UTC)


def main(target):
    call_command("migrate", verbosity=0)
    call_command("load_sample")
    add_picture()
    admin = get_user_model().objects.get(username="admin")
    client = Client(headers={"host": "localhost"})
    client.force_login(admin)
    paths = [review.get_absolute_url() for review in Review.objects.all()]
    drafts = {path: read(client, path) for path in paths}
    review = Review.objects.get(team__slug="techops")
    publish(review, admin)
    path = review.get_absolute_url()
    pages = {"drafts": drafts, "published": {path: read(client, path)}}
    client.logout()
    get_user_model().objects.update(last_login=None)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(pages, file)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def add_picture():
    """A text slide with a picture, once there were pictures."""
    if importlib.util.find_spec("reviews.pictures") is None:
        return
    from reviews import pictures
    from reviews.models import TextSlide
    from tests.pictures import picture, upload

    content, width, height = pictures.picture_from(upload(picture()))
    section = Review.objects.get(team__slug="techops").sections.get(kind="did")
    TextSlide(
        section=section,
        title="A picture",
        picture=pictures.keep(content),
        picture_width=width,
        picture_height=height,
        picture_alt="A chart",
        picture_licence="CC0",
    ).save(by=None, at=AT)


def publish(review, by):
    """Publish, with the files once there were any."""
    taken = snapshot.read(review)
    if importlib.util.find_spec("reviews.models.published_file") is None:
        return review.publish(taken.to_dict(), by=by, at=AT)
    from reviews import publishing

    files = publishing.edition(taken).files
    return review.publish(taken.to_dict(), files, by=by, at=AT)


main(sys.argv[1])
