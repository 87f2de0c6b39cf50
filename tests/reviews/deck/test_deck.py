"""The sample's deck: every slide of the real review, in the agenda's order."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone

from reviews.checks import check_slide_templates
from reviews.deck import deck
from reviews.models import Review
from reviews.publishing import page_cache
from reviews.slides import KINDS
from reviews.snapshot.values import Published, Snapshot
from tests.makers import load_sample
from tests.reviews.techops import DID, NEXT, PROJECTS, SAID

NOTICE = (
    "All content of these slides is (c) Wikimedia Foundation and available under a "
    "CC BY-SA 3.0 license, unless noted otherwise."
)
IDS = [
    "cover",
    "glance",
    "agenda",
    "team-intro--people",
    "what-we-said-we-would-do",
    "what-we-said-we-would-do--site-operations",
    "what-we-said-we-would-do--site-operations--2",
    "what-we-said-we-would-do--labs",
    "what-we-did",
    "what-we-did--site-operations",
    "what-we-did--site-operations--2",
    "what-we-did--site-operations--3",
    "what-we-did--labs",
    "what-we-did--text-1",
    "what-we-did--projects",
    "what-we-did--projects--2",
    "what-we-learned--text-2",
    "metrics-and-callouts",
    "metrics-and-callouts--without-figures",
    "metrics-and-callouts--callouts",
    "whats-next",
    "whats-next--text-3",
    "whats-next--site-operations",
    "whats-next--site-operations--2",
    "whats-next--labs",
    "asks--text-4",
]

GROUPS = re.compile(r"--(site-operations|labs)")
SAID_SLIDES, DID_SLIDES, NEXT_SLIDES = (
    [id for id in IDS if id.startswith(section) and GROUPS.search(id)]
    for section in ("what-we-said", "what-we-did", "whats-next")
)


@pytest.fixture
def snapshot(db):
    load_sample()
    reviews = Review.objects.at_address("techops", "2014-15-q2").with_publication()
    return page_cache.snapshot_of(reviews.get())


@pytest.fixture
def slides(snapshot):
    return {placed.slide.id: placed for placed in deck.build(snapshot).placed}


def text_of(placed):
    """The words of a slide's body, as a reader sees them."""
    words = re.sub(r"<[^>]+>", " ", str(placed.body))
    for entity, char in {
        "&#x27;": "'",
        "&quot;": '"',
        "&gt;": ">",
        "&amp;": "&",
    }.items():
        words = words.replace(entity, char)
    return " ".join(words.split())


def rows_of(slides, ids):
    """The lines of the tables of these slides, by the names of their columns."""
    contents = [slides[id].slide.content for id in ids]
    return [
        dict(zip(content.columns, line.cells, strict=True))
        for content in contents
        for part in content.parts
        for line in part.lines
    ]


def rows(table):
    """The rows of one of the literal tables."""
    return [row for bucket in table.values() for row in bucket]


def first_texts(line, third="Measure of success"):
    """The cells of a line as they were typed, blanks as blanks."""
    cells = [line.get(name, ()) for name in ("Objective", third, "Dependency", "ETA")]
    typed = [typed_of(cell, ("title", "text")) for cell in cells]
    if moved := typed_of(cells[1], ("depends",)):
        typed[2] = moved.removeprefix("Depends on ")
    return tuple(typed)


def typed_of(cell, kinds):
    return next((block.text for block in cell if block.kind in kinds), "")


def test_the_deck_follows_the_agenda(slides):
    assert list(slides) == IDS


def test_every_kind_is_in_the_sample(slides):
    of_rows_it_has_not = {"asks", "contents", "credits", "incidents", "metric", "notes"}

    assert {placed.slide.kind for placed in slides.values()} == (
        set(KINDS) - of_rows_it_has_not
    )


def test_the_cover_names_team_organisation_and_quarter(slides):
    today = timezone.localdate()

    assert text_of(slides["cover"]) == (
        "W Q2 2014-15 October–December 2014 Wikimedia Foundation "
        "TechOps Quarterly Review Meeting 30 minutes "
        "Contents 12 objectives, 42 pieces of unplanned work "
        f"DRAFT as of {today:%-d %B %Y}, not published"
    )


def test_the_agenda_shows_times_total_slot_and_slack(slides):
    shown = text_of(slides["agenda"])

    assert re.sub(r" \d+(–\d+)?(?= \d )", "", shown) == (
        "Agenda 0 min 10 min 20 min 30 min Section slides 1 Team intro 5 people 30 s "
        "2 What we said we would do 12 objectives 5 min "
        "3 What we did 12 objectives, 42 unplanned 5 min "
        "4 What we learned 1 text 5 min "
        "5 Metrics and callouts 4 metrics, 3 callouts 3 min "
        "6 What's next 8 objectives, draft 5 min 7 Asks 1 text 3 min "
        f"{len(IDS)} 26:30 of 30 minutes planned 3:30 left for questions"
    )


