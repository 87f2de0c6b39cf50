import csv
import io

import pytest
from django.urls import reverse

from objectives.models import Change, Objective, Tag
from objectives.models.organization import Readers
from tests.makers import (
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
PAGE = "/teams/whole/2014-15-q2/"


@pytest.fixture
def plan(team):
    return make_plan(team)


def tags():
    return list(Objective.objects.order_by("pk").values_list("tags", flat=True))


def table_of(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def listed(client, **query):
    page = client.get(reverse("objective_list", query=query))
    return [row.objective.title for row in page.context["table"].data]


# Where tags are shown and set


def test_a_plan_shows_tags_and_links_to_what_lives_elsewhere(client, plan):
    make_objective(plan, tags="Cloud", reference="OPS-1", reference_url="https://o.org")

    page = client.get(PAGE).text

    assert '<span class="label" dir="auto">Cloud</span>' in page
    assert '<a class="reference" href="https://o.org" rel="noreferrer"' in page


def test_a_row_without_tags_and_reference_has_no_line_for_them(client, plan):
    make_objective(plan)

    assert 'class="labels"' not in client.get(PAGE).text


def test_tags_are_edited_with_the_title_in_place(client, lead, plan):
    objective = make_objective(plan, "One", tags="Cloud")
    values = {"title": "One", "tags": "cloud, Client"}
    was = {"initial-title": "One", "initial-tags": "Cloud"}

    answer = client.post(
        reverse("objective_cell", args=[objective.pk]),
        {"cell": "title", **values, **was},
        headers={"X-Requested-With": "fetch"},
    )

    assert answer.status_code == 200
    assert tags() == ["Cloud, Client"]
    assert "Client</span>" in answer.text


def test_the_form_names_the_tags_in_use_and_takes_new_ones(client, lead, plan):
    make_objective(plan, tags="Cloud")
    objective = make_objective(plan, "Two")
    address = reverse("objective_change", args=[objective.pk])
    assert "In use: Cloud." in client.get(address).text

    client.post(address, {"title": "Two", "tags": "CLOUD;Client", "reference": " A  1"})

    objective.refresh_from_db()
    assert (objective.tags, objective.reference) == ("Cloud, Client", "A 1")
    assert Change.objects.of(Tag.objects.get(name="Client")).get().by == lead


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("tags", "a,b,c,d,e,f,g,h,i", "Use at most 8 tags."),
        ("tags", "x" * 41, "to 40 characters."),
        ("reference_url", "javascript:alert(1)", "Enter a valid URL."),
        ("reference_url", "ftp://example.org/", "Enter a valid URL."),
    ],
)
def test_what_cannot_be_saved_is_refused_at_its_field(
    client, lead, plan, name, typed, words
):
    objective = make_objective(plan, "One")
    address = reverse("objective_change", args=[objective.pk])

    page = client.post(address, {"title": "One", name: typed})

    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors[name])
    assert typed in page.text
    assert not Tag.objects.exists()


def test_a_tag_is_added_to_all_that_are_selected_and_removed(client, lead, plan):
    rows = [make_objective(plan, tags=tags) for tags in ("Cloud", "", "Client")]
    address = reverse("selection_change", args=["whole", "2014-15-q2"])
    selected = {"objectives": [row.pk for row in rows[:2]]}

    client.post(address, {"verb": "tag", "tag": "cloud", **selected})
    assert tags() == ["Cloud", "Cloud", "Client"]

    client.post(address, {"verb": "untag", "tag": "CLOUD", **selected})
    assert tags() == ["", "", "Client"]


def test_adding_no_tag_is_refused(client, lead, plan):
    row = make_objective(plan)
    address = reverse("selection_change", args=["whole", "2014-15-q2"])

    page = client.post(address, {"verb": "tag", "tag": " , ", "objectives": [row.pk]})

    assert page.status_code == 422
    assert "Enter a tag." in page.text


def test_one_objective_with_too_many_tags_refuses_for_all(client, lead, plan):
    rows = [make_objective(plan, tags=tags) for tags in ("", "a,b,c,d,e,f,g,h")]
    address = reverse("selection_change", args=["whole", "2014-15-q2"])

    page = client.post(
        address, {"verb": "tag", "tag": "i", "objectives": [row.pk for row in rows]}
    )

    assert page.status_code == 422
    assert "Use at most 8 tags." in page.text
    assert tags() == ["", "a, b, c, d, e, f, g, h"]


# In the list


def test_the_list_is_filtered_by_tag_and_by_reference(client, plan):
    make_objective(plan, "One", tags="Cloud, Client")
    make_objective(plan, "Two", tags="Client", reference="OPS-12")
    make_objective(plan, "Three", reference="OPS-1")

    assert listed(client, tag="cloud") == ["One"]
    assert sorted(listed(client, tag="Client")) == ["One", "Two"]
    assert listed(client, reference="ops-12") == ["Two"]
    assert listed(client, reference="OPS") == []


def test_an_unknown_tag_in_the_address_is_refused(client, plan):
    page = client.get("/objectives/?tag=Cloud")

    assert page.status_code == 400
    assert page.context["listing"].form.errors["tag"] == ["No tag has that name."]


def test_the_column_of_tags_is_there_only_where_one_is_used(client, plan):
    make_objective(plan, "Plain")
    assert 'class="col-tags"' not in client.get("/objectives/").text

    make_objective(plan, "Tagged", tags="Cloud")
    page = client.get("/objectives/").text

    assert '<th class="col-tags" scope="col">Tags</th>' in page
    assert '<a class="label" href="?tag=Cloud"' in page


