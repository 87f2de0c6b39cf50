import pytest

from objectives.mail.composing import block_of, headers_of, html_of, texts_of

SITE = "https://goals.example.org"
pytestmark = pytest.mark.usefixtures("mail_server")


def html(text):
    return html_of("Subject", text, {"organization": None})


@pytest.mark.parametrize(
    ("part", "kind", "text", "url"),
    [
        ("Some words.\nAnd more.", "text", "Some words.\nAnd more.", ""),
        ("Your plans\n----------", "heading", "Your plans", ""),
        (f"Open it:\n{SITE}/x/", "button", "Open it", f"{SITE}/x/"),
        ("Open it:\nhttps://evil.example/", "text", None, ""),
        (f"Open it:\n{SITE}.evil.example/", "text", None, ""),
        (f"{SITE}/x/", "text", f"{SITE}/x/", ""),
    ],
)
def test_the_html_is_made_of_the_text(part, kind, text, url):
    block = block_of(part)

    assert (block.kind, block.text, block.url) == (kind, text or part, url)


def test_a_list_has_links_of_its_own():
    block = block_of(f"- Objective one\n  {SITE}/objectives/1/\n- Objective two")

    assert [(item.text, item.url) for item in block.items] == [
        ("Objective one", f"{SITE}/objectives/1/"),
        ("Objective two", ""),
    ]


def test_what_people_typed_is_no_markup():
    assert "<script>" not in html("<script>alert(1)</script>")


def test_a_mail_fetches_nothing():
    found = html(f"Open it:\n{SITE}/x/")

    assert not {"<img", "<link", "url(", "@import", "<script"} & {*found.split()}
    assert "src=" not in found


def test_one_click_unsubscribes():
    headers = headers_of("/mails/stop/x/")

    assert headers["List-Unsubscribe"] == f"<{SITE}/mails/stop/x/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in headers_of("")


def test_a_subject_is_one_line_and_a_text_is_not_escaped(settings, tmp_path):
    (tmp_path / "odd.txt").write_text("For {{ name }}\n\nDear {{ name }},\n\n\n\nBye")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    subject, text = texts_of("odd", {"name": "A\r\nBcc: b@example.org & <c>"})
    assert subject == "For A"
    assert "& <c>" in text
