import pytest

from objectives.models import Deletion
from reviews.models import TextSlide
from tests.makers import (
    make_organization,
    make_review,
    make_section,
    make_team,
    make_user,
)
from tests.pictures import picture, upload

pytestmark = pytest.mark.django_db
ROOT = "/teams/whole/2014-15-q2/review/"
TYPED = {
    "text": "# Why\n\n- one",
    "columns": "1",
    "placement": "after",
    "position": "1",
}
PICTURED = TYPED | {"picture_alt": "A red chart", "picture_licence": "CC0"}


@pytest.fixture
def section(client):
    make_organization(licence_name="CC BY-SA", licence_version="3.0")
    team = make_team("Whole")
    section = make_section(make_review(team, sections=()), "Learned", kind="text")
    lead = make_user("grace", team=team)
    team.members.update(is_lead=True)
    client.force_login(lead)
    return section


def add(client, **fields):
    return client.post(f"{ROOT}sections/learned/texts/add/", TYPED | fields)


def slide_of(client, text):
    return client.get(f"{ROOT}slides/learned--text-{text.pk}/")


def test_a_text_slide_is_written_and_shown(client, section):
    answer = add(client, title="Background")

    text = TextSlide.objects.get()
    assert answer["Location"] == f"{ROOT}prepare/#section-{section.pk}"
    page = slide_of(client, text)
    assert "Background" in page.text
    assert "<li" in page.text
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    tag = page["ETag"]
    address = f"{ROOT}slides/learned--text-{text.pk}/"
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert client.get(f"{ROOT}slides/none/").status_code == 404


def test_other_pages_are_not_framed(client, section):
    page = client.get(f"{ROOT}prepare/")

    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_a_preview_is_the_slide_that_is_typed(client, section):
    page = client.post(f"{ROOT}preview/", TYPED | {"section": "Learned", "row": ""})

    assert "Learned" in page.text
    assert "<li" in page.text
    assert "The text continues" not in page.text
    assert not TextSlide.objects.exists()


def test_a_preview_says_that_the_text_goes_on(client, section):
    long = "\n".join(f"- line {number}" for number in range(30))

    page = client.post(f"{ROOT}preview/", TYPED | {"text": long})

    assert "The text continues over 3 slides." in page.text
    assert page.text.count('class="slide"') == 3


@pytest.mark.parametrize("row", ["", "x", "9" * 30, "9" * 5000, "²"])
def test_a_preview_takes_what_cannot_be_stored(client, section, row):
    typed = {"text": "a\0b" + "x" * 60_000, "columns": "7", "row": row}

    assert client.post(f"{ROOT}preview/", typed).status_code == 200


def test_a_preview_without_a_script_leaves_room_for_the_chosen_picture(client, section):
    page = client.post(f"{ROOT}preview/", TYPED | {"picture": upload(picture())})

    assert "<canvas" in page.text
    assert not TextSlide.objects.exists()


def test_another_reviews_picture_is_not_in_a_preview(client, section):
    other = make_section(make_review(make_team("Other")), "Theirs")
    theirs = TextSlide.objects.create(
        section=other, picture="pictures/x.jpg", picture_width=1, picture_height=1
    )

    page = client.post(f"{ROOT}preview/", TYPED | {"row": theirs.pk})

    assert "x.jpg" not in page.text


def test_a_picture_is_stored_scaled_down_with_its_size(client, section):
    add(client, **PICTURED, picture=upload(picture(size=(2000, 1000))))

    text = TextSlide.objects.get()
    assert (text.picture_width, text.picture_height) == (1600, 800)
    page = slide_of(client, text)
    assert f'src="/{text.picture.name}"' in page.text
    assert 'alt="A red chart"' in page.text
    answer = client.get(f"/{text.picture.name}")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_picture_needs_an_alternative_text(client, section):
    answer = add(client, picture=upload(picture()), title="Kept")

    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["picture_alt"][0].code == "no_alt"
    assert "Kept" in answer.text
    assert "choose it again" in answer.text
    assert not TextSlide.objects.exists()


