import pytest
from django.core.management import call_command

from objectives.models import Plan, Project
from tests.makers import make_user
from tests.objectives.views.lists.tables import LISTS

pytestmark = pytest.mark.django_db

# Of anyone: the organisation (2), quarters, teams, those archived, keys, rows, their
# teams; objectives also the tags to choose from and whether there are references, and
# plans the counts of their objectives.
QUERIES = dict(zip(LISTS, (10, 9, 8, 8), strict=True))


# Ten plans a quarter, with three objectives each.
@pytest.mark.parametrize("quarters", [2, 100])
def test_the_queries_do_not_grow_with_the_rows(
    client, django_assert_num_queries, quarters
):
    call_command("make_sample_data", teams=10, quarters=quarters, objectives=3)
    Project.objects.bulk_create(
        Project(team_id=plan.team_id, quarter_id=plan.quarter_id, text="Extra")
        for plan in Plan.objects.all()
    )

    for address in LISTS:
        with django_assert_num_queries(QUERIES[address]):
            page = client.get(address)
        assert page.context["table"].data


@pytest.mark.parametrize("quarters", [2, 100])
def test_the_queries_do_not_grow_with_the_filters(
    client, django_assert_max_num_queries, quarters
):
    call_command("make_sample_data", teams=10, quarters=quarters, objectives=3)
    words = "team=made-up-1&text=lot&owner=el&sort=eta&carried=no"
    client.force_login(make_user(is_staff=True))

    with django_assert_max_num_queries(13):
        page = client.get(f"/objectives/?{words}")

    assert page.status_code == 200
