import pytest

from reviews.models import Metric
from tests.browser.test_pages import oddities
from tests.makers import load_sample, make_user

ROWS = "time\tp50\tp95\n10/31/2014 00:00\t1,5\t2\n"


@pytest.fixture
def served(transactional_db, live_server):
    load_sample()
    make_user("boss", is_staff=True, password="x")
    return live_server.url


@pytest.fixture(params=[1280, 360])
def page(browser, served, request):
    size = {"width": request.param, "height": 900}
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        page.goto(f"{served}/sign-in/")
        page.fill("[name=username]", "boss")
        page.fill("[name=password]", "x")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}/")
        yield page


def test_figures_are_pasted_asked_about_and_brought_in(page, served):
    metric = Metric.objects.order_by("pk").first()
    metric.url = "https://graphite.example.org/render?" + "target=a.b.c&" * 60
    metric.save()
    address = f"{served}/metrics/{metric.pk}/import/"
    assert oddities(page, address) == ([], [], 0)

    page.get_by_label("Paste the figures").fill(ROWS)
    page.get_by_role("button", name="Import").click()
    refusal = page.get_by_text(
        "Enter which one to use, by name or number: “p50”, “p95”"
    )
    refusal.wait_for()
    page.get_by_label("Column of the values").fill("p95")
    page.keyboard.press("Enter")

    page.get_by_role("status").get_by_text("Readings: 1 new").wait_for()
    assert metric.readings.get(at="2014-10-31T00:00Z").value == 2
