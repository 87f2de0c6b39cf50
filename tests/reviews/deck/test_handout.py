import dataclasses
import io
import logging
import re

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from goals_tracker.pictures import images
from objectives.models import Member
from reviews.deck import deck, handout
from reviews.deck.handout import Choice, UnknownChoiceError
from reviews.models import Review
from reviews.pdf import printing, rendering
from reviews.publishing import editions, page_cache
from reviews.slides import glance
from reviews.slides.base import series
from reviews.snapshot import json_file, reader
from reviews.snapshot.values import Snapshot
from tests.deep import times
from tests.makers import AT, empty_database, load_sample, make_user
from tests.pictures import picture, upload
from tests.reviews.deck.test_deck import NOTICE
from tests.reviews.pdf.page_texts import page_texts
from tests.reviews.pdf.pdf_rules import broken, unseen
from tests.reviews.pdf.test_rendering import words
from tests.reviews.snapshot.test_formats import stored
from tests.reviews.stress import MARKDOWN, make_stress_review

ROOT = "/teams/techops/2014-15-q2/review"
PDF = f"{ROOT}/handout.pdf"
POINTS = {"a4": (595, 842), "letter": (612, 792)}
OF_SLIDES = r"Depends on |: left over from Q\d|○"
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def taken():
    return Snapshot.from_dict(stored(2))


@pytest.fixture(scope="module")
def printed(taken):
    """The sample on both papers."""
    return {
        paper: rendering.render(handout.render_handout(taken, Choice(paper)))
        for paper in handout.PAPERS
    }


def pages(content):
    return PdfReader(io.BytesIO(content)).pages


def html(taken, *sections, **fields):
    shown = dataclasses.replace(taken, **fields)
    return handout.render_handout(shown, Choice(sections=sections)).html.decode()


def chapters(page):
    return re.findall(r'<section class="chapter" id="([^"]+)"', page)


def test_the_chapters_are_the_sections_in_agenda_order(taken):
    found = chapters(html(taken))

    sections = [section.slug for section in taken.sections]
    assert found == ["glance", *sections, "credits"]


def test_the_handout_has_all_the_text_of_the_slides(taken):
    page = words(TAGS.sub(" ", html(taken)))

    for placed in deck.build(taken).placed:
        # Openers, the agenda's times, places in a series, initials, what explains a
        # drawing and the numbers of what is on slides are not in it; titles that have
        # no room on a slide are whole.
        if placed.slide.kind in ("cover", "agenda", "opener"):
            continue
        body = re.sub(r'<div class="face".*?</div>', "", str(placed.body))
        body = re.sub(r'<span class="(part|count)".*?</span>', "", body)
        body = re.sub(OF_SLIDES, "", TAGS.sub("\n", body))
        body = body.replace(glance.SCALE, "").replace("…", "\n")
        lines = [words(line) for line in body.splitlines() if line.strip()]
        assert [line for line in lines if line not in page] == [], placed.slide.id


def test_a_choice_of_sections_shows_those_only(taken):
    page = html(taken, "asks", "what-we-did")

    assert chapters(page) == ["what-we-did", "asks"]
    assert "Pictures under other licences" not in page
    assert page.count(" checked") == 3


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice("a3"), "paper is a4 or letter."),
        (Choice(sections=("nowhere",)), "section is one of team-intro, "),
    ],
)
def test_an_unknown_choice_is_refused(taken, choice, message):
    with pytest.raises(UnknownChoiceError, match=message):
        handout.render_handout(taken, choice)


def test_an_objective_shows_its_commitment_and_its_lineage(taken):
    page = html(taken, "what-we-did")
    story = page.partition(">IPsec on cross-data")[2].partition('class="story')[0]
    text = re.sub(r"\s+", " ", TAGS.sub("", story))

    assert "Promised: Encryption (IPsec) on cross-data center links" in text
    assert "carried in from Q1 · second quarter in a row" in text
    assert "carried over to Q3 2014-15" in text
    assert "At risk, about 50 %" in text
    assert "<mark>2015-02-30</mark>" in story
    assert "Promised: 2015-01-30" in text


