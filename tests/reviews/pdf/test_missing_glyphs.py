import dataclasses
import json

import pytest
from django.core.management import call_command

from objectives.models import Objective
from reviews.deck import deck
from reviews.models import Review
from reviews.pdf import missing_glyphs, printing, rendering
from reviews.slides.base import Slide
from reviews.snapshot.values import Snapshot
from tests.makers import load_sample
from tests.reviews.snapshot.test_formats import FOLDER

# A private character at the very end of Unicode, which no font has.
BOX = "\U0010fffd"
NAMED = f"U+10FFFD without a name ({BOX})"
ROOT = "/teams/techops/2014-15-q2"


def built(*projects):
    data = json.loads((FOLDER / "format-2.json").read_text())
    taken = Snapshot.from_dict(data)
    return deck.build(dataclasses.replace(taken, projects=projects))


@pytest.mark.needs("pango")
def test_what_no_font_has_is_named_with_its_slide():
    found = missing_glyphs.missing(built("Plain", f"A {BOX} here"))

    assert [one.name for one in found] == [NAMED]
    assert found[0].where == "Slide 15: What we did instead"
    assert found[0].at == "what-we-did--projects"


@pytest.mark.needs("pango")
def test_the_very_same_is_missing_in_the_pdf(caplog):
    shown = built("Plain", f"A {BOX} here")
    caplog.clear()

    rendering.render(deck.render_snapshot(shown.snapshot))

    said = [one.getMessage() for one in caplog.records if "notdef" in one.msg]
    assert len(said) == 1
    assert "U+10FFFD" in said[0]


@pytest.mark.needs("pango")
def test_what_is_printed_is_not_reported():
    assert (
        missing_glyphs.missing(
            built("Plain – words, ✓ ▶ and a\u00adhyphen\u200b\u2028")
        )
        == ()
    )


@pytest.mark.needs("pango")
def test_a_slide_s_footer_is_looked_at_too():
    taken = built().snapshot
    licence = dataclasses.replace(taken.licence, notice=f"(c) {BOX}")

    shown = deck.build(dataclasses.replace(taken, licence=licence))

    found = missing_glyphs.missing(shown)

    more = f"and {shown.total - 1} more"
    assert found[0].where == f"Slide 1: {taken.team} Quarterly Review, {more}"


def test_a_character_is_named_as_unicode_does():
    placed = deck.alone([Slide("text", "x", "Slide")], "")

    assert missing_glyphs.Missing("🧿", placed).name == "U+1F9FF NAZAR AMULET (🧿)"


def test_without_the_renderer_nothing_is_claimed(monkeypatch):
    def missing(page, **options):
        raise rendering.RendererMissingError("PDFs need Pango.")

    monkeypatch.setattr(printing, "cached_pdf", missing)

    assert missing_glyphs.missing(built("\U0010fffc")) == ()


@pytest.mark.django_db
@pytest.mark.needs("pango")
def test_the_manager_is_told_before_publishing_and_at_preflight(client, sample_lead):
    row = Objective.objects.get(pk=7)
    row.title = f"Ship {BOX}"
    row.save()

    for address in (f"{ROOT}/preflight/", f"{ROOT}/review/publish/"):
        page = client.get(address).text
        assert NAMED in page
        assert "The quarter at a glance" in page
        assert 'review/#glance"' in page.replace("draft/", "")


@pytest.mark.django_db
@pytest.mark.needs("pango")
def test_where_every_character_has_a_font_nothing_is_said(client, sample_lead):
    lines = {
        line.name: line for line in client.get(f"{ROOT}/preflight/").context["lines"]
    }

    assert lines["box"].count == 0
    assert "No installed font" not in client.get(f"{ROOT}/review/publish/").text


@pytest.mark.django_db
@pytest.mark.needs("pango")
def test_the_export_says_what_it_could_not_print(tmp_path, capsys):
    load_sample()
    Objective.objects.filter(pk=7).update(title=f"Ship {BOX}")

    path = tmp_path / "review.pdf"
    call_command("export_review", "techops", "2014-15-q2", output=path)

    assert f"No font has {NAMED}" in capsys.readouterr().err
    assert Review.objects.count() == 1
