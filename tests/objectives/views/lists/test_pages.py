import pytest

from objectives.models import Objective
from tests.objectives.views.lists.tables import codes, titles, walk

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("three_pages")
@pytest.mark.parametrize(
    "sort", ["", "quarter", "title", "-title", "eta", "-eta", "status"]
)
def test_the_pages_have_every_row_once_in_both_directions(client, sort):
    everything = titles(client.get(f"/objectives/?sort={sort}"))
    pages, last = walk(client, f"/objectives/?sort={sort}", "next")
    back, _ = walk(client, last, "previous")

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(sum(pages, [])) == list("abcde")
    assert pages[0] == everything
    assert back == pages[::-1]


@pytest.mark.usefixtures("three_pages")
def test_a_page_can_start_after_a_deleted_row(client):
    first = client.get("/objectives/?sort=title")
    address = f"/objectives/{first.context['listing'].next}"

    Objective.objects.get(title="b").delete()

    assert titles(client.get(address)) == ["c", "d"]


@pytest.mark.usefixtures("three_pages")
def test_a_page_of_another_order_or_list_is_refused(client):
    words = client.get("/objectives/?sort=title").context["listing"].next

    for address in (
        f"/objectives/{words.replace('sort=title', 'sort=-title')}",
        f"/objectives/{words.replace('sort=title', 'sort=eta')}",
        f"/plans/{words.replace('sort=title&', '')}",
    ):
        page = client.get(address)
        assert page.status_code == 400
        assert codes(page) == {"__all__": ["token"]}


@pytest.mark.usefixtures("three_pages")
def test_filters_and_order_are_kept_from_page_to_page(client):
    page = client.get("/objectives/?sort=title&quarter=2014-15-q2")

    assert 'href="?quarter=2014-15-q2&amp;sort=title&amp;after=' in page.text
    assert 'rel="next"' in page.text
    assert 'rel="prev"' not in page.text
