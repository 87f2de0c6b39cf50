import pytest

from goals_tracker.pictures import images
from objectives.models import Change, Organization, Team
from objectives.models.organization import Readers
from tests.makers import make_lead, make_organization, make_team
from tests.pictures import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WHOLE = {"name": "Example", "fiscal_year_start": "7", "year_names": "both"}
WHOLE |= {"readers": "anyone"}
TEAM = {"name": "Whole", "slug": "whole", "position": "0"}
ADDRESSES = [("/organization/", WHOLE), ("/teams/whole/change/", TEAM)]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect></rect></svg>'


@pytest.fixture(autouse=True)
def team():
    make_organization(Readers.ANYONE, name="Example")
    return make_team("Whole")


def change(client, address, typed, **fields):
    was = {f"initial-{name}": value for name, value in typed.items()}
    return client.post(address, typed | was | {"initial-accent": ""} | fields)


def rows():
    return [*Organization.objects.all(), *Team.objects.all()]


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(("address", "typed"), ADDRESSES)
@pytest.mark.parametrize("accent", ["#7a2c62", "7A2C62", " #7a2C62 "])
def test_an_accent_is_kept_in_one_form(client, address, typed, accent):
    answer = change(client, address, typed, accent=accent)

    assert answer.status_code == 302
    (row,) = [row for row in rows() if row.accent]
    assert row.accent == "#7a2c62"
    assert Change.objects.of(row).first().fields["accent"] == ["", "#7a2c62"]


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(("address", "typed"), ADDRESSES)
@pytest.mark.parametrize(
    ("accent", "words"),
    [
        ("purple", "six digits"),
        ("rgb(122, 44, 98)", "six digits"),
        ("#ff6600", "too light"),
        ("#00703c", "“done”"),
    ],
)
def test_a_refused_accent_comes_back_with_the_reason(
    client, address, typed, accent, words
):
    answer = change(client, address, typed, accent=accent)

    assert answer.status_code == 422
    (error,) = answer.context["form"].errors["accent"]
    assert words in error
    assert f'value="{accent}"' in answer.text
    assert not any(row.accent for row in rows())


@pytest.mark.usefixtures("boss")
def test_the_page_shows_what_a_typed_colour_looks_like(client):
    answer = change(client, "/organization/", WHOLE, accent="#00703c")

    assert 'src="/accent/00703c.svg"' in answer.text
    assert "“done”" in client.get("/accent/00703c.svg").text


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(("address", "typed"), ADDRESSES)
@pytest.mark.parametrize(
    ("content", "end", "kind"),
    [(picture(), ".png", "image/png"), (SVG, ".svg", "image/svg+xml")],
)
def test_a_logo_is_shown_replaced_and_removed(
    client, address, typed, content, end, kind
):
    change(client, address, typed, logo=upload(content))
    (row,) = [row for row in rows() if row.logo]
    first = row.logo.name

    assert first.endswith(end)
    assert client.get(f"/{first}")["Content-Type"] == kind
    assert f'src="/{first}"' in client.get(address).text

    change(client, address, typed, logo=upload(picture(colour="blue")))
    row.refresh_from_db()
    assert row.logo.name != first
    assert client.get(f"/{first}").status_code == 404

    change(client, address, typed, **{"logo-clear": "on"})
    row.refresh_from_db()
    assert not row.logo


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"words", "not_a_photo"),
        (SVG.replace(b"<rect></rect>", b"<script/>"), "not_plain"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_beside_the_field(client, content, code):
    answer = change(client, "/organization/", WHOLE, logo=upload(content))

    errors = answer.context["form"].errors.as_data()
    assert [one.code for one in errors["logo"]] == [code]
    assert "Choose the logo again" not in answer.text


def test_a_lead_sets_the_team_s_and_not_the_organisation_s(client, team):
    client.force_login(make_lead(team))

    assert change(client, "/teams/whole/change/", TEAM, accent="#7a2c62")
    assert Team.objects.get().accent == "#7a2c62"
    assert client.get("/organization/").status_code == 403


def test_pages_have_the_organisation_s_accent_and_logo(client):
    organization = Organization.objects.get()
    assert "/accent/" not in client.get("/").text

    organization.accent = "#7a2c62"
    organization.logo = images.save(picture(), images.LOGOS)
    organization.save()

    page = client.get("/").text
    assert '<link rel="stylesheet" href="/accent/7a2c62.css">' in page
    assert f'class="mark is-logo" src="/{organization.logo.name}"' in page


def test_who_may_not_know_the_organisation_sees_neither(client):
    organization = Organization.objects.get()
    organization.accent, organization.readers = "#7a2c62", Readers.TEAM
    organization.logo = images.save(picture(), images.LOGOS)
    organization.save()

    assert "/accent/" not in client.get("/sign-in/").text
    assert client.get(f"/{organization.logo.name}").status_code == 404


def test_an_accent_s_sheet_is_the_same_for_everybody_and_kept(client):
    answer = client.get("/accent/7a2c62.css")

    assert answer["Content-Type"] == "text/css"
    assert "public" in answer["Cache-Control"]
    assert "--accent: #7a2c62;" in answer.text
    assert "Set-Cookie" not in answer
    assert client.get("/accent/7a2c6.css").status_code == 404
