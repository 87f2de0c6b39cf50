import datetime
import re

import pytest
from django.test import Client

from objectives.models import CarryOver, Change, Objective, Plan
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
QUERIES = 13
ADDRESS = "/teams/ops/2014-15-q2/close/"
SAMPLE = "/teams/techops/2014-15-q2/close/"
PARTS = {"To answer": 4, "Read from status or title": 2, "Answered": 3}
Q3 = datetime.date(2015, 1, 1)
Q4 = datetime.date(2015, 4, 1)


@pytest.fixture
def lead():
    make_organization()
    return make_lead(make_team("Ops"))


@pytest.fixture
def plan(client, lead):
    """A committed plan whose team's lead is signed in."""
    client.force_login(lead)
    return make_plan(lead.memberships.get().team, state=Plan.State.COMMITTED)


def fields(form):
    """The fields that a browser sends with a row's unchanged form."""
    sent = {}
    for field in form:
        value = field.value()
        sent[field.html_name] = "" if value is None else value
        if field.field.show_hidden_initial:
            seen = form.data.get(field.html_initial_name, field.initial)
            sent[field.html_initial_name] = "" if seen is None else seen
    return sent


def said(page, **answers):
    """The page's fields with these answers by the objective's title."""
    sent = {}
    for form in page.context["closing"].forms:
        sent |= fields(form) | {form.add_prefix("answer"): ""}
        for name, value in answers.get(form.objective.title, {}).items():
            sent[form.add_prefix(name)] = value
    return sent


def titles(forms):
    return [form.objective.title for form in forms]


def refusals(page):
    """The code of each refused row, and of the whole page."""
    closing = page.context["closing"]
    found = {
        form.objective.title: [
            error.code for errors in form.errors.as_data().values() for error in errors
        ]
        for form in closing.refused
    }
    whole = closing.close_form.errors.as_data().get("__all__", [])
    return found, [error.code for error in whole]


def test_the_sample_lists_nine_suggests_three_and_asks_about_six(client, sample_lead):
    page = client.get(SAMPLE)

    closing = page.context["closing"]
    assert len(closing.forms) == 9
    assert len(closing.answered) == 3
    assert len(closing.unanswered) == 6
    assert all(form.objective.is_carried for form in closing.answered)
    parts = {part.title: len(part.forms) for part in closing.sections}
    assert parts == PARTS


def test_the_sample_is_not_closed_until_all_are_answered(client, sample_lead):
    page = client.post(SAMPLE, said(client.get(SAMPLE)) | {"then": "close"})

    found, whole = refusals(page)
    assert page.status_code == 422
    assert list(found.values()) == [["no_disposition"]] * 6
    assert whole == ["no_disposition"]
    assert not Plan.objects.filter(quarter__slug="2014-15-q2", state="closed").exists()


def test_the_sample_closes_with_all_its_groups_and_old_rows_stay(client, sample_lead):
    rows = Objective.objects.filter(plan__quarter__slug="2014-15-q2")
    before = list(rows.order_by("pk").values("title", "measure", "eta", "status"))
    page = client.get(SAMPLE)
    answers = [
        {"answer": "carry_over", "title": "Labs in codfw", "note": "Neutron"},
        {"answer": "continue", "successor": free(page)[0]},
        {"answer": "defer", "until": "next FY"},
        {"answer": "drop", "note": "No gain"},
        {"answer": "defer", "until": "Q4", "reason_kind": "staff_time"},
        {"answer": "carry_over", "reason_kind": "dependency"},
    ]
    asked = titles(page.context["closing"].unanswered)
    given = said(page, **dict(zip(asked, answers, strict=True)))

    answer = client.post(SAMPLE, given | {"then": "close"})

    assert (answer.status_code, answer.url) == (302, "/teams/techops/2014-15-q2/")
    plans = Plan.objects.filter(quarter__slug="2014-15-q2")
    assert [plan.state for plan in plans] == ["closed", "closed"]
    assert CarryOver.objects.count() == 5 + 3 + 3
    assert list(rows.order_by("pk").values("title", "measure", "eta", "status")) == (
        before
    )


