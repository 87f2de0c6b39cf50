import datetime
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.mail import letters, sending
from objectives.mail.sending import Mail, send, send_all
from objectives.models import MailMessage
from tests import tasks
from tests.makers import make_user
from tests.together import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
HOUR = datetime.timedelta(hours=1)
KIND = "tests/greeting"


@pytest.fixture(autouse=True)
def greeting(monkeypatch, settings, tmp_path):
    """A kind of mail that greets, as long as there is somebody of that name."""
    folder = tmp_path / "tests"
    folder.mkdir()
    text = "{{ word }}\n\nOpen it:\n{{ site }}/open/{{ word }}/\n"
    (folder / "greeting.txt").write_text(text)
    templates = settings.TEMPLATES
    dirs = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = [templates[0] | {"DIRS": dirs}]
    monkeypatch.setattr(letters, "letters", dict(letters.letters))
    monkeypatch.setattr("objectives.mail.composing.letters", letters.letters)

    @letters.letter(KIND)
    def greet(account, word="Hello", unsubscribe=""):
        return {"word": word, "unsubscribe": unsubscribe} if word else None


@pytest.fixture
def ada():
    return make_user("ada", email="ada@example.org")


def ask(to, *, at=None, **more):
    return send(to, KIND, at=at or timezone.now(), **more)


def subjects():
    return [message.subject for message in mail.outbox]


def error_of(row):
    row.refresh_from_db()
    return row.error


class Refusing(EmailBackend):
    """A server that answers with what it was told to, one after the other."""

    answers: list[Exception] = []

    def send_messages(self, messages):
        if self.answers:
            raise self.answers.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    Refusing.answers = []
    return Refusing.answers


def test_a_mail_is_sent_by_a_task(ada):
    row = ask(ada)
    assert mail.outbox == []

    tasks.work()

    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ada@example.org"], "Hello")
    assert "https://goals.example.org/open/Hello/" in message.body
    row.refresh_from_db()
    assert row.is_sent


def test_a_mail_goes_to_the_address_that_an_account_has_when_it_is_sent(ada):
    ask(ada)
    ada.email = "new@example.org"
    ada.save()

    tasks.work()

    assert mail.outbox[0].to == ["new@example.org"]


def test_a_mail_can_go_to_an_address_that_is_no_accounts():
    ask("old@example.org")

    tasks.work()

    assert mail.outbox[0].to == ["old@example.org"]


def test_what_was_asked_for_under_a_key_is_never_sent_again(ada):
    assert ask(ada, key="weekly:ada:1")
    tasks.work()

    assert ask(ada, key="weekly:ada:1") is None
    assert ask(ada, key="weekly:ada:2")
    tasks.work()

    assert subjects() == ["Hello"] * 2


def test_many_are_asked_for_with_the_same_number_of_queries(
    ada, django_assert_num_queries
):
    def all_of(count):
        mails = [Mail(ada, KIND, key=f"{count}:{n}") for n in range(count)]
        return send_all(mails, at=timezone.now())

    # A savepoint and its end, rows and their keys, the task, and whose it is.
    with django_assert_num_queries(6):
        all_of(2)
    with django_assert_num_queries(6):
        assert len(all_of(90)) == 90


def test_nothing_is_sent_too_late(ada):
    row = ask(ada, at=timezone.now() - HOUR, until=timezone.now())

    tasks.work()

    assert (mail.outbox, error_of(row)) == ([], sending.TOO_LATE)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}])
def test_nobody_gets_mail_without_an_address_or_when_disabled(ada, fields):
    row = ask(ada)
    for name, value in fields.items():
        setattr(ada, name, value)
    ada.save()

    tasks.work()

    assert (mail.outbox, error_of(row)) == ([], sending.NOBODY)


def test_what_it_was_about_may_have_gone(ada):
    row = ask(ada, facts={"word": ""})

    tasks.work()

    assert (mail.outbox, error_of(row)) == ([], sending.NOT_WANTED)


def test_a_worker_that_was_killed_while_sending_does_not_send_again(ada):
    row = ask(ada)
    row.set(begun_at=timezone.now())

    tasks.work()

    assert (mail.outbox, error_of(row)) == ([], sending.UNSURE)


def test_a_worker_that_was_overtaken_sends_nothing(ada, monkeypatch):
    ask(ada)
    monkeypatch.setattr(sending, "compose_all", lambda rows: tasks.overtake() or {})

    tasks.work()

    assert mail.outbox == []


def test_a_server_that_is_busy_is_asked_again_later(ada, refusing, monkeypatch):
    refusing.append(smtplib.SMTPResponseException(451, b"Later"))
    row = ask(ada)

    tasks.work()

    assert mail.outbox == []
    assert engine.state(MailMessage.objects.get().task) == engine.State.WAITING
    later = timezone.now() + HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    tasks.work()
    row.refresh_from_db()
    assert (subjects(), row.is_sent, row.attempt) == (["Hello"], True, 1)


def test_a_server_that_stays_away_is_given_up(ada, refusing, monkeypatch):
    refusing += [smtplib.SMTPResponseException(451, b"Later")] * 9
    row, now = ask(ada), timezone.now()

    for hours in range(0, 70, 10):
        moment = now + hours * HOUR
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        tasks.work()

    assert error_of(row) == sending.NOT_REACHED
    assert len(refusing) == 9 - 1 - len(sending.WAITS)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (smtplib.SMTPResponseException(550, b"ada@example.org?"), "refused it. (550)"),
        (smtplib.SMTPRecipientsRefused({"a": (553, b"No")}), "refused it. (553)"),
        (smtplib.SMTPServerDisconnected("gone"), "It may have arrived."),
        (ValueError("Invalid address"), sending.NO_ADDRESS),
    ],
)
def test_what_goes_wrong_for_good_is_said_without_names(ada, refusing, answer, error):
    refusing.append(answer)
    row, other = ask(ada), ask("other@example.org", facts={"word": "Other"})

    tasks.work()

    assert error_of(row).endswith(error)
    assert "ada" not in row.error
    assert (subjects(), error_of(other)) == (["Other"], "")


def test_a_task_that_was_lost_ends_its_mail(ada):
    row = ask(ada)
    tasks.Task.objects.update(status=tasks.Task.Status.LOST)

    engine.swept.send(None)

    assert "given up" in error_of(row)


def test_without_a_server_nothing_is_asked_for(ada, settings):
    settings.MAILERS = {}

    assert ask(ada) is None
    assert not MailMessage.objects.exists()


def test_the_queue_has_no_address_and_no_link(ada):
    ask(ada, facts={"word": "secret"})

    (task,) = tasks.Task.objects.values()
    assert "ada@" not in str(task)
    assert "secret" not in str(task)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_under_one_key_one_sends(ada):
    at_once(lambda between: ask(ada, key="weekly:ada:1"))

    assert MailMessage.objects.count() == 1
    assert tasks.Task.objects.count() == 1
