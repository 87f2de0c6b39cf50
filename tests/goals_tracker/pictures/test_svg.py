import pytest
from django.core.exceptions import ValidationError

from goals_tracker.pictures import images, svg
from tests.pictures import upload

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32">'
PLAIN = f'{HEAD}<path d="M0 0L10 10z" fill="#0b5563"></path></svg>'


def drawing(inside):
    return f"{HEAD}{inside}</svg>".encode()


def test_a_plain_drawing_stays_as_it_is():
    assert svg.rewritten(PLAIN.encode()) == (PLAIN.encode(), 64, 32)


def test_what_does_not_show_is_dropped():
    content = b"""<?xml version="1.0"?>
    <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">
    <!-- drawn by hand --><svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://i"
    width="64px" height="32" onload="alert(1)" class="x"><title>Logo</title><i:grid/>
    <path onclick="alert(1)" i:type="curve" d="M0 0L10 10z" style="fill: #0b5563"/>
    </svg>"""

    assert svg.rewritten(content) == (PLAIN.encode(), 64, 32)


def test_gradients_stay():
    content = drawing(
        '<defs><linearGradient id="a"><stop offset="0%" stop-color="red"></stop>'
        '</linearGradient></defs><circle cx="1" cy="1" fill="url(#a)" r="1"></circle>'
    )

    assert svg.rewritten(content)[0] == content


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>path { fill: red }</style>",
        '<a href="https://example.org"><path d="M0 0"/></a>',
        '<image href="https://example.org/x.png"/>',
        '<use href="#a"/>',
        "<text>Words</text>",
        "<foreignObject/>",
        '<g clip-path="url(#a)"/>',
        '<g style="filter: url(#a)"/>',
        '<path xmlns:x="http://www.w3.org/1999/xlink" x:href="#a" d="M0 0"/>',
        '<path fill="url(https://example.org/x)" d="M0 0"/>',
        '<path d="M0 0; alert(1)"/>',
        '<path d="M0 1e30"/>',
        '<path transform="scale(9999999999)" d="M0 0"/>',
        '<svg viewBox="0 0 1 1"/>',
        "<g>" * 40 + "</g>" * 40,
        "<g/>" * 4000,
    ],
)
def test_what_would_show_and_is_no_plain_shape_is_refused(inside):
    with pytest.raises(svg.UnsafeError):
        svg.rewritten(drawing(inside))


@pytest.mark.parametrize(
    "content",
    [
        b"<svg",
        b"<svg/>",
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{PLAIN}'.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace("0 0 64 32", "0 0 0 0").encode(),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        drawing("<!--" + "x" * svg.MOST_BYTES + "-->"),
    ],
)
def test_what_is_no_drawing_of_a_size_is_refused(content):
    with pytest.raises(svg.UnsafeError):
        svg.rewritten(content)


@pytest.mark.usefixtures("media")
def test_an_uploaded_drawing_is_written_again_in_a_child():
    found = images.logo_from(upload(PLAIN.replace("<path", "<desc/><path").encode()))

    assert found == PLAIN.encode()
    assert images.content_type_of(images.save(found, images.LOGOS)) == "image/svg+xml"


@pytest.mark.usefixtures("media")
def test_an_unsafe_upload_is_refused_in_words():
    with pytest.raises(ValidationError) as refusal:
        images.logo_from(upload(drawing("<script/>")))

    assert refusal.value.code == "not_plain"
