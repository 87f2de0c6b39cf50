import contextlib
import hashlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile
from pypdf import PdfReader

from goals_tracker.machine import slots
from goals_tracker.pictures import images, reencoding
from objectives.models import Member
from objectives.models.organization import Readers
from reviews.pdf import rendering
from tests.deep import times
from tests.makers import make_organization, make_review, make_team, make_user
from tests.pictures import picture, upload

pytestmark = pytest.mark.usefixtures("media")
HALVES = Image.new("RGB", (80, 40), "red")
HALVES.paste("blue", (40, 0, 80, 40))


def taken(content, name="face.png"):
    return Image.open(io.BytesIO(images.photo_from(upload(content, name))))


def refused(content, name="face.png"):
    with pytest.raises(ValidationError) as refusal:
        images.photo_from(upload(content, name))
    return refusal.value.code


def chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png_of(width, height, data=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(data))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_becomes_a_square_jpeg(kind):
    image = taken(picture(kind, (900, 600)))

    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (320, 320))


def test_the_content_decides_and_not_the_name():
    assert taken(picture("JPEG"), "face.svg").format == "JPEG"
    assert refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "face.png")


def test_a_small_picture_is_not_enlarged():
    assert taken(picture(size=(7, 30))).size == (7, 7)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("L", 128), ("LA", (128, 10)), ("RGBA", (9, 9, 9, 9)), ("P", 3), ("1", 1)],
)
def test_every_colour_mode_is_accepted(mode, colour):
    assert taken(picture(mode=mode, colour=colour)).mode == "RGB"


def test_cmyk_and_16_bit_grey_are_accepted():
    assert taken(picture("JPEG", mode="CMYK", colour=(0, 255, 255, 0))).mode == "RGB"
    grey = taken(picture(mode="I;16", colour=32768)).getpixel((5, 5))
    assert 120 < grey[0] < 135


def test_transparency_becomes_white():
    image = taken(picture(mode="RGBA", colour=(255, 0, 0, 0)))

    assert min(image.getpixel((5, 5))) > 250


def test_a_photo_is_turned_upright():
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    HALVES.save(content, "JPEG", exif=exif, quality=95)

    image = taken(content.getvalue())

    above, below = image.getpixel((20, 4)), image.getpixel((20, 35))
    assert above[0] > 200 > above[2]
    assert below[2] > 200 > below[0]


def test_metadata_is_removed():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif, comment=b"secret") + b"PK<script>x</script>"

    photo = images.photo_from(upload(content))

    image = Image.open(io.BytesIO(photo))
    assert dict(image.getexif()) == {}
    for trace in (b"home", b"secret", b"script", b"PK<", b"Exif"):
        assert trace not in photo


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a=1;alert(1)//",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("ICO"),
        b"GIF89a" + picture("PNG"),
        b"\n" + picture("PNG"),
    ],
)
def test_a_file_that_is_no_photo_is_refused(content):
    assert refused(content) == "not_a_photo"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_truncated_photo_is_refused(kind):
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as the PDF renderer leaves it behind
    noise = Image.effect_noise((200, 200), 80)
    content = io.BytesIO()
    noise.convert("RGB").save(content, kind)

    assert refused(content.getvalue()[:-2000]) in ("broken", "not_a_photo")


@pytest.mark.parametrize("size", [(5001, 5000), (13_000, 13_000), (60_000, 60_000)])
def test_more_than_25_megapixels_are_refused_unread(size):
    assert refused(png_of(*size)) == "too_large"


def test_25_megapixels_are_accepted():
    assert taken(picture("JPEG", (5000, 5000))).size == (320, 320)


def test_more_than_10_megabytes_are_refused_unread():
    assert refused(b"x" * (images.MOST_BYTES + 1)) == "too_heavy"


def test_a_compressed_text_of_100_megabytes_is_refused():
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(100_000_000), 9))
    content = picture("PNG")
    at = content.index(b"IDAT") - 4

    assert refused(content[:at] + bomb + content[at:]) == "not_a_photo"


# In this process, since a child for each would take half a minute.
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("seed", range(times(60, 12)))
def test_a_damaged_photo_is_accepted_or_refused_but_never_an_error(seed):
    kind = ("PNG", "JPEG", "WEBP")[seed % 3]
    content = bytearray(picture(kind, (64, 64), exif=Image.Exif()))
    for step in range(12):
        content[(seed * 7919 + step * 104_729) % len(content)] ^= 1 << (step % 8)

    with contextlib.suppress(reencoding.RefusedError):
        assert reencoding.reencode(bytes(content), "photo").mode == "RGB"


@pytest.fixture(scope="module")
def large():
    """A picture of 25 megapixels that takes 400 MB to decode and encode again."""
    return picture(size=(5000, 5000), mode="RGBA", colour=(255, 0, 0, 90))


# Two uploads, so that it is not the first one that brings what both need.
GROWTH = r"""
import re, sys, django
from django.core.files.uploadedfile import SimpleUploadedFile
from goals_tracker.machine import slots
from goals_tracker.pictures import images, reencoding
peak = lambda: int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
django.setup()
small, large = sys.argv[1:]
for path in (small, small, large):
    before = peak()
    with open(path, "rb") as file:
        images.picture_from(SimpleUploadedFile("face.png", file.read()))
print(peak() - before)
"""


