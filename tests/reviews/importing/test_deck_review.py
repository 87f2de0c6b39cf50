"""A deck's text, imported into an empty site, gives the deck that it was taken from."""

from pathlib import Path

import pytest
from django.urls import reverse

from objectives.importing import running
from objectives.importing.sources.deck_text import read_deck
from objectives.models import Change, Import, Member, Objective, Plan, Project, Team
from reviews.models import Metric, Review, TextSlide
from reviews.snapshot import reader
from tests.decks import text_of_the_sample
from tests.forms_on_pages import codes, forms_on
from tests.makers import (
    empty_database,
    load_sample,
    make_lead,
    make_organization,
    make_team,
    make_user,
)
from tests.tasks import work

pytestmark = pytest.mark.django_db
DECKS = Path(__file__).parents[2] / "objectives/importing/sources/decks"
ROWS = [Team, Plan, Objective, Project, Member, Review, TextSlide, Metric]


@pytest.fixture
def sample():
    """The sample's snapshot and its text; its rows are gone."""
    load_sample()
    found = reader.read_snapshot(Review.objects.get()), text_of_the_sample()
    empty_database()
    return found


@pytest.fixture
def administrator(client, sample):
    make_organization(name="Wikimedia Foundation")
    administrator = make_user(is_staff=True)
    client.force_login(administrator)
    return administrator


def send(client, import_, step, **changes):
    address = reverse(f"import_{step}", args=[import_.pk])
    form = forms_on(client.get(address), address)[-1]
    answer = client.post(form.action, form.data(**changes))
    assert answer.status_code == 302, codes(answer)


def committed(client, import_):
    """The choice that the plans of this deck's quarter are still open."""
    page = client.get(reverse("import_values", args=[import_.pk]))
    plans = page.context["form"].plans
    states = {"Q2 2014-15": "committed", "Q3 2014-15": "draft"}
    return {field.name: states[plan.label] for plan, field in plans}


def refusals(page):
    notes = [note for row in page.context["page"].rows for note in row.notes]
    return [note for note in notes if note.is_refusal]


def imported(client, text, place=""):
    client.post(reverse("import_start") + place, {"text": text})
    import_ = Import.objects.latest("pk")
    send(client, import_, "read")
    send(client, import_, "columns")
    send(client, import_, "values", **committed(client, import_))
    address = reverse("import_preview", args=[import_.pk])
    form = forms_on(client.get(address), address)[-1]
    pairs = [one.value for one in form.fields if one.name == "pairs"]
    deck = reverse("deck_import", args=[import_.pk])
    answer = client.post(deck, form.data(then="import") | {"pair": pairs})
    assert answer.status_code == 302, codes(answer)
    assert answer.url == reverse("import_done", args=[import_.pk])
    return import_


def told(snapshot):
    """What a deck says of a review; how long the slot was is not on its slides."""
    return without_keys(snapshot.to_dict() | {"slot_seconds": None})