def free(page):
    """The keys of the successors that the first row offers."""
    form = page.context["closing"].unanswered[0]
    return [pk for _, rows in form.fields["successor"].choices[1:] for pk, _ in rows]


def test_the_fields_of_a_successor_can_be_edited(client, plan, lead):
    owner = plan.team.members.create(name="Ada Byron")
    objective = make_objective(plan, "Encrypt", measure="All", eta="2015-02-30")

    client.post(
        ADDRESS,
        said(
            client.get(ADDRESS),
            Encrypt={
                "answer": "carry_over",
                "title": "IPsec",
                "measure": "Half",
                "dependency": "Procurement",
                "eta": "2015-03-30",
                "owner": owner.pk,
                "reason_kind": "staff_time",
                "note": "Two were ill",
            },
        ),
    )

    successor = objective.carried_to.successor
    texts = ("title", "measure", "dependency", "eta")
    assert [getattr(successor, name) for name in texts] == [
        "IPsec",
        "Half",
        "Procurement",
        "2015-03-30",
    ]
    assert (successor.owner, successor.plan.quarter.label) == (owner, "Q3 2014-15")
    link = objective.carried_to
    assert (link.reason_kind, link.note, link.by) == (
        "staff_time",
        "Two were ill",
        lead,
    )
    objective.refresh_from_db()
    assert (objective.title, objective.measure) == ("Encrypt", "All")


def test_a_copy_is_prefilled_with_the_current_texts(client, plan):
    make_objective(plan, "Encrypt", measure="All", dependency="HHVM", eta="EOQ")

    (form,) = client.get(ADDRESS).context["closing"].forms

    assert fields(form).items() >= {
        (form.add_prefix("title"), "Encrypt"),
        (form.add_prefix("measure"), "All"),
        (form.add_prefix("dependency"), "HHVM"),
        (form.add_prefix("eta"), "EOQ"),
    }


def test_an_eta_says_how_it_would_be_read_in_the_next_quarter(client, plan):
    make_objective(plan, "One", eta="2014-11-30")
    make_objective(plan, "Two", eta="EOQ")

    text = client.get(ADDRESS).text

    assert "Read as: 30 November 2014, before the quarter" in text
    assert "Read as: Q3 2014-15 (January–March 2015)" in text
    answer = {"answer": "carry_over", "title": " ", "eta": "2015-02-30"}
    sent = said(client.get(ADDRESS), Two=answer)
    assert "End of February 2015, no such day" in client.post(ADDRESS, sent).text


def test_an_eta_that_would_move_on_by_a_year_says_what_it_counts_as(client, plan):
    last = make_plan(plan.team, make_quarter(Q4), state=Plan.State.COMMITTED)
    make_objective(last, "One", eta="mid-May")
    address = "/teams/ops/2014-15-q4/close/"

    page = client.get(address)
    sent = said(page, One={"answer": "carry_over", "eta": "mid-August"})
    client.post(address, sent)

    assert "Counts as 31 May 2015, which it means in Q4 2014-15" in page.text
    (successor,) = Objective.objects.filter(plan__quarter__slug="2015-16-q1")
    assert (str(successor.eta_day), successor.chosen_eta_day) == ("2015-08-31", None)


def test_an_objective_of_the_same_name_is_suggested_once_and_preselected(client, plan):
    later = make_plan(plan.team, make_quarter(Q3))
    there = make_objective(later, "HTTP 2.0 / SPDY")
    make_objective(later, "Something else")
    make_objective(plan, "http 2.0: SPDY!")
    make_objective(plan, "HTTP (2.0) spdy")

    first, second = client.get(ADDRESS).context["closing"].forms

    assert (first["answer"].value(), first["successor"].value()) == (
        "continue",
        there.pk,
    )
    assert (second["answer"].value(), second["successor"].value()) == ("", None)
    assert [label for label, _ in first.fields["successor"].choices[1:]] == [
        "Same name",
        "Others",
    ]


