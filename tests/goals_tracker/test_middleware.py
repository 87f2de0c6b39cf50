import pytest

from tests.makers import make_organization, make_user

pytestmark = pytest.mark.django_db


def test_what_somebody_sees_who_is_signed_in_is_not_stored(client):
    make_organization()
    strangers = client.get("/")
    client.force_login(make_user())

    assert "Cache-Control" not in strangers
    assert client.get("/")["Cache-Control"] == "private, no-store"
    assert client.get("/objectives/")["Cache-Control"] == "private, no-store"
    assert client.get("/nothing-here/")["Cache-Control"] == "private, no-store"
    assert "no-store" not in client.get("/healthz").get("Cache-Control", "").split(",")


def test_a_signed_in_reader_costs_no_query_more(client, django_assert_num_queries):
    client.force_login(make_user())

    with django_assert_num_queries(0):
        client.get("/healthz")