def test_each_section_of_several_slides_has_its_opener(slides):
    openers = [p for p in slides.values() if p.slide.kind == "opener"]

    assert [text_of(p).partition(" of the meeting")[0] for p in openers] == [
        "Section 2 of 7 What we said we would do 5 min 0:30 to 5:30",
        "Section 3 of 7 What we did 5 min 5:30 to 10:30",
        "Section 5 of 7 Metrics and callouts 3 min 15:30 to 18:30",
        "Section 6 of 7 What's next 5 min 18:30 to 23:30",
    ]


def test_the_team_slide_shows_people_and_an_unknown_headcount(slides):
    assert text_of(slides["team-intro--people"]) == (
        "TechOps CP Chase Pettet FG Filippo Giunchedi GL Giuseppe Lavagetto "
        "YP Yuvi Panda PT Papaul Tshibamba 5 people on this team · "
        "Headcount and open positions are not recorded"
    )


def test_said_shows_the_twelve_commitments_word_for_word(slides):
    lines = rows_of(slides, SAID_SLIDES)

    typed = [
        (*first_texts(line), typed_of(line.get("Status", ()), ("text",)))
        for line in lines
    ]
    assert typed == rows(SAID)


def test_did_shows_the_twelve_outcomes_in_the_same_order(slides):
    lines = rows_of(slides, DID_SLIDES)

    assert [first_texts(line) for line in lines] == [row[:4] for row in rows(DID)]


def test_a_status_is_shown_without_what_its_state_says(slides):
    cells = [line["Status"] for line in rows_of(slides, DID_SLIDES)]

    assert [typed_of(cell, ("state", "done")) for cell in cells] == [
        "Doneone quarter late",
        "At risk, about 50\u00a0%",
        "Deferred to Q3",
        "Deferred to Q3",
        "Deferred",
        "Done",
        "Deferred to next FY",
        "At risk, 75\u00a0%",
        "On track",
        "Doneone quarter late",
        "",
        "Not started",
    ]
    assert [typed_of(cell, ("under",)) for cell in cells[3:9]] == [
        "HHVM just completed.",
        "Insufficient staff time available.",
        "",
        "Insufficient time and not enough gain.",
        "When fundraiser started, work was deflected.",
        rows(DID)[8][4],
    ]


def test_next_shows_the_eight_drafts(slides):
    lines = rows_of(slides, NEXT_SLIDES)
    said = [tuple(re.sub("</?i>", "", cell) for cell in row[:4]) for row in rows(NEXT)]

    assert [first_texts(line, "Expected impact") for line in lines] == said


def test_buckets_head_their_rows_with_their_number(slides):
    found = [
        [f"{part.label} · {part.note}" for part in slides[id].slide.content.parts]
        for id in (DID_SLIDES[1], DID_SLIDES[3], NEXT_SLIDES[0], SAID_SLIDES[1])
    ]

    assert found == [
        ["Planned in Q2 2014-15 · 5 objectives, 1 done"],
        [
            "Left over from Q1 · 2 objectives, 1 done",
            "Planned in Q2 2014-15 · 2 objectives, none done",
        ],
        ["Planned for Q3 2014-15 · 5 objectives, 3 of them carried over"],
        ["Planned in Q2 2014-15 · 5 objectives"],
    ]


def test_a_slide_of_what_is_left_over_has_it_in_its_title(slides):
    slide = slides[DID_SLIDES[0]].slide

    assert slide.title == "Site Operations: left over from Q1"
    assert slide.corner[0].text == "3 objectives, 1 done"


def test_the_third_column_has_the_plans_name(slides):
    did, following = slides[DID_SLIDES[0]], slides["whats-next--labs"]

    assert did.slide.content.columns[1] == "Measure of success"
    assert following.slide.content.columns[1] == "Expected impact"


@pytest.mark.parametrize("id", NEXT_SLIDES)
def test_every_draft_slide_wears_its_band(slides, id):
    band = "DRAFT to be finalized in our Ops off-site meeting Jan 20"

    assert band in text_of(slides[id])


def test_no_committed_slide_wears_a_band(slides):
    banded = [p.slide.id for p in slides.values() if "DRAFT" in text_of(p)]

    assert banded == ["cover", *NEXT_SLIDES]


def test_a_softened_promise_shows(slides):
    html = str(slides["what-we-did--site-operations--2"].body)

    assert (
        "<mark>wikis using SPDY and/or HTTP/2.0, no production</mark> traffic" in html
    )
    assert "Promised: Ability to serve a <s>small portion of</s> traffic" in html


def test_the_said_slides_have_no_marks(slides):
    assert [p.slide.id for p in slides.values() if "<mark>" in p.body] == DID_SLIDES


def test_lateness_comes_from_the_lineage(slides):
    did = text_of(slides[DID_SLIDES[0]])
    following = "".join(text_of(slides[id]) for id in NEXT_SLIDES[:2])

    assert "one quarter late" in did
    assert did.count("second quarter in a row") == 2
    assert following.count("third quarter in a row") == 2
    assert following.count("second quarter in a row") == 1


def test_the_impossible_day_is_printed_as_typed_and_warned_of(slides):
    did = text_of(slides[DID_SLIDES[0]])

    assert "2015-02-30 no such day Promised: 2015-01-30" in did
    assert "2015-02-30 no such day" in text_of(slides["whats-next--site-operations"])