def row_of(taken, **fields):
    plan = taken.plans[0]
    row = dataclasses.replace(plan.rows[0], **fields)
    return handout.objective_story(row, dataclasses.replace(plan, rows=(row,)))


def test_an_objective_added_later_says_so_with_its_owner(taken):
    story = row_of(taken, said=None, owner="Ada", bucket="", quarters=1)

    assert story.lineage == ("Owner: Ada", "added after the commitment")


def test_an_objective_added_later_says_so_when_it_was_committed_since(taken):
    fields = {"owner": "", "bucket": "", "quarters": 1}

    assert row_of(taken, **fields).lineage == ()
    assert row_of(taken, is_added_later=True, **fields).lineage == (
        "added after the commitment",
    )


def test_a_blank_title_of_a_state_is_no_error(taken):
    story = row_of(taken, state="", status="", quarters=1, bucket="", owner="")

    assert story.state_words == ""
    assert story.fields[-1].blocks[0].kind == "blank"


def test_a_table_with_a_long_cell_is_set_as_wide_as_the_page(taken):
    plan = taken.plans[0]
    said = dataclasses.replace(plan.rows[0].said, measure="long " * 200)
    rows = (dataclasses.replace(plan.rows[0], said=said), *plan.rows[1:])
    long = dataclasses.replace(plan, rows=rows)

    page = html(taken, "what-we-said-we-would-do", plans=(long, *taken.plans[1:]))

    assert page.count('<table class="rows">') == 2
    assert page.count('<tbody class="story') == len([row for row in rows if row.said])
    assert "long long" in page


def test_a_draft_is_under_its_band(taken):
    page = html(taken, "whats-next")

    assert page.count("<strong>DRAFT</strong> to be finalized in our Ops off-site") == 2


def test_what_goes_on_from_another_slide_has_no_number_and_no_heading_of_its_own():
    slides = series("text", "section--text-1", "Two pages", "", [None, None])

    first, second = map(handout.as_shown, slides)

    assert (first.heading, second.heading) == ("Two pages", "")
    assert "of 2" not in first.html
    assert "is-continued" in second.html


@pytest.mark.needs("pango")
@pytest.mark.parametrize("kind", ["whats-next", "what-we-did"])
def test_every_page_of_a_long_draft_says_so_with_group_and_bucket(taken, kind):
    plan = taken.next_plans[0]
    rows = tuple(
        dataclasses.replace(
            plan.rows[0], pk=number, title=f"Number {number}", bucket=""
        )
        for number in range(1000, 1040)
    )
    long = dataclasses.replace(plan, rows=rows, state="draft", draft_note="not agreed")
    shown = dataclasses.replace(taken, plans=(long,), next_plans=(long,))
    page = handout.render_handout(shown, Choice(sections=(kind,)))

    texts = [one.extract_text() for one in pages(rendering.render(page))]
    own = [text for text in texts if "Number 10" in text]

    assert len(own) > 2
    for text in own:
        assert "DRAFT" in text
        assert "not agreed" in text
        assert re.search(rf"{plan.quarter}\s*{plan.group}", text)


def test_asks_without_a_section_are_at_the_end(taken):
    sections = tuple(one for one in taken.sections if one.kind != "asks")

    assert chapters(html(taken, sections=sections))[-2:] == ["asked", "credits"]


def test_empty_sections_say_so(taken):
    empty = {"plans": (), "people": (), "next_plans": (), "metrics": (), "asks": ()}
    sections = tuple(dataclasses.replace(one, texts=()) for one in taken.sections)

    page = html(taken, sections=sections, projects=(), **empty)

    assert page.count("Nothing was recorded for this section.") == 6
    assert "Nobody is on this team" in page
    assert "This review has no agenda yet." in html(
        taken, sections=(), projects=(), **empty
    )


def test_a_heading_in_a_text_without_a_title_skips_no_level(taken):
    first = next(one for one in taken.sections if one.texts and one.kind == "text")
    text = dataclasses.replace(first.texts[0], title="", text="# Why <h4 x>")
    section = dataclasses.replace(first, texts=(text,))

    page = html(taken, sections=(section,))

    assert '<h3 class="heading">Why &lt;h4 x&gt;</h3>' in page


