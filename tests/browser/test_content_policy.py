import pytest
from playwright.sync_api import expect


@pytest.fixture
def violations(page):
    """What the browser says it refused, as it comes in."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    return lambda: [text for text in said if "Content Security Policy" in text]


@pytest.mark.django_db(transaction=True)
def test_the_admin_works_under_the_content_policy(
    live_server, page, admin_user, violations
):
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    assert violations() == []


@pytest.mark.django_db(transaction=True)
def test_a_style_in_the_markup_is_refused(live_server, page, violations):
    page.goto(f"{live_server.url}/admin/login/")

    page.evaluate("document.body.setAttribute('style', 'color: red')")

    assert len(violations()) == 1
