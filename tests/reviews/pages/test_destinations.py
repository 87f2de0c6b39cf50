import pytest

from objectives.models import Member, Objective, Organization
from objectives.models.organization import Readers
from reviews.pages.destinations import destinations
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    make_organization()
    team = make_team("Operations")
    quarter = make_quarter()
    make_objective(make_plan(team, quarter), "Encrypt the links between sites")
    make_review(team, quarter)
    Member.objects.create(team=team, name="Ada Example")
    return team


def found(text, user=None):
    groups = destinations(user or make_user(), text)
    return {group.heading: [row.label for row in group.rows] for group in groups}


def test_words_are_found_in_any_order_and_case(team):
    assert found("LINKS encrypt") == {"Objectives": ["Encrypt the links between sites"]}


def test_titles_with_the_words_come_before_newer_texts(team):
    later = make_plan(team, make_quarter(team_day()))
    make_objective(later, "Something else", measure="Encrypted links")

    assert found("encrypt links")["Objectives"] == [
        "Encrypt the links between sites",
        "Something else",
    ]


def test_accents_do_not_matter_and_short_words_are_found(team):
    make_objective(make_plan(make_team("QA")), "Ouvrir le café (QA)")

    assert found("CAFE qa") == {"Objectives": ["Ouvrir le café (QA)"]}


def test_the_words_that_were_searched_stand_out(client, team):
    page = client.get("/go/?text=links+encr")

    assert "<b>Encrypt</b> the <b>links</b> between sites" in page.text


def test_all_words_must_be_there(team):
    assert found("links decrypt") == {}


def test_a_team_leads_to_its_plans_and_reviews(team):
    assert found("oper") == {
        "Teams": ["Operations"],
        "Plans": ["Operations, Q2 2014-15"],
        "Reviews": ["Operations, Q2 2014-15"],
    }


def test_a_quarter_narrows_what_is_found(team):
    make_objective(
        make_plan(team, make_quarter(team_day())), "Encrypt the links once more"
    )

    assert found("links q3") == {"Objectives": ["Encrypt the links once more"]}
    assert found("oper q3") == {"Plans": ["Operations, Q3 2014-15"]}


def team_day():
    return make_quarter().following().first_day


def test_people_are_found_in_their_teams(team):
    [group] = destinations(make_user(), "example")

    assert group.heading == "People"
    assert group.rows[0].address == "/teams/operations/#people"
    assert group.rows[0].note == "Operations"


def test_others_find_nothing_of_a_closed_organisation(team):
    Organization.objects.update(readers=Readers.TEAM)

    assert found("oper links ada") == {}
    assert found("oper") == {}


def test_no_words_lead_nowhere(team):
    assert found("  ") == {}


def test_the_number_of_queries_does_not_grow(team, django_assert_max_num_queries):
    user = make_user()
    for number in range(20):
        part = make_team(f"Operations {number}")
        plan = make_plan(part, make_quarter())
        make_objective(plan, "Encrypt the links")

    with django_assert_max_num_queries(12):
        destinations(user, "operations links q2")


def test_a_tag_leads_to_the_list_of_its_objectives(team):
    Objective.objects.get().add_tags("Data-centre move", by=None, at=None)

    objectives, tags = destinations(make_user(), "centre data")

    assert (objectives.heading, tags.heading) == ("Objectives", "Tags")
    assert tags.rows[0].address == "/objectives/?tag=Data-centre+move"


def test_a_tag_of_others_is_not_found(team):
    Objective.objects.get().add_tags("Secret", by=None, at=None)
    Organization.objects.update(readers=Readers.TEAM)

    assert found("secret") == {}
