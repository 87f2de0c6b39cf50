import pytest
from django.core import mail
from django.utils import timezone

from objectives.mail.mentions import tell_mentioned
from objectives.models import Comment, Organization
from objectives.models.organization import Readers
from tests.makers import make_objective, make_plan, make_user
from tests.tasks import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]


@pytest.fixture
def ada(team):
    return make_user("ada", team=team, email="ada@example.org")


@pytest.fixture
def comment(team, ada):
    lead = make_user("grace", team=team, email="grace@example.org")
    objective = make_objective(make_plan(team), "Move out of Tampa")
    people = [account.memberships.get() for account in (ada, lead)]
    moment = {"by": lead, "at": timezone.now()}
    return Comment.objects.write(objective, "@ada, why?", mentioned=people, **moment)


def tell(comment):
    tell_mentioned(comment, by=comment.author, at=timezone.now())


def test_who_is_mentioned_is_told_once_and_its_author_not(comment):
    tell(comment)
    work()
    tell(comment)
    work()

    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == "grace mentioned you: Move out of Tampa"
    assert "@ada, why?" in sent.body
    assert f"/objectives/{comment.objective_id}/#comment-{comment.pk}" in sent.body


@pytest.mark.parametrize("change", ["hidden", "deleted", "not mentioned"])
def test_what_may_not_be_read_any_more_is_not_sent(comment, ada, change):
    tell(comment)
    if change == "hidden":
        Organization.objects.update(readers=Readers.TEAM)
        ada.memberships.all().delete()
    elif change == "deleted":
        comment.remove(by=comment.author, at=timezone.now())
    else:
        comment.mention([])

    work()

    assert mail.outbox == []
