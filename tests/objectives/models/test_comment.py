import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.models import Change, Comment, ConflictError, Mention, Objective
from objectives.models.organization import Readers
from tests.makers import AT, LATER, make_objective, make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def comment(ada):
    return Comment.objects.write(make_objective(), "Why?", by=ada, at=AT)


def test_an_edited_comment_keeps_its_former_text_in_the_trail(comment, ada):
    comment.edit("Why not?", was="Why?", by=ada, at=LATER)

    assert (comment.text, comment.edited_at) == ("Why not?", LATER)
    entry = Change.objects.of(comment).get(action="edited")
    assert entry.fields["text"] == ["Why?", "Why not?"]
    assert Change.objects.texts_of([comment]) == {comment.pk: ["Why?"]}


def test_its_author_is_named_as_everywhere(ada):
    ada.first_name, ada.last_name = "Ada", "Lovelace"

    comment = Comment.objects.write(make_objective(), "Why?", by=ada, at=AT)

    assert comment.author_name == "Ada Lovelace"


def test_two_edits_at_once_lose_neither(comment, ada):
    comment.edit("Why not?", was="Why?", by=ada, at=LATER)

    with pytest.raises(ConflictError) as refusal:
        comment.edit("How?", was="Why?", by=ada, at=LATER)

    assert refusal.value.theirs == {"text": "Why not?"}


def test_a_deleted_comment_leaves_a_trace_without_its_text(comment, ada):
    lead = make_user("grace")
    comment.mention([ada_as_member(comment, ada)])

    comment.remove(by=lead, at=LATER)
    comment.remove(by=ada, at=LATER)

    comment.refresh_from_db()
    assert (comment.text, comment.deleted_by_name, comment.deleted_at) == (
        *("", "grace", LATER),
    )
    assert not Mention.objects.exists()
    assert not Comment.objects.present().exists()
    entry = Change.objects.of(comment).get(action="deleted")
    assert entry.fields["text"] == ["Why?", ""]


def ada_as_member(comment, ada):
    return comment.objective.plan.team.members.create(name="Ada", user=ada)


@pytest.mark.parametrize(
    "act",
    [
        lambda comment, by: comment.edit("x", was="", by=by, at=LATER),
        lambda comment, by: comment.show_in_review(True, by=by, at=LATER),
    ],
)
def test_nothing_is_done_with_a_deleted_comment(comment, ada, act):
    comment.remove(by=ada, at=LATER)

    with pytest.raises(ValidationError) as refusal:
        act(comment, ada)

    assert refusal.value.code == "gone"


def test_what_came_since_a_moment_is_for_those_who_may_read_it(comment, ada):
    make_organization(Readers.TEAM)
    ada_as_member(comment, ada)

    assert Comment.objects.since(AT).count() == 0
    found = Comment.objects.since(AT.replace(year=2014))
    assert found.visible_to(ada).get() == comment
    assert not found.visible_to(AnonymousUser()).exists()
    assert not found.visible_to(make_user("stranger")).exists()


def test_a_deleted_objective_comes_back_with_its_comments(ada):
    objective = make_objective()
    update = objective.update_status("Started", by=ada, at=AT)
    comment = Comment.objects.write(objective, "Why?", update=update, by=ada, at=AT)
    comment.mention([ada_as_member(comment, ada)])
    now = timezone.now()

    deletion = objective.delete(by=ada, at=now)
    assert not Comment.objects.exists()
    deletion.restore(by=ada, at=now)

    found = Objective.objects.get().comments.get()
    assert (found.pk, found.text, found.update) == (comment.pk, "Why?", update)
    assert found.mentions.get().user == ada
