import datetime

import pytest
from django.test import Client

from objectives.models import Change, Organization, Quarter, Team
from objectives.models.organization import Readers
from tests.makers import (
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db
ADDRESS = "/organization/"
TYPED = {
    "name": "Example",
    "fiscal_year_start": "7",
    "year_names": "both",
    "date_order": "",
    "readers": "team",
    "seconds_a_slide": "45",
    "licence_holder": "Example Ltd",
    "licence_name": "CC BY",
    "licence_version": "4.0",
    "licence_url": "https://example.org/licence",
    "licence_notice": "All of this is free.",
}


def seen(**changes):
    """The form as its reader saw it, with these changes."""
    page = dict.fromkeys(TYPED, "") | {
        "name": "Example",
        "fiscal_year_start": "7",
        "year_names": "both",
        "readers": "anyone",
    }
    was = {f"initial-{name}": value for name, value in page.items()}
    return page | was | changes


def test_an_administrator_is_guided_through_an_empty_install(client, boss):
    assert 'href="/organization/"' in client.get("/").text

    answer = client.post(ADDRESS, TYPED)

    assert answer["Location"] == "/new-team/"
    organization = Organization.objects.get()
    assert {name: str(getattr(organization, name)) for name in TYPED} == TYPED
    entry = Change.objects.of(organization).get()
    assert (entry.action, entry.by) == ("added", boss)
    assert 'href="/new-team/"' in client.get("/").text


@pytest.mark.parametrize("is_installed", [False, True])
def test_only_administrators_set_it_up(client, is_installed):
    if is_installed:
        make_organization()
    answers = [client.get(ADDRESS), client.post(ADDRESS, TYPED)]
    client.force_login(make_user(team=make_team()))
    answers += [client.get(ADDRESS), client.post(ADDRESS, TYPED)]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert not Organization.objects.filter(licence_name="CC BY").exists()


@pytest.mark.usefixtures("boss")
def test_only_changed_fields_are_saved(client):
    make_organization(licence_notice="Ours.")

    answer = client.post(ADDRESS, seen(name="Renamed"))

    assert answer.status_code == 302
    organization = Organization.objects.get()
    assert (organization.name, organization.licence_notice) == ("Renamed", "Ours.")


@pytest.mark.usefixtures("boss")
def test_two_renames_at_once_are_a_conflict(client):
    make_organization()
    Organization.objects.update(name="Theirs")

    answer = client.post(ADDRESS, seen(name="Mine"))

    assert answer.status_code == 409
    assert "Theirs: Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert Organization.objects.get().name == "Theirs"


@pytest.mark.usefixtures("boss")
def test_changing_the_fiscal_year_explains_what_happens_to_quarters(client):
    make_organization()
    make_team()
    quarter = make_quarter()

    before = client.get(ADDRESS).text
    client.post(ADDRESS, seen(fiscal_year_start="1"))
    after = client.get(ADDRESS).text

    assert "does not affect the 1 quarter opened so far, up to Q2 2014-15" in before
    assert "New fiscal years start in January" in after
    quarter.refresh_from_db()
    assert quarter.label == "Q2 2014-15"
    on = datetime.date(2015, 2, 1)
    current = Quarter.objects.current(Organization.objects.get(), on=on)
    assert current.label == "Q1 2015"


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("name", "  ", "required"),
        ("name", "x" * 81, "max_length"),
        ("name", "a\0b", "character"),
        ("fiscal_year_start", "13", "invalid_choice"),
        ("fiscal_year_start", "July", "invalid_choice"),
        ("readers", "everybody", "invalid_choice"),
        ("licence_url", "javascript:alert(1)", "invalid"),
    ],
)
def test_errors_are_shown_beside_the_field(client, field, value, code):
    make_organization()

    answer = client.post(ADDRESS, seen(**{field: value}))

    assert answer.status_code == 422
    errors = answer.context["form"].errors.as_data()
    assert {name: [one.code for one in found] for name, found in errors.items()} in (
        {field: [code]},
        {field: [code, "null_characters_not_allowed"]},
        {field: ["null_characters_not_allowed", code]},
    )


@pytest.mark.usefixtures("boss")
def test_a_deleted_team_can_be_restored_here(client):
    make_organization()
    team = make_team("Whole")

    answer = client.post("/teams/whole/delete/", follow=True)

    assert answer.redirect_chain[0][0].startswith("/organization/?deleted=")
    assert "Deleted “<bdi>Whole</bdi>”." in answer.text
    assert "Restore: Whole" in answer.text
    client.post(f"/deleted/{answer.context['deletion'].pk}/restore/")
    assert Team.objects.get() == team


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("size", [1, 30])
def test_the_queries_do_not_grow(client, django_assert_num_queries, size):
    make_organization()
    for year in range(size):
        make_plan(quarter=make_quarter(datetime.date(1990 + year, 11, 1)))

    with django_assert_num_queries(8):
        client.get(ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_create_one_organisation(client):
    boss = make_user(is_staff=True)

    def act(_):

        mine = Client()
        mine.force_login(boss)
        statuses.append(mine.post(ADDRESS, TYPED | {"readers": Readers.ANYONE}))

    statuses = []
    at_once(act)

    assert {answer.status_code for answer in statuses} <= {302, 422}
    assert Organization.objects.count() == 1
    assert Change.objects.filter(noun="objectives.organization").count() == 1


def test_quarters_are_named_as_the_organisation_names_its_years(client, boss):
    make_organization()
    make_plan(make_team("Whole"))

    client.post(ADDRESS, seen(year_names="last"))

    assert str(Quarter.objects.get()) == "Q2 FY2015"
    page = client.get("/teams/whole/2014-15-q2/")
    assert page.context["quarter"].label == "Q2 FY2015"
    assert "Q3 FY2015" in page.text
    assert "2014-15 " not in page.text


def test_the_settings_show_an_example_of_each_way(client, boss):
    make_organization()

    page = client.get(ADDRESS).text

    for example in ("Q2 2026-27", "Q2 FY2026", "Q2 FY2027", "3 April 2027"):
        assert example in page
