"""No form answers in the words of a library, which do not say what to do."""

import html

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from tests.forms_on_pages import forms_on
from tests.scene import make_scene
from tests.test_hostile_input import HOSTILE, OWN, PAGES, address

GENERIC = "This field is required."

pytestmark = pytest.mark.django_db


def generic_refusals(client, page, url):
    """The forms of which some lack is refused in the library's words."""
    for form in forms_on(page, url):
        typed = [field.name for field in form.fields if field.kind in HOSTILE]
        with transaction.atomic():
            answer = client.post(
                form.action, form.data(**dict.fromkeys(typed, "")), **OWN
            )
            transaction.set_rollback(True)
        if GENERIC in html.unescape(answer.text):
            yield form.action


def test_what_is_missing_is_asked_for_by_name(client):
    scene = make_scene()
    client.force_login(get_user_model().objects.get(username="administrator"))
    pages = {url: client.get(url) for url in (address(*page, scene) for page in PAGES)}

    found = [generic_refusals(client, page, url) for url, page in pages.items()]

    assert sum(map(list, found), []) == []


def test_signing_in_asks_for_name_and_password(client, db):
    url = reverse("sign_in")

    assert [*generic_refusals(client, client.get(url), url)] == []


def test_changing_the_password_asks_for_each(client, boss):
    url = reverse("password_change")

    assert [*generic_refusals(client, client.get(url), url)] == []