def test_similar_objectives_come_before_the_others(client, plan):
    later = make_plan(plan.team, make_quarter(Q3))
    make_objective(later, "Metrics and monitoring")
    make_objective(later, "Encryption (IPsec) on cross-data center links")
    make_objective(plan, "IPsec on cross-data centre links")

    (form,) = client.get(ADDRESS).context["closing"].forms

    labels = [label for label, _ in form.fields["successor"].choices[1:]]
    assert labels == ["Similar", "Others"]


def test_continuing_an_objective_makes_no_copy(client, plan):
    objective = make_objective(plan, "Encrypt")
    there = make_objective(make_plan(plan.team, make_quarter(Q3)), "encrypt")

    client.post(ADDRESS, said(client.get(ADDRESS), Encrypt={"answer": "continue"}))

    assert objective.carried_to.successor == there
    assert Objective.objects.count() == 2


def test_an_objective_that_continues_another_is_not_offered(client, plan):
    make_objective(plan, "Encrypt").carry_over(make_quarter(Q3), by=None, at=AT)
    make_objective(plan, "encrypt")

    form = client.get(ADDRESS).context["closing"].unanswered[0]

    assert [value for value, _ in form.fields["answer"].choices] == [
        "carry_over",
        "defer",
        "drop",
    ]


@pytest.mark.parametrize(
    ("answer", "field", "code"),
    [
        ({"answer": "carry_over", "title": " "}, "title", "required"),
        ({"answer": "carry_over", "title": "x" * 1001}, "title", "max_length"),
        ({"answer": "carry_over", "owner": "999"}, "owner", "invalid_choice"),
        ({"answer": "continue", "successor": ""}, "successor", "required"),
        ({"answer": "continue", "successor": "9" * 20}, "successor", "invalid_choice"),
        ({"answer": "defer", "until": " "}, "until", "no_time"),
        ({"answer": "drop", "note": ""}, "note", "no_reason"),
        ({"answer": "drop", "note": "a\x1b"}, "note", "character"),
        ({"answer": "explode"}, "answer", "invalid_choice"),
    ],
)
def test_a_refused_answer_is_shown_as_typed(client, plan, answer, field, code):
    make_objective(make_plan(plan.team, make_quarter(Q3)), "There")
    make_objective(plan, "Encrypt")

    page = client.post(ADDRESS, said(client.get(ADDRESS), Encrypt=answer))

    (form,) = page.context["closing"].refused
    assert page.status_code == 422
    assert [error.code for error in form.errors.as_data()[field]] == [code]
    assert form[field].value() == answer[field]
    assert CarryOver.objects.count() == 0


def test_errors_in_fields_of_other_answers_are_ignored(client, plan):
    objective = make_objective(plan, "Encrypt")
    answer = {"answer": "defer", "until": "next FY", "title": "x" * 2000}

    client.post(ADDRESS, said(client.get(ADDRESS), Encrypt=answer))

    objective.refresh_from_db()
    assert objective.deferred_to == "next FY"


def test_one_refusal_does_not_lose_the_other_answers(client, plan):
    one = make_objective(plan, "One")
    make_objective(plan, "Other")
    answers = {
        "One": {"answer": "defer", "until": "next FY"},
        "Other": {"answer": "drop", "note": "", "measure": "Typed meanwhile"},
    }

    page = client.post(
        ADDRESS, said(client.get(ADDRESS), **answers) | {"then": "close"}
    )

    one.refresh_from_db()
    assert (page.status_code, one.deferred_to) == (422, "next FY")
    assert refusals(page) == ({"Other": ["no_reason"]}, [])
    assert "Saved 1 answer." in page.text
    assert "Typed meanwhile" in page.text
    plan.refresh_from_db()
    assert plan.is_committed


def test_text_without_an_answer_is_shown_again(client, plan):
    make_objective(plan, "One")

    page = client.post(
        ADDRESS,
        said(client.get(ADDRESS), One={"note": "I am not sure yet"})
        | {"then": "close"},
    )

    assert page.status_code == 422
    assert "I am not sure yet</textarea>" in page.text


