import dataclasses

import pytest

from goals_tracker.pictures import images
from objectives.models import Organization, Team
from reviews.models import Review
from reviews.snapshot import json_file, reader
from reviews.snapshot.json_file import ReviewFileError
from reviews.snapshot.values import Brand
from tests.makers import make_organization, make_review, make_team, sample_snapshot
from tests.pictures import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect></rect></svg>'


@pytest.fixture
def review(db, media):
    make_organization(name="Example", accent="#7a2c62", logo="logos/whole.png")
    return make_review(make_team("Part", make_team("Whole")))


def brand():
    """The brand of the only review as it is read now."""
    return reader.read_snapshot(Review.objects.get()).brand


def test_a_team_without_a_brand_has_the_organisation_s(review):
    assert brand() == Brand("#7a2c62", "logos/whole.png", "E")


def test_a_group_has_that_of_its_team_and_its_own_first(review):
    Team.objects.filter(name="Whole").update(accent="#0057b8", logo="logos/x.png")
    assert brand() == Brand("#0057b8", "logos/x.png", "E")

    Team.objects.filter(name="Part").update(accent="#b1005d")
    assert brand() == Brand("#b1005d", "logos/x.png", "E")


def test_without_any_there_is_the_initial(review):
    Organization.objects.update(accent="", logo="")

    assert brand() == Brand("", "", "E")
    assert brand().sheet == ""


@pytest.mark.django_db
def test_a_snapshot_from_before_has_none():
    data = sample_snapshot().to_dict()
    del data["brand"]

    assert type(sample_snapshot()).from_dict(data).brand == Brand()


@pytest.mark.parametrize("content", [picture(), SVG])
@pytest.mark.django_db
def test_the_file_of_a_review_has_the_logo(media, content):
    name = images.save(content, images.LOGOS)
    snapshot = dataclasses.replace(sample_snapshot(), brand=Brand("", name, "W"))
    found = json_file.load(json_file.dump(json_file.review_file(snapshot)))

    assert dict(found.pictures) == {name: content}
    assert found.snapshot.brand.logo == name


def test_a_drawing_that_this_site_has_not_written_is_refused():
    with pytest.raises(ReviewFileError):
        json_file.check_picture("logos/x.svg", SVG.replace(b"rect", b"script"))
    with pytest.raises(ReviewFileError):
        json_file.check_picture("logos/x.png", SVG)


@pytest.mark.django_db
def test_a_snapshot_names_no_file_outside_of_the_pictures(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "logos").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    foreign = Brand("", "logos/../../secret", "W")
    snapshot = dataclasses.replace(sample_snapshot(), brand=foreign)

    assert json_file.review_file(snapshot).pictures == ()