def test_the_largest_photo_takes_no_memory_of_the_web(tmp_path, large):
    paths = [tmp_path / "small.png", tmp_path / "large.png"]
    for path, content in zip(paths, (picture(), large), strict=True):
        path.write_bytes(content)

    ran = subprocess.run(
        [sys.executable, "-c", GROWTH, *paths], stdout=subprocess.PIPE, check=True
    )

    assert int(ran.stdout) * 1024 < 20_000_000


def test_what_takes_more_memory_than_allowed_is_refused(monkeypatch, large):
    monkeypatch.setattr(images, "MEMORY", 50_000_000)

    assert refused(large) == "too_complex"
    assert taken(picture()).size == (40, 40)


def test_a_child_that_is_stopped_is_a_refusal(monkeypatch, caplog, large):
    monkeypatch.setattr(images, "MEMORY", "so much")

    assert refused(large) == "too_complex"
    assert "A picture was not read (status 1)" in caplog.text


def test_one_picture_at_a_time_is_decoded(monkeypatch, settings):
    monkeypatch.setattr(images, "SECONDS_IN_LINE", 0)

    with slots.held(Path(settings.VAR_DIR, "run", "pictures"), 0, of=1):
        assert refused(picture()) == "busy"


def test_a_photo_is_saved_once_under_its_digest(media):
    photo = images.photo_from(upload(picture()))

    name = images.save(photo)

    assert name == images.save(photo)
    assert name == f"photos/{hashlib.sha256(photo).hexdigest()}.jpg"
    assert [path.name for path in Path(media, "photos").iterdir()] == [name[7:]]


@pytest.fixture
def face(db):
    """A person of a team with a photo; the path of it."""
    make_organization(Readers.TEAM)
    name = images.save(images.photo_from(upload(picture())))
    Member.objects.create(team=make_team("Whole"), name="Ada", photo=name)
    return f"/{name}"


def test_a_photo_is_served_with_its_content_type(client, face):
    client.force_login(make_user(is_staff=True))

    answer = client.get(face)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 40)


def test_a_cached_photo_is_not_sent_again(client, face):
    client.force_login(make_user(is_staff=True))
    etag = client.get(face)["ETag"]

    answer = client.get(face, headers={"if-none-match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_people_who_see_the_person_see_the_photo(client, face):
    assert client.get(face).status_code == 404
    client.force_login(make_user())
    assert client.get(face).status_code == 404
    client.force_login(make_user(team=Member.objects.get().team))
    assert client.get(face).status_code == 200


def test_a_photo_that_no_person_has_gives_a_404(client, face):
    client.force_login(make_user(is_staff=True))
    Member.objects.update(photo="")

    assert client.get(face).status_code == 404


def test_a_photo_without_its_file_gives_a_404(client, face, media):
    client.force_login(make_user(is_staff=True))
    (media / face[1:]).unlink()

    assert client.get(face).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["x.jpg", "%00", "..%2f..%2fetc%2fpasswd", "a" * 64, "a" * 64 + ".png", "%ff.jpg"],
)
def test_odd_names_give_a_404(client, name):
    client.force_login(make_user(is_staff=True))

    assert client.get(f"/photos/{name}").status_code == 404


def test_the_deck_shows_the_photo_instead_of_initials(client, face):
    client.force_login(make_user(is_staff=True))
    review = make_review(Member.objects.get().team)

    text = client.get(review.get_absolute_url()).text

    assert f'aria-hidden="true">A<img src="{face}" alt="Photo of Ada"></div>' in text


@pytest.mark.needs("pango")
@pytest.mark.parametrize("is_there", [True, False])
def test_the_pdf_shows_the_photo_or_else_the_initials(
    client, face, settings, caplog, is_there
):
    client.force_login(make_user(is_staff=True))
    review = make_review(Member.objects.get().team)
    address = review.get_absolute_url().replace("review/", "review.pdf")
    settings.VAR_DIR = settings.MEDIA_ROOT
    if not is_there:
        Path(settings.MEDIA_ROOT, face[1:]).unlink()

    answer = client.get(address)

    document = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    page = next(page for page in document.pages if "Ada" in page.extract_text())
    assert bool(page.images) == is_there
    assert [record for record in caplog.records if record.name == "weasyprint"] == []


@pytest.mark.needs("pango")
def test_a_photo_removed_while_a_pdf_is_made_does_not_break_it(media):
    source = '<img src="/photos/x.jpg" alt="Photo of Ada">'
    html = rendering.weasyprint().HTML(
        string=source, base_url=rendering.BASE_URL, url_fetcher=rendering.fetcher()
    )

    assert html.write_pdf().startswith(b"%PDF")


def test_a_logo_becomes_a_png_that_is_see_through():
    content = images.logo_from(upload(picture(mode="RGBA", size=(900, 600))))
    image = Image.open(io.BytesIO(content))

    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (512, 341))
    assert images.save(content, images.LOGOS).endswith(".png")
