import datetime
import re

import pytest

from objectives.models import Commitment, Member, Objective, Plan, Project
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
QUERIES = 11
QUERIES_OF_A_MEMBER = 17
QUERIES_OF_A_LEAD = 18
NOON = datetime.datetime(2014, 10, 3, 12, tzinfo=datetime.UTC)


@pytest.fixture
def sample_page(client, sample):
    def page(quarter, team="techops"):
        return client.get(f"/teams/{team}/{quarter}/")

    return page


@pytest.fixture
def organization():
    return make_organization()


def row(page, objective):
    """The HTML of an objective's row."""
    found = re.search(rf'<tr id="objective-{objective.pk}".*?</tr>', page.text, re.S)
    return found[0]


def test_sections_are_groups_with_leftovers_first(sample_page):
    page = sample_page("2014-15-q2")

    sections = page.context["page"].sections
    assert [
        (str(section.plan.team), [table.label for table in section.tables])
        for section in sections
    ] == [
        ("Site Operations", ["left over from Q1", "planned in Q2"]),
        ("Labs", ["left over from Q1", "planned in Q2"]),
    ]
    assert [len(table.data) for part in sections for table in part.tables] == [
        3,
        5,
        2,
        2,
    ]


def test_the_sample_shows_its_state(sample_page):
    text = sample_page("2014-15-q2").text

    assert "<title>Q2 2014-15 · TechOps · Goals Tracker</title>" in text
    assert "Committed, date not recorded" in text
    assert "What we did instead" in text
    assert text.count("<li dir=") == 42


def test_the_sample_shows_its_warnings(sample_page):
    page = sample_page("2014-15-q2")

    assert [(one.count, one.text) for one in page.context["page"].summary.warnings] == [
        (6, "unfinished objectives to carry over, defer or drop"),
        (1, "impossible ETA"),
        (2, "ETAs before the quarter"),
        (2, "ETAs after the quarter"),
        (5, "blank ETAs"),
    ]


def test_each_warning_shows_its_rows_alone_and_then_all_again(client, sample_page):
    warnings = sample_page("2014-15-q2").context["page"].summary.warnings
    for number, warning in enumerate(warnings):
        page = client.get(f"/teams/techops/2014-15-q2/{warning.address}")

        assert page.text.count('<tr id="objective-') == warning.count
        present = page.context["page"].summary.warnings[number]
        assert (present.count, present.address) == (warning.count, "./")
        others = [one.address for one in page.context["page"].summary.warnings]
        assert others.count("./") == 1
        assert 'aria-current="true" title="Show all again"' in page.text


def test_a_warning_that_nothing_has_any_more_is_still_the_way_back(client, sample_page):
    Objective.objects.update(eta="EOQ", eta_precision=1)

    page = client.get("/teams/techops/2014-15-q2/?show=blank_eta")

    assert '<tr id="objective-' not in page.text
    assert "<strong>0</strong> blank ETAs" in page.text


def test_an_unknown_filter_shows_all(client, sample_page):
    page = client.get("/teams/techops/2014-15-q2/?show=nothing")

    rows = sample_page("2014-15-q2").text.count('<tr id="objective-')
    assert page.text.count('<tr id="objective-') == rows


def test_equal_notes_of_drafts_are_shown_once(sample_page):
    text = sample_page("2014-15-q3").text

    note = "to be finalized in our Ops off-site meeting Jan 20"
    assert text.count(note) == 1
    assert "<strong>DRAFT</strong>" in text
    assert "added after the" not in text


def test_the_heading_of_the_third_column_is_the_plans(sample_page):
    assert 'scope="col">Measure of success<' in sample_page("2014-15-q2").text
    assert 'scope="col">Expected impact<' in sample_page("2014-15-q3").text


def test_changed_words_are_marked_and_old_ones_struck_through(sample_page):
    text = sample_page("2014-15-q2").text

    assert "IPsec on cross-data centre links" in text
    assert "promised: <del>Encryption</del> (IPsec) on cross-data center links" in text
    assert "<mark>2015-02-30</mark>" in text
    assert "promised: <del>2015-01-30</del>" in text


def test_an_impossible_day_says_how_it_was_read(sample_page):
    assert "End of February 2015, no such day" in sample_page("2014-15-q2").text


def test_lateness_follows_the_lineage(sample_page):
    now, later = sample_page("2014-15-q2").text, sample_page("2014-15-q3").text

    assert now.count(">1 quarter late<") == 2
    assert now.count(">2nd quarter<") == 3
    assert later.count(">3rd quarter<") == 2
    assert later.count(">2nd quarter<") == 1
    assert 'title="third quarter in a row"' in later