TYPED = {
    "title": "IPsec",
    "measure": "Half",
    "eta": "EOQ",
    "until": "Q4",
    "reason_kind": "scope",
    "note": "I am not sure yet",
}


@pytest.mark.parametrize(("field", "typed"), TYPED.items())
def test_text_without_an_answer_is_refused(client, plan, field, typed):
    make_objective(plan, "One", measure="All\n")

    page = client.post(ADDRESS, said(client.get(ADDRESS), One={field: typed}))

    (form,) = page.context["closing"].refused
    assert (page.status_code, form[field].value()) == (422, typed)
    assert [error.code for error in form.errors.as_data()["answer"]] == ["required"]


def test_a_change_by_someone_else_does_not_count_as_typed(client, plan):
    objective = make_objective(plan, "One", measure="All")
    sent = said(client.get(ADDRESS))
    objective.change({"measure": "Half"}, was=None, by=None, at=AT)

    assert client.post(ADDRESS, sent).status_code == 302


def test_answers_are_saved_without_closing(client, plan):
    make_objective(plan, "One")
    answers = {"One": {"answer": "drop", "note": "No gain", "reason_kind": "scope"}}

    answer = client.post(ADDRESS, said(client.get(ADDRESS), **answers))

    assert (answer.status_code, answer.url) == (302, ADDRESS)
    row = Objective.objects.get()
    assert (row.dropped_reason, row.reason_kind) == ("No gain", "scope")
    plan.refresh_from_db()
    assert plan.is_committed
    text = client.get(ADDRESS).text
    assert "<strong>Dropped</strong>" in text
    assert "No gain (The scope changed)" in text


def test_a_deferral_keeps_its_note_in_the_audit_trail(client, plan):
    objective = make_objective(plan, "One")
    answers = {"One": {"answer": "defer", "until": "Q4", "note": "No staff"}}

    client.post(ADDRESS, said(client.get(ADDRESS), **answers))

    entry = Change.objects.of(objective).first()
    assert (entry.action, entry.reason) == ("deferred", "No staff")


def test_an_answer_can_be_changed(client, plan):
    objective = make_objective(plan, "One")
    objective.defer("Q4", by=None, at=AT)

    client.post(
        ADDRESS,
        said(client.get(ADDRESS), One={"answer": "drop", "note": "No gain"}),
    )

    objective.refresh_from_db()
    assert (objective.deferred_to, objective.dropped_reason) == ("", "No gain")


def test_an_answer_by_someone_else_is_not_overwritten(client, plan):
    objective = make_objective(plan, "One")
    sent = said(client.get(ADDRESS), One={"answer": "drop", "note": "No gain"})
    objective.defer("next FY", by=None, at=AT)

    page = client.post(ADDRESS, sent)

    objective.refresh_from_db()
    assert (page.status_code, objective.deferred_to) == (409, "next FY")
    assert "Someone else has answered this since: next FY." in page.text
    assert "No gain</textarea>" in page.text
    (form,) = page.context["closing"].refused
    answer = client.post(ADDRESS, fields(form))
    objective.refresh_from_db()
    assert (answer.status_code, objective.dropped_reason) == (302, "No gain")


def test_carrying_over_conflicts_with_an_unseen_deferral(client, plan):
    objective = make_objective(plan, "One")
    sent = said(client.get(ADDRESS), One={"answer": "carry_over"})
    objective.defer("next FY", by=None, at=AT)

    assert client.post(ADDRESS, sent).status_code == 409
    assert CarryOver.objects.count() == 0


def test_another_teams_objectives_can_be_neither_answered_nor_chosen(client, plan):
    far = make_team("Far")
    foreign = make_objective(make_plan(far, state=Plan.State.COMMITTED), "Foreign")
    there = make_objective(make_plan(far, make_quarter(Q3)), "One")
    make_objective(make_plan(plan.team, make_quarter(Q3)), "Free")
    objective = make_objective(plan, "One")
    stranger = far.members.create(name="Eve")

    taken = client.post(
        ADDRESS,
        said(
            client.get(ADDRESS), One={"answer": "continue", "successor": str(there.pk)}
        ),
    )
    owned = client.post(
        ADDRESS,
        said(client.get(ADDRESS), One={"answer": "carry_over", "owner": stranger.pk}),
    )
    client.post(
        ADDRESS,
        {f"row-{foreign.pk}-answer": "drop", f"row-{foreign.pk}-note": "Hacked"},
    )

    assert [page.status_code for page in (taken, owned)] == [422, 422]
    foreign.refresh_from_db()
    assert foreign.dropped_reason == ""
    assert not objective.is_carried


