from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from objectives.models import Change, FormerSlug, Team
from objectives.models.organization import Readers
from objectives.views.addresses import TeamSlug
from reviews.snapshot.reader import read_snapshot
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    LATER,
    make_lead,
    make_organization,
    make_plan,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole():
    make_organization()
    return make_team("Whole")


def moved(team, slug):
    team.change({"slug": slug}, was=None, by=None, at=AT)
    return team


def typed(team, slug):
    page = {"name": team.name, "slug": team.slug, "headcount": "", "position": "0"}
    return (
        {f"initial-{name}": value for name, value in page.items()}
        | page
        | {"slug": slug}
    )


def test_a_lead_gives_a_team_another_address(client, whole):
    client.force_login(lead := make_lead(whole))

    answer = client.post("/teams/whole/change/", typed(whole, "Команда 85"))

    assert answer["Location"] == f"/teams/{quote('команда-85')}/"
    assert client.get(answer["Location"]).context["team"] == whole
    entry = Change.objects.of(whole).first()
    assert (entry.fields["slug"], entry.by) == (["whole", "команда-85"], lead)


@pytest.mark.parametrize(
    ("typed_slug", "code"),
    [("", "required"), ("!!", "invalid"), ("other", "taken"), ("was-other", "former")],
)
def test_an_address_that_cannot_be_taken_is_refused(client, whole, typed_slug, code):
    moved(make_team("Was other"), "other")
    client.force_login(make_lead(whole))

    answer = client.post("/teams/whole/change/", typed(whole, typed_slug))

    assert (answer.status_code, codes(answer)) == (422, {"slug": [code]})
    assert "<h1>Edit <bdi>Whole</bdi></h1>" in answer.text


@pytest.mark.parametrize(
    "below",
    [
        "",
        "2014-15-q2/",
        "2014-15-q2/review/?slide=2",
        "metrics/",
        "2014-15-q2/review.json",
    ],
)
def test_all_that_was_below_a_former_address_is_below_the_new_one(client, whole, below):
    make_plan(whole)
    make_review(whole)
    moved(whole, "entire")

    answer = client.get(f"/teams/whole/{below}")

    assert (answer.status_code, answer["Location"]) == (301, f"/teams/entire/{below}")
    assert client.get(answer["Location"]).status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"


def test_what_is_not_below_the_new_address_is_not_found(client, whole):
    moved(whole, "entire")

    answer = client.get("/teams/whole/1999-q1/review/", follow=True)

    assert (answer.redirect_chain[-1][1], answer.status_code) == (301, 404)
    for never in ("/teams/never/", "/books/1/"):
        assert client.get(never).status_code == 404


def test_a_former_address_takes_no_posts(client, whole):
    client.force_login(make_lead(whole))
    moved(whole, "entire")

    assert client.post("/teams/whole/change/", {}).status_code == 404


def test_a_former_address_tells_nothing_of_a_team_that_one_may_not_see(client):
    make_organization(Readers.TEAM)
    moved(make_team("Whole"), "entire")
    client.force_login(make_user("stranger"))

    assert client.get("/teams/whole/").status_code == 404


def test_a_team_gets_its_former_address_back(client, whole):
    moved(moved(whole, "entire"), "whole")

    assert client.get("/teams/whole/").status_code == 200
    assert client.get("/teams/entire/")["Location"] == "/teams/whole/"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["entire"]


def test_a_new_team_gets_no_former_address(client, whole):
    moved(whole, "entire")
    client.force_login(make_user("boss", is_staff=True))

    client.post("/new-team/", {"name": "Whole!", "headcount": "", "position": "2"})

    assert Team.objects.get(name="Whole!").slug == "whole-2"


def test_a_team_is_deleted_and_restored_with_its_former_addresses(client, whole):
    moved(whole, "entire").delete(by=None, at=AT).restore(by=None, at=LATER)

    assert client.get("/teams/whole/")["Location"] == "/teams/entire/"


def test_slides_of_a_group_keep_their_names_with_a_new_address(whole):
    group = make_team("Labs", whole)
    make_plan(group)

    moved(moved(group, "команда"), "laboratory")

    (plan,) = read_snapshot(make_review(whole)).plans
    assert plan.slug == "labs"


def test_slides_of_a_group_are_named_in_ascii():
    group = make_team("運維", slug="運維")

    assert group.slide_slug == f"team_{group.pk}"


def test_the_file_of_a_team_in_another_script_is_named_after_it(client):
    make_organization()
    make_review(make_team("運維", slug="運維"))

    answer = client.get("/teams/運維/2014-15-q2/review.json")

    name = quote("運維-2014-15-q2-review-draft.json")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_a_slug_that_no_address_can_have_is_refused_by_the_model(whole):
    with pytest.raises(ValidationError) as refusal:
        moved(whole, "a/b")

    assert refusal.value.error_dict["slug"][0].code == "invalid"


def test_every_address_of_a_team_takes_any_script():
    odd = [
        pattern.name
        for part in get_resolver().url_patterns
        for pattern in getattr(part, "url_patterns", [])
        if not isinstance(
            getattr(pattern.pattern, "converters", {}).get("team", TeamSlug()), TeamSlug
        )
    ]

    assert odd == []
