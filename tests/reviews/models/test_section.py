import pytest
from django.core.exceptions import ValidationError

from reviews.models import Section
from tests.makers import make_review, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return make_review(sections=())


@pytest.mark.parametrize(
    ("title", "kind", "slug"),
    [
        ("What we learned", "text", "what-we-learned"),
        ("What's next", "next", "whats-next"),
        ("Ünïcode & more", "text", "unicode-more"),
        ("空白", "did", "did"),
        ("!?", "text", "text"),
        ("x" * 60, "text", "x" * 60),
        # Addresses of slides that every deck has.
        ("Agenda", "text", "agenda-2"),
        ("Cover", "text", "cover-2"),
        ("Credits", "text", "credits-2"),
    ],
)
def test_its_address_is_made_of_its_title(review, title, kind, slug):
    assert make_section(review, title, kind=kind).slug == slug


def test_an_address_outlives_a_new_title_and_a_new_order(review):
    section = make_section(review, "Asks")

    section.title, section.position = "What we need", 9
    section.save()

    assert Section.objects.get().slug == "asks"


def test_sections_of_one_title_are_numbered(review):
    slugs = [make_section(review, "Asks").slug for _ in range(3)]

    assert slugs == ["asks", "asks-2", "asks-3"]


def test_another_review_has_addresses_of_its_own(review):
    make_section(review, "Asks")

    assert make_section(make_review(sections=()), "Asks").slug == "asks"


def test_a_slug_with_a_number_stays_with_its_title(review):
    make_section(review, "Asks 2")
    make_section(review, "Asks")

    assert make_section(review, "Asks").slug == "asks-3"


def test_sections_come_in_their_order(review):
    for title, position in [("Last", 3), ("First", 1), ("Middle", 2)]:
        make_section(review, title, position=position)

    assert [row.title for row in review.sections.all()] == ["First", "Middle", "Last"]


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("kind", "dance"), ("seconds", 86_401)]
)
def test_what_a_section_may_not_be(review, field, value):
    section = make_section(review, "Asks")
    setattr(section, field, value)

    with pytest.raises(ValidationError) as refusal:
        section.full_clean()

    assert list(refusal.value.error_dict) == [field]