def test_days_before_the_quarter_are_warned_of(slides):
    assert text_of(slides[DID_SLIDES[1]]).count("before the quarter") == 2


def test_an_unread_status_is_shown_without_a_complaint(slides):
    text = text_of(slides["what-we-did--labs"])

    assert "Neutron still doesn't support" in text
    assert "not read" not in text


def test_typed_emphasis_is_set_and_the_rest_escaped(slides):
    html = str(slides["whats-next--site-operations--2"].body)

    assert "Slight <em>increase</em> in page load time" in html


def test_all_forty_two_projects_are_on_two_slides_of_one_title(slides):
    pair = [
        slides["what-we-did--projects"].slide,
        slides["what-we-did--projects--2"].slide,
    ]
    columns = [column for slide in pair for column in slide.content.columns]
    items = [block for column in columns for part in column for block in part.items]

    assert {slide.title for slide in pair} == {"What we did instead"}
    assert [len(slide.content.columns) for slide in pair] == [2, 3]
    assert [block.text for block in items] == list(PROJECTS)


def test_a_title_may_occur_twice(slides):
    titles = [placed.slide.title for placed in slides.values()]

    assert titles.count("Background") == 2


def test_background_has_five_bullets_and_one_below(slides):
    blocks = slides["what-we-did--text-1"].slide.content.columns[0]

    assert [block.level for block in blocks] == [1, 1, 1, 1, 1, 2]
    assert "<em>priority projects</em>" in slides["what-we-did--text-1"].body


def test_the_learnings_end_in_a_paragraph(slides):
    blocks = slides["what-we-learned--text-2"].slide.content.columns[0]

    assert [block.level for block in blocks] == [1, 1, 2, 1, 2, 2, 0]


def test_the_ask_is_under_its_sections_title(slides):
    ask = slides["asks--text-4"].slide

    assert ask.title == "Asks"
    assert [block.level for block in ask.content.columns[0]] == [0, 1]


def test_charts_without_figures_say_so_on_one_slide(slides):
    text = text_of(slides["metrics-and-callouts--without-figures"])

    assert text.startswith("4 metrics without figures Page load time, desktop,")
    assert text.count("No figures.") == 4


def test_the_monitor_keeps_its_words(slides):
    text = text_of(slides["metrics-and-callouts--without-figures"])

    assert "10/01/2014 00:00 to 12/31/2014 22:59" in text
    assert "Monitors: Wiki platform [[w:en:Main Page]] (s1)" in text


def test_callouts_show_the_one_number_and_the_two_topics_without(slides):
    text = text_of(slides["metrics-and-callouts--callouts"])

    assert text.startswith("Incidents, uptime, security 19 ")
    assert "19 incident reports October–December 2014" in text
    assert text.endswith("on uptime. The record holds no figures on security.")


def test_every_slide_carries_notice_section_and_number(snapshot):
    html = deck.render_snapshot(snapshot).html.decode()
    slides = re.findall(r'<section class="slide" id="([^"]+)" data-kind="(\w+)"', html)

    assert [id for id, _ in slides] == IDS
    assert html.count(f'<p class="notice">{NOTICE}</p>') == len(IDS)
    assert html.count("<bdi>1\u2002Team intro</bdi>") == 1
    assert f'<p class="where">1 / {len(IDS)}</p>' in html


def test_each_foot_of_a_draft_says_that_it_is_one(snapshot):
    version = replace(snapshot, published=Published(1, "2015-01-16"), as_of="")

    drafts, versions = (
        [">Draft</p>" in one.html for one in deck.build(shown).placed]
        for shown in (snapshot, version)
    )

    assert set(drafts) == {True}
    assert set(versions) == {False}


def test_a_snapshot_survives_json(snapshot):
    assert Snapshot.from_dict(snapshot.to_dict()) == snapshot


def test_a_snapshot_of_a_newer_format_is_refused(snapshot):
    data = snapshot.to_dict() | {"format": 99}

    with pytest.raises(ValueError, match="unknown format 99"):
        Snapshot.from_dict(data)


def test_the_same_snapshot_gives_the_same_page(snapshot):
    assert deck.render_snapshot(snapshot) == deck.render_snapshot(
        Snapshot.from_dict(snapshot.to_dict())
    )


def test_a_kind_without_its_template_fails_the_checks():
    assert check_slide_templates(None) == []
    assert [e.id for e in check_slide_templates(None, kinds=("nil",))] == [
        "reviews.E001"
    ]


def test_a_deck_has_no_more_slides_than_it_may(snapshot):
    cut, whole = deck.build(snapshot, 20), deck.build(snapshot)

    assert cut.is_cut
    assert [placed.slide for placed in cut.placed[:19]] == [
        placed.slide for placed in whole.placed[:19]
    ]
    assert {placed.total for placed in cut.placed} == {20}
    assert cut.placed[-1].slide.id == "not-shown"
    assert "A deck has at most 20 slides" in text_of(cut.placed[-1])


def test_a_deck_that_has_as_many_slides_as_it_may_is_whole(snapshot):
    assert deck.build(snapshot, len(IDS)) == deck.build(snapshot)