def test_a_form_posted_twice_is_saved_once(client, plan):
    make_objective(plan, "One")
    sent = said(client.get(ADDRESS), One={"answer": "carry_over"})

    answers = [client.post(ADDRESS, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (CarryOver.objects.count(), Objective.objects.count()) == (1, 2)


def test_only_led_plans_are_closed(client, plan):
    labs = make_plan(make_team("Labs", parent=plan.team), state=Plan.State.COMMITTED)
    client.force_login(make_lead(labs.team))

    client.post(ADDRESS, {"then": "close"})

    states = Plan.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["committed", "closed"]


def test_plans_are_closed_together_or_not_at_all(client, plan):
    labs = make_plan(make_team("Labs", parent=plan.team), state=Plan.State.COMMITTED)
    make_objective(labs, "Open")

    page = client.post(ADDRESS, said(client.get(ADDRESS)) | {"then": "close"})

    assert refusals(page) == ({"Open": ["no_disposition"]}, ["no_disposition"])
    assert Plan.objects.committed().count() == 2


def test_a_draft_stays_open_and_is_mentioned(client, plan):
    make_plan(make_team("Labs", parent=plan.team))

    assert "<bdi>Labs</bdi>’s plan is a draft." in client.get(ADDRESS).text
    client.post(ADDRESS, {"then": "close"})

    assert [one.state for one in Plan.objects.order_by("pk")] == ["closed", "draft"]


def test_the_page_of_a_closed_quarter_says_so(client, plan):
    client.post(ADDRESS, {"then": "close"})

    page = client.get(ADDRESS)

    assert "Q2 2014-15 is closed." in page.text
    assert client.post(ADDRESS, {"then": "close"}).status_code == 302


def test_only_leads_can_close(client, plan):
    client.force_login(make_user(team=plan.team))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"then": "close"}).status_code == 403
    client.logout()
    assert client.get(ADDRESS).status_code == 403
    assert client.get("/teams/nobody/2014-15-q2/close/").status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
def test_the_queries_do_not_grow_with_the_rows(
    client, plan, django_assert_num_queries, rows
):
    later = make_plan(plan.team, make_quarter(Q3))
    for _ in range(rows):
        make_objective(plan)
        make_objective(later)
        make_objective(plan).carry_over(later.quarter, by=None, at=AT)

    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_carry_over_and_close_once(client, plan, lead):
    make_objective(plan, "One")
    sent = said(client.get(ADDRESS), One={"answer": "carry_over"}) | {"then": "close"}
    statuses = []

    def click(_):
        own = Client()
        own.force_login(lead)
        statuses.append(own.post(ADDRESS, sent).status_code)

    assert at_once(click) == ["done"] * TIMES
    assert set(statuses) <= {302, 422}
    assert 302 in statuses
    assert (CarryOver.objects.count(), Objective.objects.count()) == (1, 2)
    plan.refresh_from_db()
    assert plan.is_closed
    assert Change.objects.of(plan).filter(action="closed").count() == 1


def test_every_part_works_without_javascript(client, plan):
    make_objective(make_plan(plan.team, make_quarter(Q3)), "There")
    make_objective(plan, "One")

    text = client.get(ADDRESS).text

    assert len(re.findall(r'type="radio"', text)) == 4
    for name in ("successor", "title", "until", "reason_kind", "note", "owner"):
        assert re.search(rf'name="row-\d+-{name}"', text)
    assert " hidden" not in text.replace('type="hidden"', "")