def test_a_file_that_is_not_a_picture_has_an_error_at_its_field(client, section):
    answer = add(client, **PICTURED, picture=upload(b"GIF89a nothing"))

    assert answer.status_code == 422
    assert "This file is not a picture." in answer.context["form"].errors["picture"][0]


def test_a_picture_without_a_licence_is_saved_with_a_warning(client, section):
    add(client, **PICTURED | {"picture_licence": ""}, picture=upload(picture()))

    text = TextSlide.objects.get()
    assert list(TextSlide.objects.without_licence()) == [text]
    for address in (f"/texts/{text.pk}/change/", f"{ROOT}publish/"):
        assert "licence" in client.get(address).text
    assert "picture without a licence" in client.get(f"{ROOT}prepare/").text


def test_another_licence_is_on_its_slide_and_in_the_credits(client, section):
    fields = {"picture_author": "Ada", "picture_licence": "CC BY 4.0"}
    add(client, **PICTURED | fields, picture=upload(picture()), title="Chart")

    page = client.get(f"{ROOT}draft/").text

    assert page.count("Ada, CC BY 4.0") == 2
    assert "Pictures under other licences" in page


def test_the_decks_own_licence_is_not_repeated(client, section):
    fields = {"picture_author": "Ada", "picture_licence": "CC BY-SA 3.0"}
    add(client, **PICTURED | fields, picture=upload(picture()))

    page = client.get(f"{ROOT}draft/").text

    assert "Ada</figcaption>" in page
    assert "Pictures under other licences" not in page


def test_a_picture_is_removed(client, section):
    add(client, **PICTURED, picture=upload(picture()))
    text = TextSlide.objects.get()

    seen = {f"initial-{name}": value for name, value in PICTURED.items()}
    data = PICTURED | seen | {"remove": "on"}
    answer = client.post(f"/texts/{text.pk}/change/", data)

    assert answer.status_code == 302
    text.refresh_from_db()
    assert (text.picture.name, text.picture_width) == ("", None)
    assert text.text == "# Why\n\n- one"


def test_text_by_someone_else_is_not_overwritten(client, section):
    add(client)
    text = TextSlide.objects.get()
    TextSlide.objects.update(text="Theirs")

    data = TYPED | {f"initial-{name}": value for name, value in TYPED.items()}
    answer = client.post(f"/texts/{text.pk}/change/", data | {"text": "Mine"})

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text


def test_a_deleted_text_comes_back(client, section):
    add(client)
    text = TextSlide.objects.get()

    answer = client.post(f"/texts/{text.pk}/delete/")

    assert "Undo" in client.get(answer["Location"]).text
    client.post(f"/deleted/{Deletion.objects.get().pk}/restore/")
    assert TextSlide.objects.get().text == text.text


def test_a_picture_is_shown_to_those_who_see_the_review(client, section):
    add(client, **PICTURED, picture=upload(picture()))
    name = TextSlide.objects.get().picture.name
    TextSlide.objects.all().delete()

    assert client.get(f"/{name}").status_code == 404
    assert client.get("/pictures/..%2Fphotos").status_code == 404


def test_a_missing_slide_says_so_in_its_frame(client, section):
    answer = client.get(f"{ROOT}slides/none/")

    assert answer.status_code == 404
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "This slide is not in the deck" in answer.text


# Limits


def of_slides(number):
    return "\n\n---\n\n".join(["a"] * number)


@pytest.fixture
def limits(settings):
    settings.SLIDES_A_TEXT, settings.SLIDES_A_DECK = 3, 6


def change(client, row, text):
    """Send the form with another text; what was typed, and what was said of it."""
    stored = TYPED | {"position": "0", "text": row.text}
    seen = {f"initial-{name}": value for name, value in stored.items()}
    answer = client.post(f"/texts/{row.pk}/change/", stored | seen | {"text": text})
    said = answer.context["form"].errors.as_data() if answer.context else {}
    return answer, [error.code for error in said.get("text", [])]


