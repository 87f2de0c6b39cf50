"""Migrate an old database to the present version, and read its decks and files.

A process of its own: `python -m tests.upgrades.head TARGET`, with DATABASE_URL, VAR_DIR
and the other variables of an install set.
"""

# ruff: noqa: E402 -- settings first

import base64
import json
import sys

import django
from django.conf import settings

django.setup()
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from reviews.models import PublishedFile, Review
from tests.upgrades.texts import slide_texts


def main(target):
    call_command("migrate", verbosity=0)
    admin = get_user_model().objects.get(username="admin")
    client = Client(headers={"host": "localhost"})
    client.force_login(admin)
    reviews = {one.get_absolute_url(): one for one in Review.objects.all()}
    shown = {path for path, review in reviews.items() if review.published}
    found = {
        "drafts": {path: slides(client, f"{path}draft/") for path in reviews},
        "published": {path: slides(client, path) for path in shown},
        "files": {path: served(client, path) for path in shown},
    }
    client.logout()
    get_user_model().objects.update(last_login=None)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(found, file)


def slides(client, path):
    return slide_texts(read(client, path).decode())


def served(client, path):
    """The first version's files as they are served, by their names."""
    names = PublishedFile.objects.exclude(name="slides.html").values_list("name")
    paths = {name: f"{path}versions/1/files/{name}" for (name,) in names}
    return {
        name: base64.b64encode(read(client, path)).decode()
        for name, path in paths.items()
    }


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return b"".join(response)


if __name__ == "__main__":
    main(sys.argv[1])