def test_missed_is_offered_and_preselected_where_the_status_says_so(client, plan):
    make_objective(plan, "Half", status="Not achieved")
    make_objective(plan, "Open", status="At risk")

    offers = {
        form.objective.title: ("miss" in dict(form["answer"].field.choices))
        for form in client.get(ADDRESS).context["closing"].forms
    }
    (half, _) = client.get(ADDRESS).context["closing"].forms

    assert offers == {"Half": True, "Open": False}
    assert half["answer"].value() == "miss"


def test_a_quarter_closes_with_what_was_missed(client, plan):
    objective = make_objective(plan, "Half", status="Failed")
    answer = {"answer": "miss", "reason_kind": "staff_time", "note": "Two were ill"}
    sent = said(client.get(ADDRESS), Half=answer)

    page = client.post(ADDRESS, sent)
    text = client.get(ADDRESS).text
    client.post(ADDRESS, said(client.get(ADDRESS)) | {"then": "close"})

    objective.refresh_from_db()
    plan.refresh_from_db()
    assert page.status_code == 302
    assert (objective.chosen_state, objective.reason_kind) == ("missed", "staff_time")
    assert "<strong>Missed</strong>" in text
    assert "(Staff time)" in text
    assert plan.state == "closed"


def test_the_answer_missed_can_be_changed(client, plan):
    objective = make_objective(plan, "Half", status="Failed")
    objective.miss(by=None, at=AT)

    sent = said(client.get(ADDRESS), Half={"answer": "drop", "note": "No gain"})
    page = client.post(ADDRESS, sent)

    objective.refresh_from_db()
    assert page.status_code == 302
    assert (objective.dropped_reason, objective.chosen_state) == ("No gain", "")


def test_somebody_elses_missed_is_shown_before_it_is_replaced(client, plan):
    objective = make_objective(plan, "Half", status="Failed")
    sent = said(client.get(ADDRESS), Half={"answer": "drop", "note": "No gain"})
    objective.miss(by=None, at=AT)

    page = client.post(ADDRESS, sent)

    objective.refresh_from_db()
    assert page.status_code == 409
    assert "Someone else has answered this since: missed." in page.text
    assert (objective.dropped_reason, objective.chosen_state) == ("", "missed")


def choices(page, title):
    (form,) = (
        form for form in page.context["closing"].forms if form.objective.title == title
    )
    return list(dict(form.fields["answer"].choices))


ALL = ["done", "carry_over", "continue", "defer", "drop", "miss", "take_back"]


@pytest.mark.parametrize(
    ("answer", "texts"), [("drop", ["No gain"]), ("defer", ["Q4"]), ("miss", [])]
)
def test_changing_an_answer_offers_all_of_them(client, plan, answer, texts):
    make_objective(make_plan(plan.team, make_quarter(Q3)), "There")
    getattr(make_objective(plan, "One"), answer)(*texts, by=None, at=AT)

    assert choices(client.get(ADDRESS), "One") == ALL


def test_a_carry_over_can_be_taken_back_and_its_copy_restored(client, plan):
    objective = make_objective(plan, "One")
    copy = objective.carry_over(make_quarter(Q3), by=None, at=AT)
    copy.change({"measure": "All"}, was=None, by=None, at=AT)
    page = client.get(ADDRESS)

    answer = client.post(ADDRESS, said(page, One={"answer": "take_back"}))
    after = client.get(answer.url)

    assert "with what was written there: measure of success" in page.text
    assert not CarryOver.objects.exists()
    assert [form.objective for form in after.context["closing"].to_answer] == [
        objective
    ]
    assert "Deleted “<bdi>One</bdi>”" in after.text
    client.post(f"/deleted/{after.context['deletion'].pk}/restore/")
    assert Objective.objects.get(plan__quarter__number=3).measure == "All"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"answer": "defer", "until": "Q4"}, "deferred"),
        ({"answer": "drop", "note": "No gain"}, "dropped"),
        ({"answer": "miss"}, "missed"),
        ({"answer": "done"}, "done"),
    ],
)
def test_a_wrong_carry_over_can_be_answered_otherwise(client, plan, answer, state):
    objective = make_objective(plan, "One", status="At risk")
    objective.carry_over(make_quarter(Q3), by=None, at=AT)

    client.post(ADDRESS, said(client.get(ADDRESS), One=answer))

    objective.refresh_from_db()
    assert (objective.state, CarryOver.objects.count()) == (state, 0)
    assert Objective.objects.count() == 1