@pytest.mark.needs("pango")
@pytest.mark.parametrize("paper", handout.PAPERS)
def test_every_page_has_its_paper_head_notice_and_number(taken, printed, paper):
    found = pages(printed[paper])

    for number, page in enumerate(found, start=1):
        text = words(page.extract_text())
        size = (round(page.mediabox.width), round(page.mediabox.height))
        assert size == POINTS[paper]
        assert words(NOTICE) in text
        assert f"{number}/{len(found)}" in text
        head = words(f"TechOps Quarterly Review · {taken.organization} · Q2 2014-15")
        assert (head in text) == (number > 1)


@pytest.mark.needs("pango")
@pytest.mark.parametrize("paper", handout.PAPERS)
def test_the_contents_name_the_page_of_every_chapter(taken, printed, paper):
    first, *others = [words(page.extract_text()) for page in pages(printed[paper])]

    for section in taken.sections:
        title = re.escape(words(section.title))
        end = r"(?=[A-Z]|\d+metrics)"
        number = int(re.search(rf"{title}(?:\.)+(\d+?){end}", first)[1])
        # Behind the running head and the section that goes on.
        assert words(section.title) in others[number - 2]


@pytest.mark.needs("pango")
@pytest.mark.parametrize("variant", ["ua", "a"])
def test_the_handout_keeps_the_rules_of_documents(taken, variant):
    content = printing.pdf_of(
        handout.render_handout(taken, Choice("letter")),
        variant={"ua": rendering.UA, "a": rendering.A}[variant],
    )

    assert broken(content, variant) == {}


@pytest.mark.needs("pango")
def test_the_bookmarks_are_chapters_and_parts(printed):
    with (
        pikepdf.open(io.BytesIO(printed["a4"])) as document,
        document.open_outline() as tree,
    ):
        top = [item.title for item in tree.root]
        did = next(item for item in tree.root if item.title == "What we did")
        below = [item.title for item in did.children]

    assert top[:4] == [
        "TechOps Quarterly Review",
        "Contents",
        "The quarter at a glance: 3 of 12 promises done",
        "Team intro",
    ]
    assert below == [
        "Site Operations",
        "Labs",
        "Background",
        "What we did instead",
    ]


@pytest.mark.needs("pango")
def test_the_same_choice_gives_the_same_bytes(taken, printed):
    again = rendering.render(handout.render_handout(taken, Choice("a4")))

    assert again == printed["a4"]
    assert printed["letter"] != printed["a4"]


@pytest.mark.needs("pango", "poppler")
@pytest.mark.django_db
def test_many_objectives_of_any_length_stay_on_their_pages(caplog):
    review = make_stress_review(objectives=times(12, 4), markdown=MARKDOWN[:3000])
    taken = reader.read_snapshot(review)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        content = rendering.render(handout.render_handout(taken, Choice("letter")))

    assert unseen(content) == {}
    said = [one.getMessage() for one in caplog.records]
    assert [one for one in said if "notdef" not in one] == []
    found = page_texts(content)
    total = len(found)
    assert total == len(pages(content))
    assert all(
        {str(number), str(total)} <= set(re.findall(r"\d+", text))
        for number, text in enumerate(found, start=1)
    )


@pytest.mark.needs("pango")
@pytest.mark.django_db
def test_the_page_and_its_pdf_are_at_their_addresses(client, sample_lead):
    member = Member.objects.get(name="Yuvi Panda")
    member.photo = images.save(images.photo_from(upload(picture(colour="green"))))
    member.save(at=AT)
    choice = "?paper=letter&section=team-intro"

    page = client.get(f"{ROOT}/handout/{choice}")
    served = client.get(f"{PDF}{choice}")

    assert "Draft, not published" in page.text
    assert 'href="handout/"' in client.get(f"{ROOT}/").text
    with pikepdf.open(io.BytesIO(b"".join(served))) as document:
        pictures = {name for one in document.pages for name in one.get_images()}
        assert str(document.docinfo["/Layout"]) == "handout"
        attached = document.attachments[json_file.NAME].get_file().read_bytes()
    assert len(pictures) == 1
    assert json_file.load(attached).snapshot == reader.read_snapshot(
        Review.objects.get()
    )


