import pytest
from django.urls import reverse

from objectives.models import Objective, Plan
from objectives.pages.live import live_key
from tests.makers import AT, make_lead, make_plan, make_quarter, make_team

pytestmark = pytest.mark.django_db
VERSIONS_QUERIES = 1


@pytest.fixture
def plan(team):
    plan = make_plan(make_team("Part", team))
    plan.add([{"title": "One"}, {"title": "Two"}], by=None, at=AT)
    return plan


@pytest.fixture
def address(plan):
    return reverse("plan_versions", args=[live_key([plan])])


def seen(client, address):
    return client.get(address).json()["version"]


def test_the_page_has_the_key_by_which_it_asks(client, plan):
    page = client.get("/teams/whole/2014-15-q2/").text

    row = Objective.objects.with_version().get(title="One")
    assert 'data-live="/live/' in page
    marks = f'data-version="{row.version}" data-links="{row.linked}"'
    assert f'id="objective-{row.pk}" {marks}' in page


def test_the_page_of_a_closed_quarter_asks_nothing(client, plan):
    Plan.objects.update(state="closed")

    assert "data-live" not in client.get("/teams/whole/2014-15-q2/").text


def test_what_is_unchanged_is_answered_with_nothing_by_one_query(
    client, address, django_assert_num_queries
):
    version = seen(client, address)

    with django_assert_num_queries(VERSIONS_QUERIES):
        answer = client.get(address, {"seen": version})

    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("act", ["change", "add", "delete", "move"])
def test_each_change_of_rows_is_another_version(client, plan, address, act):
    before = seen(client, address)
    one = Objective.objects.get(title="One")

    if act == "change":
        one.change({"measure": "All"}, was=None, by=None, at=AT)
    elif act == "add":
        plan.add([{"title": "Three"}], by=None, at=AT)
    elif act == "delete":
        one.delete(by=None, at=AT)
    else:
        one.move(by=None, at=AT)

    assert seen(client, address) != before


def test_the_rows_are_in_their_order_with_plan_and_kind(client, plan, address):
    one, two = Objective.objects.with_version().order_by("title")
    two.move(before=one, by=None, at=AT)
    two = Objective.objects.with_version().get(pk=two.pk)

    rows = client.get(address).json()["rows"]

    assert rows == [
        [two.pk, two.version, plan.pk, True, 0],
        [one.pk, one.version, plan.pk, True, 0],
    ]


def test_a_leftover_is_no_new_row(client, plan):
    plan.commit(by=None, at=AT)
    later = make_quarter(plan.quarter.following().first_day)
    copy = Objective.objects.get(title="One").carry_over(later, by=None, at=AT)

    address = reverse("plan_versions", args=[live_key([copy.plan])])

    assert client.get(address).json()["rows"][0][3] is False


def test_a_hand_over_and_its_answers_are_other_versions_at_both_ends(client, plan):
    plan.commit(by=None, at=AT)
    one, later = Objective.objects.get(title="One"), plan.quarter.following()
    later = make_quarter(later.first_day)
    there = make_plan(make_team("Other"), later)
    addresses = [
        reverse("plan_versions", args=[live_key([each])]) for each in (plan, there)
    ]

    def marks():
        return [seen(client, address) for address in addresses]

    found = [marks()]
    one.carry_over(later, team=there.team, is_accepted=False, by=None, at=AT)
    found.append(marks())
    one.links_on.get().accept(by=None, at=AT)
    found.append(marks())

    for before, after in zip(found, found[1:], strict=False):
        assert not {*before} & {*after}


@pytest.mark.parametrize("key", ["x", "WzFd:1:2", "0"])
def test_only_keys_of_ours_are_answered(client, address, key):
    assert client.get(reverse("plan_versions", args=[key])).status_code == 404


def test_rows_are_sent_as_this_reader_has_them(client, plan, team):
    one = Objective.objects.get(title="One")
    address = reverse("plan_rows", args=["whole", "2014-15-q2"])

    page = client.get(address, {"objective": one.pk}).text
    client.force_login(make_lead(plan.team))
    own = client.get(address, {"objective": one.pk}).text

    assert page.count("<tr ") == own.count("<tr ") == 1
    assert "data-values" not in page
    assert "data-values" in own
    assert 'id="chips"' in page


def test_rows_of_others_are_not_sent(client, plan):
    other = make_plan(make_team("Other"), plan.quarter)
    [row] = other.add([{"title": "Other"}], by=None, at=AT)
    address = reverse("plan_rows", args=["whole", "2014-15-q2"])

    page = client.get(address, {"objective": [row.pk, "x", "9" * 30]}).text

    assert "<tr " not in page


@pytest.mark.parametrize("size", [1, 30])
def test_rows_take_the_same_queries_for_any_plan(
    client, plan, django_assert_max_num_queries, size
):
    plan.add([{"title": f"Row {number}"} for number in range(size)], by=None, at=AT)
    keys = list(Objective.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(8):
        client.get(
            reverse("plan_rows", args=["whole", "2014-15-q2"]), {"objective": keys}
        )