@pytest.mark.parametrize("answer", ["carry_over", "continue"])
def test_what_was_dropped_by_mistake_can_be_carried_over(client, plan, answer):
    there = make_objective(make_plan(plan.team, make_quarter(Q3)), "There")
    make_objective(plan, "One").drop("By mistake", by=None, at=AT)
    given = {"answer": answer, "successor": there.pk}

    client.post(ADDRESS, said(client.get(ADDRESS), One=given))

    row = Objective.objects.get(title="One", plan=plan)
    assert (row.dropped_reason, row.state, row.is_carried) == ("", "", True)


def test_a_refused_change_keeps_the_carry_over(client, plan):
    objective = make_objective(plan, "One")
    copy = objective.carry_over(make_quarter(Q3), by=None, at=AT)
    sent = said(client.get(ADDRESS), One={"answer": "defer", "until": " "})

    page = client.post(ADDRESS, sent)

    assert (page.status_code, refusals(page)[0]) == (422, {"One": ["no_time"]})
    assert CarryOver.objects.get().successor == copy


def test_a_promised_carry_over_says_why_it_stays(client, plan):
    objective = make_objective(plan, "One")
    copy = objective.carry_over(make_quarter(Q3), by=None, at=AT)
    page = client.get(ADDRESS)
    copy.plan.commit(by=None, at=AT)

    refused = client.post(ADDRESS, said(page, One={"answer": "take_back"}))

    assert refusals(refused)[0] == {"One": ["promised"]}
    assert "It was promised in Q3 2014-15. Drop it there" in client.get(ADDRESS).text
    assert CarryOver.objects.count() == 1


def test_taking_back_twice_is_saved_once(client, plan):
    objective = make_objective(plan, "One")
    objective.carry_over(make_quarter(Q3), by=None, at=AT)
    sent = said(client.get(ADDRESS), One={"answer": "take_back"})

    answers = [client.post(ADDRESS, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert not CarryOver.objects.exists()


def test_a_carry_over_that_others_have_changed_is_not_taken_back(client, plan):
    objective = make_objective(plan, "One")
    objective.carry_over(make_quarter(Q3), by=None, at=AT)
    sent = said(client.get(ADDRESS), One={"answer": "drop", "note": "No gain"})
    objective.take_back(by=None, at=AT)
    objective.defer("next FY", by=None, at=AT)

    page = client.post(ADDRESS, sent)

    objective.refresh_from_db()
    assert (page.status_code, objective.deferred_to) == (409, "next FY")


def test_only_who_leads_both_teams_takes_a_carry_over_back(client, plan):
    labs = make_team("Labs", parent=plan.team)
    there = make_objective(make_plan(plan.team, make_quarter(Q3)), "There")
    objective = make_objective(make_plan(labs, state=Plan.State.COMMITTED), "One")
    objective.carry_over(there.plan.quarter, successor=there, by=None, at=AT)
    sent = said(client.get(ADDRESS), One={"answer": "take_back"})
    client.force_login(make_lead(labs, "eve"))
    address = "/teams/labs/2014-15-q2/close/"

    page = client.post(address, sent)

    assert refusals(page)[0] == {"One": ["not_led"]}
    assert "Ask a lead of the team" in client.get(address).text
    assert CarryOver.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "answer", "until", "note"),
    [
        ("Deferred to next FY. No staff", "defer", "next FY", ""),
        ("Deferred. No staff", "defer", "", ""),
        ("Deferred to Q3: two partners are missing", "carry_over", "", ""),
        ("Moved to the next quarter", "carry_over", "", ""),
        ("Dropped, no gain", "drop", "", "Dropped, no gain"),
        ("Not achieved", "miss", "", ""),
        ("At risk", "", "", ""),
    ],
)
def test_what_a_status_says_is_preselected(client, plan, status, answer, until, note):
    make_objective(plan, "One", status=status)

    closing = client.get(ADDRESS).context["closing"]

    (form,) = closing.forms
    found = [form[name].value() for name in ("answer", "until", "note")]
    assert found == [answer, until, note]
    assert (closing.suggested == [form]) == bool(answer)


