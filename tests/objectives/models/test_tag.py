import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Change, Objective, Tag, Tagging
from tests.makers import AT, LATER, make_objective, make_plan, make_quarter, make_user

pytestmark = pytest.mark.django_db
NO_ONE = {"by": None, "at": AT}


def names_of(objective):
    """What it says of itself, which is what its taggings say."""
    objective.refresh_from_db()
    links = objective.taggings.order_by("pk").values_list("tag__name", flat=True)
    assert objective.tags.split(", ") == (list(links) or [""])
    return objective.tags


def codes_of(verb, *arguments, **names):
    with pytest.raises(ValidationError) as refusal:
        verb(*arguments, **names)
    return [error.code for error in refusal.value.error_list]


def test_a_tag_has_one_spelling_in_the_organisation():
    first = make_objective(tags="Cloud move")
    second = make_objective(tags="client A, CLOUD MOVE")

    assert names_of(first) == "Cloud move"
    assert names_of(second) == "client A, Cloud move"
    assert list(Tag.objects.values_list("name", flat=True)) == [
        "client A",
        "Cloud move",
    ]


def test_a_change_of_tags_is_one_entry_in_the_audit_trail():
    objective = make_objective(tags="One, Two")
    ada = make_user("ada")

    objective.change({"tags": "two, Three"}, was=None, by=ada, at=LATER)

    assert names_of(objective) == "Two, Three"
    entry = Change.objects.of(objective).get(action="changed")
    assert entry.fields == {"tags": ["One, Two", "Two, Three"]}
    assert (entry.by_name, entry.at) == ("ada", LATER)
    assert Change.objects.of(Tag.objects.get(name="Three")).get().by_name == "ada"


def test_saving_other_fields_asks_nothing_about_tags():
    plain, tagged = make_objective(), make_objective(tags="One")

    def queries_of(row):
        with CaptureQueriesContext(connection) as asked:
            row.change({"measure": "More"}, was=None, **NO_ONE)
        return len(asked)

    assert queries_of(tagged) == queries_of(plain)


@pytest.mark.parametrize(
    ("tags", "code"),
    [("a,b,c,d,e,f,g,h,i", "too_many"), ("x" * 41, "too_long")],
)
def test_too_many_or_too_long_tags_are_refused(tags, code):
    objective = make_objective()

    assert codes_of(objective.add_tags, tags, **NO_ONE) == [code]
    assert names_of(objective) == ""


def test_tags_are_added_to_those_there_are_and_removed_again():
    objective = make_objective(tags="One")

    objective.add_tags("one, Two", **NO_ONE)
    assert names_of(objective) == "One, Two"

    objective.remove_tags("ONE, Three", **NO_ONE)
    assert names_of(objective) == "Two"


def test_a_carry_over_and_a_copy_take_tags_and_reference_along():
    plan = make_plan()
    objective = make_objective(
        plan, tags="One", reference="OPS-1", reference_url="https://example.org/1"
    )

    copy = objective.duplicate(**NO_ONE)
    plan.commit(**NO_ONE)
    objective.refresh_from_db()
    successor = objective.carry_over(make_quarter().following(), **NO_ONE)

    for row in (copy, successor):
        assert names_of(row) == "One"
        assert (row.reference, row.reference_url) == ("OPS-1", "https://example.org/1")


def test_a_tag_is_renamed_on_closed_quarters_too():
    objective = make_objective(tags="One, Two", status="Done")
    objective.plan.commit(**NO_ONE)
    objective.plan.close(**NO_ONE)

    Tag.objects.get(name="One").rename(" Uno ", **NO_ONE)

    assert names_of(objective) == "Uno, Two"


@pytest.mark.parametrize(
    ("name", "code"), [("", "required"), ("a, b", "comma"), ("TWO", "taken")]
)
def test_a_name_that_is_none_or_taken_is_refused(name, code):
    make_objective(tags="One, Two")
    tag = Tag.objects.get(name="One")

    assert codes_of(tag.rename, name, **NO_ONE) == [code]


def test_the_spelling_of_a_tag_can_be_changed():
    objective = make_objective(tags="one")

    Tag.objects.get().rename("ONE", **NO_ONE)

    assert names_of(objective) == "ONE"


def test_merged_tags_leave_one_on_each_objective():
    both, first, second = (make_objective(tags=tags) for tags in ("A, B", "A", "B"))

    Tag.objects.get(name="A").merge_into(Tag.objects.get(name="B"), **NO_ONE)

    assert [names_of(row) for row in (both, first, second)] == ["B", "B", "B"]
    assert Tag.objects.get().name == "B"


def test_a_deleted_tag_comes_back_with_its_objectives():
    tagged, other = make_objective(tags="A, B"), make_objective(tags="B")

    deletion = Tag.objects.get(name="A").delete(**NO_ONE)
    assert (names_of(tagged), names_of(other)) == ("B", "B")
    deletion.restore(by=None, at=LATER)

    assert (names_of(tagged), names_of(other)) == ("A, B", "B")


def test_a_tag_is_not_restored_beside_another_of_the_same_name():
    make_objective(tags="A")
    deletion = Tag.objects.get().delete(**NO_ONE)
    make_objective(tags="a")

    with pytest.raises(ValidationError, match="already a tag with this name"):
        deletion.restore(by=None, at=LATER)


def test_an_objective_is_restored_with_the_tags_that_are_left():
    objective = make_objective(tags="A, B")
    deletion = objective.delete(**NO_ONE)
    assert not Tagging.objects.exists()
    Tag.objects.get(name="A").delete(**NO_ONE)
    Tag.objects.get(name="B").rename("C", **NO_ONE)

    deletion.restore(by=None, at=LATER)

    assert names_of(Objective.objects.get()) == "C"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org/", "example", "mailto:a@b.org"]
)
def test_a_reference_leads_to_web_pages_only(url):
    objective = make_objective()
    objective.reference_url = url

    with pytest.raises(ValidationError) as refusal:
        objective.full_clean()

    assert "reference_url" in refusal.value.error_dict


def test_a_reference_without_identifier_is_called_by_its_address():
    objective = Objective(reference_url="https://example.org/a/1/")

    assert objective.reference_name == "example.org/a/1"
