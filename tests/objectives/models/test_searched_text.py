import importlib
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from objectives.models import Member, Objective, SearchedText, Tag
from objectives.models.history import AuditedModel
from objectives.models.search_index import check_support, install
from objectives.models.searched_text import texts_of
from tests.makers import (
    AT,
    load_sample,
    make_objective,
    make_organization,
    make_plan,
    make_team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def plan():
    make_organization()
    return make_plan(make_team("Whole"))


@pytest.fixture
def ada(plan):
    return Member.objects.create(team=plan.team, name="Ada Lovelace")


def found(text):
    return [row.title for row in Objective.objects.searched(text).order_by("title")]


def is_true():
    """Whether what is stored is what the objectives say, and in the index."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises where the index says something else than the table.
            cursor.execute(
                "INSERT INTO objectives_searchedtext_index"
                "(objectives_searchedtext_index, rank) VALUES ('integrity-check', 1)"
            )
    rows = list(texts_of(list(Objective.objects.pks())))
    is_stored = all(stored == text for _, text, stored in rows)
    return is_stored and len(rows) == SearchedText.objects.count()


# What is found


def test_all_words_are_found_in_any_order_and_in_any_text(plan, ada):
    make_objective(plan, "Bake bread", measure="Ten loaves", owner=ada)
    make_objective(plan, "Bake cake", dependency="Ovens", status="Blocked")

    assert found("loaves BAKE") == ["Bake bread"]
    assert found("blocked oven bake") == ["Bake cake"]
    assert found("bake") == ["Bake bread", "Bake cake"]
    assert found("loaves ovens") == []


def test_owners_are_found(plan, ada):
    make_objective(plan, "One", owner=ada)
    make_objective(plan, "Two")

    assert found("lovelace") == ["One"]


def test_tags_and_references_are_found(plan):
    tags = {"tags": "Moonshot", "reference": "OPS-12"}
    make_objective(plan, "One", **tags, reference_url="https://tracker.example/12")

    assert found("moonshot ops-12") == found("tracker.example/12") == ["One"]


@pytest.mark.parametrize("word", ["社", "会社", "株式会社", "ＱＡ", "é", "q", "it_a"])
def test_words_of_any_length_and_script_are_found(plan, word):
    make_objective(plan, "株式会社 QA école it_all")
    make_objective(plan, "Another, itxall, 公司")

    assert found(word) == ["株式会社 QA école it_all"]


@pytest.mark.parametrize(
    "text", ['"', "'", '"ovens" OR "x"', "%", "ov%ns", "_vens", "ov*", "NEAR(", "\\"]
)
def test_signs_of_a_query_are_only_signs(plan, text):
    make_objective(plan, "Ovens")

    assert found(text) == []


# Kept true


def test_a_changed_text_is_found_by_its_new_words_only(plan):
    row = make_objective(plan, "Old words")

    row.change({"title": "New words"}, was=None, by=None, at=AT)

    assert (found("old"), found("new")) == ([], ["New words"])
    assert is_true()


def test_a_status_update_is_found(plan):
    row = make_objective(plan, "One")

    row.update_status("Waiting for paint", by=None, at=AT)

    assert found("paint") == ["One"]
    assert is_true()


def test_an_owner_who_is_renamed_is_found_by_the_new_name(plan, ada):
    make_objective(plan, "One", owner=ada)

    ada.change({"name": "Ada King"}, was=None, by=None, at=AT)

    assert (found("lovelace"), found("king")) == ([], ["One"])
    assert is_true()


def test_a_tag_that_is_renamed_deleted_and_restored_is_found(plan):
    make_objective(plan, "One", tags="Moonshot")
    tag = Tag.objects.get()

    tag.rename("Earthshot", by=None, at=AT)
    assert (found("moonshot"), found("earthshot")) == ([], ["One"])

    deletion = tag.delete(by=None, at=AT)
    assert (found("earthshot"), is_true()) == ([], True)

    deletion.restore(by=None, at=AT)
    assert (found("earthshot"), is_true()) == (["One"], True)


def test_another_owner_is_found(plan, ada):
    row = make_objective(plan, "One")

    row.change({"owner": ada}, was=None, by=None, at=AT)
    assert found("ada") == ["One"]

    row.change({"owner": None}, was=None, by=None, at=AT)
    assert found("ada") == []


def test_an_owner_who_is_restored_is_found_again(plan, ada):
    row = make_objective(plan, "One", owner=ada)
    # As of before owners could no longer be deleted.
    deletion = AuditedModel.delete(ada, by=None, at=AT)
    SearchedText.objects.refresh([row.pk])
    assert found("ada") == []

    deletion.restore(by=None, at=AT)

    assert (found("ada"), is_true()) == (["One"], True)


def test_an_objective_that_is_deleted_and_restored_is_found_again(plan):
    deletion = make_objective(plan, "One").delete(by=None, at=AT)
    assert (found("one"), is_true()) == ([], True)

    deletion.restore(by=None, at=AT)
    assert (found("one"), is_true()) == (["One"], True)


def test_what_is_carried_over_or_duplicated_is_found(plan):
    row = make_objective(plan, "One")
    plan.commit(by=None, at=AT)
    row.refresh_from_db()

    row.duplicate(by=None, at=AT)
    row.carry_over(plan.quarter.following(), by=None, at=AT)

    assert found("one") == ["One", "One", "One"]
    assert is_true()


def test_rows_in_bulk_and_from_fixtures_are_found(plan, tmp_path):
    Objective.objects.bulk_create([Objective(plan=plan, title="In bulk")])
    fixture = tmp_path / "rows.json"
    fields = {"plan": plan.pk, "title": "From a file", "owner": 77}
    person = {"team": plan.team_id, "name": "Zoe"}
    rows = [
        {"model": "objectives.objective", "pk": 77, "fields": fields},
        {"model": "objectives.member", "pk": 77, "fields": person},
    ]
    fixture.write_text(json.dumps(rows))

    call_command("loaddata", fixture, verbosity=0)

    assert (found("bulk"), found("zoe")) == (["In bulk"], ["From a file"])
    assert is_true()


def test_a_transaction_that_is_rolled_back_leaves_nothing(plan):
    with transaction.atomic():
        make_objective(plan, "One")
        transaction.set_rollback(True)

    assert found("one") == []
    assert is_true()


def test_what_is_not_searched_writes_no_text(plan):
    row = make_objective(plan, "One")
    SearchedText.objects.update(text="as it was")

    row.change({"eta": "soon"}, was=None, by=None, at=AT)

    assert SearchedText.objects.get().text == "as it was"


# The upgrade


def test_the_upgrade_stores_what_is_there():
    load_sample()
    SearchedText.objects.all().delete()
    [path] = Path("objectives/migrations").glob("*_fill_searched_text.py")
    upgrade = importlib.import_module(f"objectives.migrations.{path.stem}")
    batches = pytest.MonkeyPatch()
    batches.setattr(upgrade, "AT_ONCE", 4)

    with batches.context():
        upgrade.fill(apps, None)
    batches.undo()

    assert SearchedText.objects.count() == Objective.objects.count() == 25
    assert is_true()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="triggers of SQLite")
def test_triggers_that_a_rebuilt_table_has_lost_are_installed_again(plan):
    with connection.cursor() as cursor:
        for event in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER objectives_searchedtext_{event}_is_indexed")
    make_objective(plan, "One")
    assert found("one") == []

    install(using="default")

    assert (found("one"), is_true()) == (["One"], True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an extension")
def test_a_missing_extension_is_said_before_anything_is_migrated():
    forwards = [(None, False)]
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE nobody_special")
        cursor.execute("SET LOCAL ROLE nobody_special")

        with pytest.raises(CommandError, match="CREATE EXTENSION pg_trgm"):
            check_support(using="default", plan=forwards)

        cursor.execute("RESET ROLE")
        check_support(using="default", plan=forwards)
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        assert cursor.fetchone() == (1,)