def test_a_deferral_without_a_time_waits_until_the_quarter_is_closed(client, plan):
    make_objective(plan, "One", status="Deferred. No staff")
    make_objective(plan, "Two", status="Dropped, no gain")
    page = client.get(ADDRESS)
    sent = said(page) | {
        form.add_prefix("answer"): form["answer"].value()
        for form in page.context["closing"].forms
    }

    saved = client.post(ADDRESS, sent)
    closed = client.post(ADDRESS, sent | {"then": "close"})

    assert "1 needs a time or a reason" in page.text
    assert saved.status_code == 302
    assert Objective.objects.get(title="Two").dropped_reason == "Dropped, no gain"
    assert refusals(closed) == ({"One": ["required"]}, ["no_disposition"])
    assert "Enter when it is deferred to." in closed.text


def test_all_that_has_no_answer_is_carried_over_at_once(client, plan):
    make_objective(plan, "One")
    make_objective(plan, "Two")
    make_objective(plan, "Three", status="Deferred. No staff")
    make_objective(plan, "Four")
    given = {"Two": {"answer": "drop", "note": "No gain"}, "Four": {"note": "Hm"}}
    page = client.get(ADDRESS)

    answer = client.post(ADDRESS, said(page, **given) | {"then": "carry_rest"})

    assert ">Carry over all 3<" in page.text
    carried = CarryOver.objects.values_list("predecessor__title", flat=True)
    assert list(carried) == ["One"]
    assert Objective.objects.get(title="Two").dropped_reason == "No gain"
    assert refusals(answer)[0] == {"Four": ["required"]}


def test_equal_titles_are_told_apart(client, plan):
    later = make_plan(plan.team, make_quarter(Q3))
    ada = plan.team.members.create(name="Ada Byron")
    make_objective(later, "Docs", owner=ada, eta="Feb", measure="All pages " * 9)
    make_objective(later, "docs")
    make_objective(later, "Other")
    make_objective(plan, "Docs")

    (form,) = client.get(ADDRESS).context["closing"].forms

    groups = form.fields["successor"].choices[1:]
    labels = [label for _, rows in groups for _, label in rows]
    assert labels == [
        "Docs (Ops) · Ada Byron · ETA Feb · All pages All pages All pages All pages…",
        "docs (Ops) · no owner · ETA none",
        "Other (Ops)",
    ]


def test_the_rows_are_in_the_order_of_their_standing_and_by_group(client, plan):
    labs = make_plan(make_team("Labs", parent=plan.team), state=Plan.State.COMMITTED)
    make_objective(plan, "Answered").defer("Q4", by=None, at=AT)
    make_objective(plan, "Read", status="Deferred to Q4")
    make_objective(labs, "Open in Labs")
    make_objective(plan, "Open")

    text = client.get(ADDRESS).text

    rows = re.findall(r'<a class="title"[^>]*>([^<]+)</a>', text)
    assert rows == ["Open", "Open in Labs", "Read", "Answered"]
    assert len(re.findall(r'class="section is-group"', text)) == 4


def test_a_closed_quarter_says_what_became_of_it(client, plan):
    make_objective(plan, "Done", status="Done")
    for title in ("One", "Two"):
        make_objective(plan, title).carry_over(make_quarter(Q3), by=None, at=AT)
    make_objective(plan, "Three").defer("next FY", by=None, at=AT)
    page = ADDRESS.removesuffix("close/")
    before = client.get(page).text

    plan.close(by=None, at=AT)

    words = "1 of 4 done, carried over 2 of 3"
    assert words not in before
    assert words in client.get(page).text
    assert ">2 of 3</td>" in client.get("/plans/?state=closed").text