@pytest.mark.usefixtures("limits")
def test_a_text_of_too_many_slides_is_refused_at_its_field(client, section):
    answer = add(client, text=of_slides(4))

    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors["text"] == ["This text takes more than 3 slides. Shorten it."]
    assert of_slides(4) in answer.text
    assert not TextSlide.objects.exists()
    assert add(client, text=of_slides(3)).status_code == 302


@pytest.mark.usefixtures("limits")
def test_a_text_with_which_the_deck_is_too_long_is_refused(client, section):
    assert add(client, text=of_slides(2)).status_code == 302
    assert client.get(f"{ROOT}prepare/").context["deck"].total == 5

    answer = add(client, text=of_slides(2))

    (error,) = answer.context["form"].errors.as_data()["text"]
    assert error.code == "deck_too_long"
    assert "has more than 6 slides" in error.message
    assert add(client, text="One more").status_code == 302


@pytest.mark.usefixtures("limits")
def test_a_text_in_a_hidden_section_takes_no_room_in_the_deck(client, section):
    add(client, text=of_slides(3))
    section.is_hidden = True
    section.save()

    assert add(client, text=of_slides(3)).status_code == 302


@pytest.mark.usefixtures("limits")
def test_a_text_that_was_too_long_before_is_changed_unless_it_grows(client, section):
    row = TextSlide.objects.create(section=section, text=of_slides(5))

    assert change(client, row, of_slides(6))[1] == ["too_long"]
    assert change(client, row, of_slides(5) + "b")[0].status_code == 302
    row.refresh_from_db()
    assert change(client, row, of_slides(4))[0].status_code == 302


@pytest.mark.usefixtures("limits")
def test_a_text_is_changed_while_the_deck_is_too_long_unless_it_grows(client, section):
    rows = [section.text_slides.create(text=of_slides(2)) for _ in range(4)]

    assert change(client, rows[0], of_slides(3))[1] == ["deck_too_long"]
    assert change(client, rows[0], of_slides(2) + "b")[0].status_code == 302
    assert change(client, rows[1], "a")[0].status_code == 302


@pytest.mark.usefixtures("limits")
def test_a_preview_says_that_there_are_too_many_slides(client, section):
    typed = TYPED | {"section": "Learned", "row": "", "text": of_slides(1000)}

    page = client.post(f"{ROOT}preview/", typed)

    assert "This text takes more than 3 slides. Shorten it." in page.text
    assert page.text.count('class="slide"') == 3


@pytest.mark.usefixtures("limits")
def test_a_preview_says_that_the_deck_is_too_long(client, section):
    section.text_slides.create(text=of_slides(3))

    page = client.post(f"{ROOT}preview/", TYPED | {"row": "", "text": "One more"})

    assert "With this text the deck has more than 6 slides." in page.text


@pytest.mark.usefixtures("limits")
def test_a_deck_that_is_too_long_stays_readable_and_says_so(client, section):
    for _ in range(2):
        section.text_slides.create(title="Shown", text=of_slides(500))

    page = client.get(ROOT).text

    assert page.count('class="slide"') == 6
    assert "More slides are not shown" in page
    assert "A deck has at most 6 slides" in client.get(f"{ROOT}prepare/").text
    present = client.get(f"{ROOT}present/?slide=not-shown")
    assert "More slides are not shown" in present.text


@pytest.mark.usefixtures("limits")
def test_a_deck_that_is_too_long_is_not_published(client, section):
    section.text_slides.create(text=of_slides(9))

    page = client.get(f"{ROOT}publish/")
    seen = page.context["form"].initial["seen"]
    answer = client.post(f"{ROOT}publish/", {"seen": seen})

    assert "Publish version" not in page.text
    assert answer.status_code == 422
    (error,) = answer.context["form"].non_field_errors().as_data()
    assert error.code == "too_many_slides"
    assert "The deck has more than 6 slides." in answer.text
