import pytest

from tests.makers import make_organization, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a good one, 4 words"


@pytest.fixture
def passkeys(page):
    """A phone or laptop that keeps passkeys, and whose owner is looking at it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in(page, live_server, passkeys, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    make_organization()
    make_user("ada", password=PASSWORD)
    # An address of digits cannot have passkeys.
    site = live_server.url.replace("127.0.0.1", "localhost")
    said = []
    page.on("console", lambda one: said.append(one))
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.goto(f"{site}/second-factor/passkeys/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/second-factor/codes/")
    page.context.clear_cookies()
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_label("Account of ada").wait_for()
    assert [one.text for one in said if one.type == "error"] == []