@pytest.mark.django_db
def test_an_unchanged_page_is_not_sent_again(client, sample_lead):
    tag = client.get(f"{ROOT}/handout/")["ETag"]

    assert client.get(f"{ROOT}/handout/", HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_no_bucket_s_label_is_the_last_line_of_a_page(printed):
    label = re.compile(r"(Left over from|Planned in|Planned for) Q\d( \d{4}-\d\d)?")
    for content in printed.values():
        for page in pages(content)[1:]:
            # The running head is the first of what comes behind the page's own text.
            own = page.extract_text().rpartition("\nTechOps Quarterly Review ·")[0]
            assert not label.fullmatch(own.splitlines()[-1])


def test_no_objective_s_title_is_the_last_line_of_a_page(taken, printed):
    titles = {row.title for plan in taken.plans for row in plan.rows}
    for content in printed.values():
        for page in pages(content)[1:]:
            own = page.extract_text().rpartition("\nTechOps Quarterly Review ·")[0]
            assert own.splitlines()[-1] not in titles


@pytest.mark.django_db
def test_its_file_is_named_as_one(client):
    load_sample()

    name = client.get(PDF)["Content-Disposition"]

    assert name == 'inline; filename="techops-2014-15-q2-handout-draft.pdf"'


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["handout/", "handout.pdf"])
@pytest.mark.parametrize("asked", ["paper=a3", "section=nowhere"])
def test_a_bad_choice_is_refused_at_the_address(client, sample_lead, end, asked):
    answer = client.get(f"{ROOT}/{end}?{asked}")

    assert answer.status_code == 400
    assert answer.text.startswith(asked.partition("=")[0])


@pytest.mark.needs("pango")
@pytest.mark.django_db
def test_what_was_published_is_what_is_handed_out(client, sample_lead):
    seen = client.get(f"{ROOT}/publish/").context["form"].initial["seen"]
    client.post(f"{ROOT}/publish/", {"seen": seen})
    Member.objects.update(name="Nobody")
    page_cache.forget()

    page = client.get(f"{ROOT}/handout/").text

    assert "Yuvi Panda" in page
    assert "Version 1, published" in page


@pytest.mark.needs("pango")
@pytest.mark.django_db
def test_the_command_writes_the_bytes_that_the_site_serves(
    client, sample_lead, tmp_path
):
    path = tmp_path / "handout.pdf"
    choice = {"layout": "handout", "paper": "letter", "section": ["asks"]}

    call_command(
        "export_review", "techops", "2014-15-q2", output=path, verbosity=0, **choice
    )
    served = client.get(f"{PDF}?paper=letter&section=asks")

    assert path.read_bytes() == b"".join(served)


@pytest.mark.django_db
def test_a_choice_for_slides_is_refused_by_the_command(client, sample_lead, tmp_path):
    with pytest.raises(CommandError, match="need --layout handout"):
        call_command("export_review", "techops", "2014-15-q2", output="x", paper="a4")
    with pytest.raises(CommandError, match="section is one of"):
        call_command(
            "export_review",
            "techops",
            "2014-15-q2",
            output=tmp_path / "x",
            layout="handout",
            section=["nowhere"],
        )


@pytest.mark.needs("pango")
@pytest.mark.django_db
def test_a_handout_can_be_made_into_the_review_again(client, sample_lead, tmp_path):
    path = tmp_path / "handout.pdf"
    path.write_bytes(b"".join(client.get(PDF)))
    plans_before = reader.read_snapshot(Review.objects.get()).plans
    empty_database()
    page_cache.forget()

    call_command("import_review", path, draft=True, verbosity=0)

    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    deck_after = client.get("/teams/techops/2014-15-q2/review.pdf")
    assert deck_after.status_code == 200
    imported = Review.objects.get().published
    assert editions.snapshot_of(imported).plans == plans_before