def test_a_carried_over_row_links_to_both_its_neighbours(sample_page):
    moved = Objective.objects.get(title__startswith="IPsec")
    now = row(sample_page("2014-15-q2"), moved)

    before, after = moved.predecessor, moved.successor
    assert f'href="/teams/techops/2014-15-q1/#objective-{before.pk}"' in now
    assert f'href="/teams/techops/2014-15-q3/#objective-{after.pk}"' in now
    assert "carried over to Q3 2014-15" in now


def test_a_groups_page_stays_with_the_group(sample_page):
    page = sample_page("2014-15-q2", "site-operations")
    moved = Objective.objects.get(title__startswith="IPsec")

    assert "/teams/site-operations/2014-15-q3/#objective-" in row(page, moved)
    assert "/teams/techops/2014-15-q2/review/" in page.text


def test_a_vague_percentage_is_shown_with_about(sample_page):
    text = sample_page("2014-15-q2").text

    assert "At risk · about 50\u00a0%" in text
    assert "At risk · 75\u00a0%" in text


def test_the_small_safe_markup_of_cells_is_shown_as_emphasis(sample_page):
    assert (
        "Slight <em>increase</em> in page load time" in sample_page("2014-15-q3").text
    )


def test_other_markup_stays_text(client, organization):
    objective = make_objective(title="<b>Bold</b> <script>alert(1)</script> & *so*")

    page = client.get(objective.plan.get_absolute_url())

    assert "<strong>Bold</strong> &lt;script&gt;alert(1)&lt;/script&gt; &amp; " in (
        page.text
    )
    assert "<em>so</em>" in page.text
    assert "<script>" not in page.text


def test_screen_readers_hear_that_a_cell_is_blank(client, organization):
    objective = make_objective()

    cells = row(client.get(objective.plan.get_absolute_url()), objective)

    assert cells.count("—") == 6
    assert cells.count(">blank<") == 6


def test_rows_added_after_the_commitment_are_marked(client, organization):
    plan = make_plan()
    first = make_objective(plan)
    plan.commit(by=None, at=NOON)
    later = make_objective(plan)

    page = client.get(plan.get_absolute_url())

    assert "added after the" not in row(page, first)
    assert "added after the first commitment" in row(page, later)
    assert "3 Oct 2014" in page.text


@pytest.mark.parametrize("is_committed_again", [True, False])
def test_rows_added_later_stay_marked_when_the_plan_is_reopened(
    client, organization, is_committed_again
):
    plan = make_plan()
    first = make_objective(plan)
    plan.commit(by=None, at=NOON)
    plan.reopen("One was forgotten", by=None, at=NOON)
    later = make_objective(plan)
    if is_committed_again:
        plan.commit(by=None, at=NOON)

    page = client.get(plan.get_absolute_url())

    assert "added after the" not in row(page, first)
    assert "added after the first commitment" in row(page, later)
    again = "reopened, and not committed again yet"
    assert (again in page.text) == (not is_committed_again)


def test_a_cell_that_was_blank_at_the_commitment_shows_that(client, organization):
    plan = make_plan()
    objective = make_objective(plan)
    plan.commit(by=None, at=NOON)
    objective.measure = "Ten of them"
    objective.save()

    cells = row(client.get(plan.get_absolute_url()), objective)

    assert "<mark>Ten of them</mark>" in cells
    assert "promised: blank" in cells


def test_owner_disposition_and_tentativeness_are_shown(client, organization):
    plan = make_plan(state=Plan.State.COMMITTED)
    owner = Member.objects.create(team=plan.team, name="Ada Byron")
    deferred = make_objective(plan, owner=owner, deferred_to="next year")
    dropped = make_objective(plan, is_tentative=True, dropped_reason="No money")

    page = client.get(plan.get_absolute_url())

    assert "Ada Byron" in row(page, deferred)
    assert "deferred to next year" in row(page, deferred)
    assert "Dropped: No money" in row(page, dropped)
    assert "is-tentative" in row(page, dropped)
    assert page.context["page"].summary.warnings[0].text == "blank ETAs"


def test_groups_in_different_states_each_show_theirs(client, organization):
    team = make_team("Whole")
    make_plan(make_team("Firm", team), state=Plan.State.COMMITTED)
    make_plan(make_team("Loose", team), draft_reason="not yet agreed")

    text = client.get("/teams/whole/2014-15-q2/").text

    assert "Committed, date not recorded" in text
    assert text.count("not yet agreed") == 1


def test_the_page_of_a_quarter_without_a_plan_says_so(client, organization):
    make_team("Whole")
    make_quarter()

    page = client.get("/teams/whole/2014-15-q2/")

    assert page.status_code == 200
    assert "Whole has no plan for Q2 2014-15 yet." in page.text