def without_keys(value):
    """The same for other rows, and without line breaks at the end."""
    if isinstance(value, dict):
        return {name: without_keys(one) for name, one in value.items() if name != "pk"}
    if isinstance(value, list):
        return [without_keys(one) for one in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def test_the_deck_of_the_sample_comes_in_as_it_was(client, administrator, sample):
    snapshot, text = sample

    imported(client, text)

    found = reader.read_snapshot(Review.objects.get())
    assert told(found) == told(snapshot)


@pytest.mark.parametrize(
    ("name", "refused"),
    [("library", ["Enter the objective."]), ("payments", []), ("vessels", [])],
)
def test_other_decks_of_this_manner_come_in_whole(client, name, refused):
    make_organization()
    client.force_login(make_user(is_staff=True))
    text = (DECKS / f"{name}.txt").read_text()
    deck = read_deck(text)

    client.post(reverse("import_start"), {"text": text})
    import_ = Import.objects.get()
    for step in ("read", "columns", "values"):
        send(client, import_, step)
    address = reverse("import_preview", args=[import_.pk])
    page = client.get(address)
    form = forms_on(page, address)[-1]
    deck_import = reverse("deck_import", args=[import_.pk])
    answer = client.post(deck_import, form.data(then="import"))

    assert answer.status_code == 302, codes(answer)
    import_.refresh_from_db()
    review = Review.objects.get()
    agenda = [(one.title, one.seconds) for one in review.sections.all()]
    assert agenda == [(one.title, one.seconds) for one in deck.agenda]
    assert {one.name for one in Member.objects.all()} >= set(deck.people)
    assert Project.objects.count() == len(deck.unplanned)
    assert TextSlide.objects.count() == len(deck.texts) + len(deck.asks)
    assert [note.words for note in refusals(page)] == refused
    assert client.get(review.get_absolute_url()).status_code == 200


def test_a_long_deck_is_written_in_the_background(
    client, administrator, sample, monkeypatch
):
    monkeypatch.setattr(running, "MOST_AT_ONCE", 30)

    import_ = imported(client, sample[1])
    waiting = client.get(reverse("import_done", args=[import_.pk]))
    assert not Objective.objects.exists()
    work()

    assert f"0 of {import_.total} rows" in waiting.text
    assert "The review" in client.get(reverse("import_done", args=[import_.pk])).text
    assert Review.objects.get().sections.exists()
    assert Change.objects.filter(noun="reviews.review").get().by == administrator


def test_all_of_a_deck_is_undone(client, administrator, sample):
    before = {model: model.objects.count() for model in ROWS}
    import_ = imported(client, sample[1])
    assert Review.objects.exists()

    answer = client.post(reverse("deck_undo", args=[import_.pk]))

    assert "Import undone" in client.get(answer.url).text
    assert {model: model.objects.count() for model in ROWS} == before


def test_what_comes_next_is_a_draft_unless_one_says_otherwise(
    client, administrator, sample
):
    client.post(reverse("import_start"), {"text": sample[1]})
    import_ = Import.objects.get()
    send(client, import_, "read")
    send(client, import_, "columns")

    page = client.get(reverse("import_values", args=[import_.pk]))

    states = {plan.label: plan.value for plan, _ in page.context["form"].plans}
    assert states == {"Q2 2014-15": "closed", "Q3 2014-15": "draft"}


def test_a_repair_can_be_switched_off(client, administrator, sample):
    client.post(reverse("import_start"), {"text": sample[1]})
    import_ = Import.objects.get()
    address = reverse("import_read", args=[import_.pk])
    page = client.get(address)
    repairs = [one.code for one in page.context["deck"].repairs]
    assert "lost_dash" in repairs

    data = forms_on(page, address)[-1].data()
    data["repair"] = [one for one in repairs if one != "lost_dash"]
    client.post(address, {**data, "then": "again"})

    repairs = {
        one.code: one.is_on for one in client.get(address).context["deck"].repairs
    }
    assert repairs["lost_dash"] is False


def test_only_who_leads_the_team_imports_its_deck(client, administrator, sample):
    group = make_team("Site Operations", make_team("TechOps"))
    make_team("Labs", group.parent)
    client.force_login(make_lead(group))
    client.post(f"{reverse('import_start')}?team={group.slug}", {"text": sample[1]})
    import_ = Import.objects.get()
    for step in ("read", "columns", "values"):
        send(client, import_, step)

    answer = client.post(reverse("deck_import", args=[import_.pk]), {"then": "import"})

    assert codes(answer) == {"__all__": ["no_team"]}
    assert not Review.objects.exists()
    assert not Objective.objects.exists()


def test_who_leads_a_team_without_groups_has_them_created(client, sample):
    make_organization(name="Wikimedia Foundation")
    team = make_team("TechOps")
    client.force_login(make_lead(team))

    imported(client, sample[1], "?team=techops")

    groups = [group.name for group in team.groups.all()]
    assert groups == ["Site Operations", "Labs"]
    assert Review.objects.get().team == team


def test_a_deck_is_not_imported_twice(client, administrator, sample):
    imported(client, sample[1])
    rows = Change.objects.count()
    client.post(reverse("import_start"), {"text": sample[1]})
    import_ = Import.objects.latest("pk")
    for step in ("read", "columns", "values"):
        send(client, import_, step)

    answer = client.post(reverse("deck_import", args=[import_.pk]), {"then": "import"})

    assert answer.status_code == 422
    assert Change.objects.count() == rows
