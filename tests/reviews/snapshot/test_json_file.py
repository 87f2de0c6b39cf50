import base64
import json

import pytest

from goals_tracker.pictures import images
from reviews.snapshot import json_file, schema, validation
from reviews.snapshot.json_file import ReviewFileError
from reviews.snapshot.values import FORMAT, Snapshot
from tests.pictures import picture, upload
from tests.reviews.snapshot.test_formats import stored


@pytest.fixture
def sample():
    """The sample with a photo, whose file is there."""
    name = images.save(images.photo_from(upload(picture(colour="blue"))))
    data = stored(2)
    data["people"][0]["photo"] = name
    return json_file.review_file(Snapshot.from_dict(data))


def changed(sample, change):
    data = json.loads(json_file.dump(sample))
    change(data)
    return json.dumps(data).encode()


def resealed(data):
    data["digest"] = json_file.snapshot_digest(data["snapshot"])


def test_what_was_written_is_read_back(sample):
    content = json_file.dump(sample)

    assert json_file.load(content) == sample
    assert json_file.dump(json_file.load(content)) == content
    assert len(sample.pictures) == 1


def test_a_picture_that_is_gone_is_left_out():
    taken = Snapshot.from_dict(stored(2))

    assert json_file.review_file(taken).pictures == ()
    assert json_file.picture_names(taken) == ["pictures/gone.jpg"]


def test_the_published_schema_is_what_the_dataclasses_make():
    assert schema.file_path().read_text("utf-8") == schema.to_json()


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_a_snapshot_of_every_format_is_as_its_schema_says(number):
    whole = schema.schema_of_format(number)
    snapshot = {"$defs": whole["$defs"], "$ref": "#/$defs/Snapshot"}

    assert list(validation.oddities(stored(number), snapshot)) == []


def test_a_file_matches_the_schema(sample):
    data = json.loads(json_file.dump(sample))

    assert list(validation.oddities(data, schema.present_schema())) == []


@pytest.mark.parametrize(
    ("change", "oddity"),
    [
        (lambda s: s.pop("team"), "snapshot has no team"),
        (lambda s: s.update(extra=1), "snapshot.extra is not known"),
        (lambda s: s.update(team=7), "snapshot.team is no string"),
        (lambda s: s.update(headcount=True), "snapshot.headcount is no integer"),
        (lambda s: s.update(people={}), "snapshot.people is no array"),
        (lambda s: s["people"].append(3), "snapshot.people[5] is no object"),
        (
            lambda s: s["metrics"][0].update(
                lines=[{"name": "", "strokes": [[[1.0, 2.0, 3.0]]], "value": None}]
            ),
            "snapshot.metrics[0].lines[0].strokes[0][0] has 3 items",
        ),
        (lambda s: s["licence"].pop("url"), "snapshot.licence has no url"),
        (lambda s: s["projects"].append(None), "snapshot.projects["),
        (lambda s: s.update(headcount=7.0), "snapshot.headcount is no integer"),
        (lambda s: s.update({"x" * 999: 1}), f"snapshot.{'x' * 71} is not known."),
        (
            lambda s: s["plans"][0]["rows"][0]["said"].pop("title"),
            "snapshot.plans[0].rows[0].said has no title",
        ),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(sample, change, oddity):
    def both(data):
        change(data["snapshot"])
        resealed(data)

    with pytest.raises(ReviewFileError, match="match the review schema") as refusal:
        json_file.load(changed(sample, both))

    assert oddity in str(refusal.value)


@pytest.mark.parametrize(
    "value",
    [
        "secret " * 100,
        ["secret"] * 100,
        {"secret": "secret"},
        json.loads("[" * 15 + "]" * 15),
    ],
)
@pytest.mark.parametrize("name", ["headcount", "sections", "licence"])
def test_a_refusal_is_short_and_repeats_nothing_of_the_file(sample, name, value):
    def put(data):
        data["snapshot"]["calendar"] = value
        data["snapshot"][name] = [value]
        resealed(data)

    with pytest.raises(ReviewFileError) as refusal:
        json_file.load(changed(sample, put))

    assert len(str(refusal.value)) < 200
    assert "secret " not in str(refusal.value)


@pytest.mark.parametrize(
    "value",
    [
        json.loads("[" * 500 + "]" * 500),
        [0] * (json_file.MOST_VALUES + 1),
        [{"x": [0] * 1000}] * 1001,
    ],
)
def test_a_file_that_is_too_large_or_too_deep_is_refused(sample, value):
    with pytest.raises(ReviewFileError, match="larger or deeper than any review"):
        json_file.load(changed(sample, lambda data: data.update(more=value)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a review"),
        (b'{"kind": "other"}', "not a review"),
        (b'{"kind": "goals-tracker review"}', "its format"),
        (b'{"kind": "goals-tracker review", "x": NaN}', "not JSON"),
    ],
)
def test_a_foreign_file_is_refused(content, words):
    with pytest.raises(ReviewFileError, match=words):
        json_file.load(content)


def test_a_changed_snapshot_is_refused(sample):
    def soften(data):
        data["snapshot"]["plans"][0]["rows"][0]["title"] = "Softer"

    with pytest.raises(ReviewFileError, match="changed after it was written"):
        json_file.load(changed(sample, soften))


def test_a_newer_format_is_refused(sample):
    def newer(data):
        data["snapshot"]["format"] = FORMAT + 1

    with pytest.raises(ReviewFileError, match="Install a newer version"):
        json_file.load(changed(sample, newer))


def test_what_cannot_be_stored_is_refused(sample):
    def add(data):
        data["snapshot"]["projects"][0] = "a\0b"
        resealed(data)

    with pytest.raises(ReviewFileError, match="cannot be stored"):
        json_file.load(changed(sample, add))


OTHER = base64.b64encode(picture("JPEG")).decode()


def swap(text):
    def change(data):
        (name,) = data["pictures"]
        data["pictures"][name] = text

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (swap("%%%"), "damaged"),
        (swap(OTHER), "was changed"),
        (lambda data: data["pictures"].update({"../../x": OTHER}), "does not show"),
        (
            lambda data: data["pictures"].update({f"photos/{'0' * 64}.jpg": OTHER}),
            "does not show",
        ),
    ],
)
def test_a_picture_that_is_not_the_deck_s_own_is_refused(sample, change, words):
    with pytest.raises(ReviewFileError, match=words):
        json_file.load(changed(sample, change))


@pytest.mark.parametrize("content", [b"GIF89a", picture("PNG"), picture("JPEG")[:300]])
def test_a_picture_that_is_none_is_refused(content):
    with pytest.raises(ReviewFileError, match="is not a picture"):
        json_file.check_picture("photos/x.jpg", content)


def test_a_picture_larger_than_the_site_makes_is_refused():
    content = picture("JPEG", size=(5000, 4000))

    with pytest.raises(ReviewFileError, match="too large"):
        json_file.check_picture("photos/x.jpg", content)