def test_tags_of_teams_one_may_not_see_are_unknown(client):
    make_organization(Readers.TEAM)
    own, other = make_team("Own"), make_team("Other")
    make_objective(make_plan(own), tags="Shown")
    make_objective(make_plan(other), tags="Secret")
    client.force_login(make_user("ada", team=own))

    page = client.get("/objectives/")

    assert "Shown</option>" in page.text
    assert "Secret" not in page.text
    assert client.get("/objectives/?tag=Secret").status_code == 400


def test_files_have_tags_and_references(client, plan):
    make_objective(
        plan, tags="Cloud, A", reference="OPS-1", reference_url="https://o.org/1"
    )

    [row] = table_of(client.get("/objectives/?format=csv"))

    assert row["Tags"] == "Cloud, A"
    assert row["Reference"] == "OPS-1"
    assert row["Link of the reference"] == "https://o.org/1"


# Their own pages


def test_administrators_rename_a_tag_everywhere(client, boss, plan):
    make_objective(plan, tags="Cloud")
    tag = Tag.objects.get()
    assert "1 objective<" in client.get("/tags/").text

    answer = client.post(
        reverse("tag_change", args=[tag.pk]), {"name": "Sky", "was": "Cloud"}
    )

    assert answer["Location"] == "/tags/"
    assert tags() == ["Sky"]


def test_a_name_that_is_taken_is_refused_at_its_field(client, boss, plan):
    make_objective(plan, tags="Cloud, Sky")
    tag = Tag.objects.get(name="Sky")

    page = client.post(
        reverse("tag_change", args=[tag.pk]), {"name": "CLOUD", "was": "Sky"}
    )

    assert page.status_code == 422
    assert page.context["rename"].errors["name"] == [
        "There is already a tag with this name. Merge this one into it."
    ]
    assert 'value="CLOUD"' in page.text


def test_a_tag_that_somebody_else_has_renamed_is_not_renamed_again(client, boss, plan):
    make_objective(plan, tags="Cloud")
    tag = Tag.objects.get()
    tag.rename("Sky", by=None, at=None)

    page = client.post(
        reverse("tag_change", args=[tag.pk]), {"name": "Air", "was": "Cloud"}
    )

    assert page.status_code == 422
    assert tags() == ["Sky"]


def test_a_merge_can_be_undone(client, boss, plan):
    make_objective(plan, tags="Cloud")
    make_objective(plan, tags="Sky")
    tag, other = (Tag.objects.get(name=name) for name in ("Cloud", "Sky"))

    page = client.post(
        reverse("tag_merge", args=[tag.pk]), {"other": other.pk}, follow=True
    )
    assert tags() == ["Sky", "Sky"]
    client.post(reverse("deletion_restore", args=[page.context["deletion"].pk]))

    assert tags() == ["Cloud, Sky", "Sky"]


def test_a_deleted_tag_can_be_restored(client, boss, plan):
    make_objective(plan, tags="Cloud, Sky")
    tag = Tag.objects.get(name="Cloud")

    page = client.post(reverse("tag_delete", args=[tag.pk]), follow=True)
    assert tags() == ["Sky"]
    answer = client.post(
        reverse("deletion_restore", args=[page.context["deletion"].pk])
    )

    assert answer["Location"] == "/tags/"
    assert tags() == ["Cloud, Sky"]


def test_leads_add_tags_and_administrators_tidy_them(client, plan):
    make_objective(plan, tags="Cloud")
    client.force_login(make_lead(plan.team, "grace"))
    pk = Tag.objects.get().pk

    statuses = [
        client.get("/tags/").status_code,
        client.post(reverse("tag_change", args=[pk]), {"name": "Sky"}).status_code,
        client.post(reverse("tag_delete", args=[pk])).status_code,
    ]

    assert statuses == [403, 403, 403]
    assert tags() == ["Cloud"]


# Pasted


def test_pasted_rows_may_have_tags_and_a_reference(client, lead, plan):
    row = "One\t\t\t\t\tCloud, Client\tOPS-1\thttps://o.org/1"
    other = "Two\t\t\t\t\tcloud\thttps://o.org/2"
    address = reverse("objective_add", args=["whole", "2014-15-q2"])

    client.post(address, {"rows": f"{row}\n{other}"})

    assert tags() == ["Cloud, Client", "Cloud"]
    found = Objective.objects.order_by("pk").values_list("reference", "reference_url")
    assert list(found) == [("OPS-1", "https://o.org/1"), ("", "https://o.org/2")]


def test_a_pasted_row_with_a_link_to_no_page_is_refused(client, lead, plan):
    address = reverse("objective_add", args=["whole", "2014-15-q2"])

    page = client.post(address, {"rows": "One\t\t\t\t\t\tA\tjavascript:alert(1)"})

    assert page.status_code == 422
    assert not Objective.objects.exists()


def test_filters_by_tag_and_reference_come_once_there_are_any(client, plan):
    make_objective(plan)
    fields = client.get("/objectives/").context["listing"].form.fields
    assert not {"tag", "reference"} & fields.keys()

    make_objective(plan, tags="Cloud", reference="OPS-1")

    fields = client.get("/objectives/").context["listing"].form.fields
    assert {"tag", "reference"} <= fields.keys()


def test_a_filter_in_the_address_stays_though_nobody_uses_it(client, plan):
    page = client.get("/objectives/?tag=Cloud&reference=OPS-1")

    assert page.context["listing"].form.fields.keys() >= {"tag", "reference"}
