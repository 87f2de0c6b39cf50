import pytest
from django.core.mail import EmailMessage, mailers

from objectives.mail import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    backend = f"{outbox.__name__}.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend}}


@pytest.mark.usefixtures("boss", "demo")
def test_what_the_demo_would_have_sent_is_on_a_page(client, capsys):
    for subject in ("First", "Zweite für Ödön"):
        message = EmailMessage(subject, "Open http://x.test/", to=["ada@example.org"])
        mailers.default.send_messages([message])

    page = client.get("/outbox/")

    assert page.text.index("Zweite für Ödön") < page.text.index("First")
    assert '<a href="http://x.test/"' in page.text
    assert "Open http://x.test/" in capsys.readouterr().out
    assert 'href="/outbox/"' in client.get("/accounts/").text


@pytest.mark.usefixtures("lead", "demo")
def test_the_outbox_is_for_administrators(client):
    assert client.get("/outbox/").status_code == 403


@pytest.mark.usefixtures("boss")
def test_an_install_has_no_outbox(client):
    assert client.get("/outbox/").status_code == 404
    assert 'href="/outbox/"' not in client.get("/accounts/").text
