import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from objectives.models import Member, Team
from objectives.models.organization import Readers
from tests.makers import make_organization, make_plan, make_team, make_user

pytestmark = pytest.mark.django_db
EVERY = {"Whole", "Part", "Twin", "Other"}
OWN = {"Whole", "Part", "Twin"}


@pytest.fixture
def teams():
    whole = make_team("Whole", position=1)
    return {
        "Whole": whole,
        "Twin": make_team("Twin", whole, position=2),
        "Part": make_team("Part", whole, position=1),
        "Other": make_team("Other", position=2),
    }


def reader(kind, teams):
    match kind:
        case "anonymous":
            return AnonymousUser()
        case "signed in":
            return make_user()
        case "member":
            return make_user(team=teams["Whole"])
        case "member of a group":
            return make_user(team=teams["Part"])
        case "member elsewhere":
            return make_user(team=teams["Other"])
        case "lead":
            lead = make_user()
            Member(team=teams["Whole"], user=lead, name="Ada", is_lead=True).save()
            return lead
        case "staff":
            return make_user(is_staff=True)
        case "disabled staff":
            return make_user(is_staff=True, is_active=False)
        case "disabled member":
            return make_user(team=teams["Whole"], is_active=False)


@pytest.mark.parametrize(
    ("kind", "anyone", "signed_in", "team"),
    [
        ("anonymous", EVERY, set(), set()),
        ("signed in", EVERY, EVERY, set()),
        ("member", EVERY, EVERY, OWN),
        ("member of a group", EVERY, EVERY, OWN),
        ("member elsewhere", EVERY, EVERY, {"Other"}),
        ("lead", EVERY, EVERY, OWN),
        ("staff", EVERY, EVERY, EVERY),
        ("disabled staff", EVERY, set(), set()),
        ("disabled member", EVERY, set(), set()),
    ],
)
@pytest.mark.parametrize("readers", Readers.values)
def test_users_see_teams_as_the_organisation_allows(
    teams, readers, kind, anyone, signed_in, team
):
    make_organization(readers)

    seen = Team.objects.visible_to(reader(kind, teams))

    wanted = {"anyone": anyone, "signed_in": signed_in, "team": team}[readers]
    assert sorted(row.name for row in seen) == sorted(wanted)


@pytest.mark.parametrize(
    ("kind", "seen"), [("anonymous", set()), ("member", OWN), ("staff", EVERY)]
)
def test_without_an_organisation_users_see_only_their_own_teams(teams, kind, seen):
    rows = Team.objects.visible_to(reader(kind, teams))

    assert {row.name for row in rows} == seen


def test_teams_come_by_position_each_followed_by_its_groups(teams):
    rows = Team.objects.in_order()

    assert [row.name for row in rows] == ["Whole", "Part", "Twin", "Other"]


def test_a_review_covers_the_team_and_then_its_groups(teams):
    covered = Team.objects.covered_by(teams["Whole"])

    assert [row.name for row in covered] == ["Whole", "Part", "Twin"]
    assert list(Team.objects.covered_by(teams["Part"])) == [teams["Part"]]


def test_a_group_has_no_groups_of_its_own(teams):
    with pytest.raises(ValidationError) as refusal:
        Team(name="Deeper", slug="deeper", parent=teams["Part"]).full_clean()

    assert refusal.value.messages == ["A group cannot have groups of its own."]


def test_a_team_with_groups_cannot_become_a_group(teams):
    teams["Whole"].parent = teams["Other"]

    with pytest.raises(ValidationError) as refusal:
        teams["Whole"].full_clean()

    assert refusal.value.messages == ["This team has groups, so it cannot become one."]


def test_two_teams_may_have_groups_of_the_same_name(teams):
    make_team("Part", teams["Other"], slug="other-part").full_clean()


def test_a_team_with_plans_cannot_be_deleted(teams):
    make_plan(teams["Part"])

    with pytest.raises(ValidationError) as refusal:
        teams["Part"].delete()

    assert refusal.value.code == "held"
    assert refusal.value.messages == ["Part has plans, so it cannot be deleted."]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Chase Pettet", "CP"),
        ("Ada", "A"),
        ("Anna Maria Luisa", "AL"),
        ("  ", ""),
        ("李 小龙", "李小"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_name(name, initials):
    assert Member(name=name).initials == initials


def test_leads_come_first_on_a_team_and_its_groups(teams):
    for name, team, is_lead, position in [
        ("Zoe", "Part", True, 9),
        ("Ada", "Whole", False, 2),
        ("Bob", "Twin", False, 1),
        ("Eve", "Other", True, 0),
    ]:
        Member(team=teams[team], name=name, is_lead=is_lead, position=position).save()

    people = Member.objects.covered_by(teams["Whole"])

    assert [person.name for person in people] == ["Zoe", "Bob", "Ada"]