def test_the_switcher_keeps_the_page_and_offers_all_quarters(client, organization):
    team = make_team("Whole")
    for month in range(1, 12, 3):
        make_plan(team, make_quarter(datetime.date(2014, month, 1)))

    switcher = client.get("/teams/whole/2014-15-q2/").context["switcher"]

    assert [choice.label for choice in switcher.choices] == [
        "Q2 2014-15",
        "Q1 2014-15",
        "Q4 2013-14",
        "Q3 2013-14",
    ]
    assert switcher.before.address == "/teams/whole/2014-15-q1/"
    assert switcher.after is None


def test_the_review_is_linked_only_if_there_is_one(sample_page):
    assert "review.pdf" in sample_page("2014-15-q2").text
    assert "review.pdf" not in sample_page("2014-15-q3").text


def fill(plan, size):
    """Objectives with commitments, predecessors and successors, and projects."""
    quarters = [
        make_quarter(plan.quarter.first_day.replace(year=y)) for y in (2013, 2015)
    ]
    around = [make_plan(plan.team, quarter) for quarter in quarters]
    owner = Member.objects.create(team=plan.team, name="Ada")

    def rows(of):
        return Objective.objects.bulk_create(
            Objective(plan=of, title=f"Row {number}", owner=owner, eta="2014-02-30")
            for number in range(size)
        )

    before, now, after = rows(around[0]), rows(plan), rows(around[1])
    Commitment.objects.bulk_create(Commitment(objective=o, title="Was") for o in now)
    link = Objective._meta.get_field("carried_to").related_model
    link.objects.bulk_create(
        link(predecessor=one, successor=other)
        for pair in (zip(before, now, strict=True), zip(now, after, strict=True))
        for one, other in pair
    )
    Project.objects.bulk_create(
        Project(team=plan.team, quarter=plan.quarter, text="Extra", displaced=o)
        for o in now
    )


@pytest.mark.parametrize("size", [1, 3, 10, 1000])
def test_the_queries_do_not_grow_with_the_objectives(
    client, organization, django_assert_num_queries, size
):
    plan = make_plan(make_team("Whole"), state=Plan.State.COMMITTED)
    fill(plan, size)

    with django_assert_num_queries(QUERIES):
        page = client.get("/teams/whole/2014-15-q2/")

    assert page.text.count('<tr id="objective-') == size


@pytest.mark.parametrize("size", [1, 30])
def test_the_queries_do_not_grow_with_groups_or_by_signing_in(
    client, organization, django_assert_num_queries, size
):
    team = make_team("Whole")
    for number in range(size):
        make_objective(make_plan(make_team(f"Part {number}", team)))
    client.force_login(make_user(team=team))

    with django_assert_num_queries(QUERIES_OF_A_MEMBER):
        page = client.get("/teams/whole/2014-15-q2/")

    assert len(page.context["page"].sections) == size


@pytest.mark.parametrize("size", [10, 1000])
def test_the_queries_of_a_lead_do_not_grow(
    client, organization, django_assert_num_queries, size
):
    plan = make_plan(make_team("Whole"), state=Plan.State.COMMITTED)
    fill(plan, size)
    lead = make_user("lead", team=plan.team)
    lead.memberships.update(is_lead=True)
    client.force_login(lead)

    with django_assert_num_queries(QUERIES_OF_A_LEAD):
        page = client.get("/teams/whole/2014-15-q2/")

    assert page.text.count(" data-values=") == size


def test_an_eta_after_the_quarter_is_flagged_on_plan_and_commit_page(client):
    make_organization()
    team = make_team("Ops")
    client.force_login(make_lead(team))
    plan = make_plan(team)
    make_objective(plan, "Early", eta="2014-11-30")
    make_objective(plan, "Late", eta="FY16")

    page = client.get("/teams/ops/2014-15-q2/")
    commit = client.get("/teams/ops/2014-15-q2/commit/")

    assert page.text.count('<p class="note is-warning">After the quarter</p>') == 1
    for text in (page.text, commit.text):
        assert "<strong>1</strong> ETA after the quarter" in text


@pytest.mark.parametrize(("state", "is_said"), [("committed", True), ("closed", False)])
def test_an_owner_who_has_left_is_marked_while_the_plan_goes_on(
    client, organization, state, is_said
):
    plan = make_plan()
    ada = plan.team.members.create(name="Ada")
    make_objective(plan, owner=ada)
    Plan.objects.update(state=state)
    Member.objects.update(left_on=datetime.date(2015, 1, 2))

    page = client.get(plan.get_absolute_url())

    assert (">left</p>" in page.text) == is_said
