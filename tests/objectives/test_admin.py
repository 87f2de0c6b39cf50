import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from objectives.models import Change, Commitment
from reviews.models import TableVersion
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = make_user("boss", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def address(model, page, *args):
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args
    )


def own_models():
    configs = map(apps.get_app_config, ("objectives", "reviews"))
    return [model for config in configs for model in config.get_models()]


def registered():
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def test_every_model_but_the_version_is_registered():
    missing = [model for model in own_models() if not admin.site.is_registered(model)]

    assert {model._meta.object_name for model in missing} == {
        "BookPiece",
        "ChatLine",
        "ChatSecret",
        "Export",
        "ExportPiece",
        "FailedSignIns",
        "Import",
        "MessageSettings",
        "Mention",
        "PrintRequest",
        "SearchedText",
        "Submission",
        "Follow",
        "WeeklyMessage",
        "TextSlide",
        "TableVersion",
    }
    assert not admin.site.is_registered(TableVersion)


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    "model", registered(), ids=lambda model: model._meta.object_name
)
def test_every_list_opens(client, model):
    make_organization()
    make_objective()

    assert client.get(address(model, "changelist")).status_code == 200


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("model", registered(), ids=lambda m: m._meta.object_name)
def test_nothing_can_be_changed_here(client, model):
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "add"), {"name": "New"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": 1, "post": "yes"}
    assert "delete_selected" not in client.get(address(model, "changelist")).text
    client.post(address(model, "changelist"), action)
    assert not Change.objects.filter(action="deleted").exists()


def test_an_account_is_shown_without_its_password_and_not_edited(client, boss):
    model, page = type(boss), address(type(boss), "change", boss.pk)
    boss.set_password("x")
    boss.save()
    client.force_login(boss)

    shown = client.get(page)
    assert "boss" in shown.text
    assert "password" not in shown.context["adminform"].form.fields
    assert boss.password not in shown.text
    assert boss.password[:20] not in shown.text
    assert client.post(page, {"username": "other"}).status_code == 403
    assert client.post(address(model, "delete", boss.pk)).status_code == 403
    for odd in ("password/", f"{boss.pk}/password/"):
        answer = client.post(f"{address(model, 'changelist')}{odd}", {"password1": "y"})
        assert answer.status_code in (302, 404)
    assert model.objects.get().check_password("x")


def test_a_password_is_changed_on_the_audited_page(client, boss):
    boss.set_password("x")
    boss.save()
    client.force_login(boss)
    words = {
        "old_password": "x",
        "new_password1": "4-w-x-y",
        "new_password2": "4-w-x-y",
    }

    for answer in (
        client.get("/admin/password_change/"),
        client.post("/admin/password_change/", words),
    ):
        assert answer["Location"] == "/password/"
    boss.refresh_from_db()
    assert boss.check_password("x")


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("make", [make_quarter, make_plan, make_objective, make_team])
def test_a_row_is_shown_and_not_edited(client, make):
    row = make()
    page = address(type(row), "change", row.pk)

    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "Other"}).status_code == 403
    assert client.post(address(type(row), "delete", row.pk)).status_code == 403
    assert type(row).objects.get() == row


@pytest.mark.usefixtures("boss")
def test_a_commitment_is_shown_and_not_edited(client):
    plan = make_plan()
    make_objective(plan, "Was promised")
    plan.commit(by=None, at=None)
    commitment = Commitment.objects.get()
    page = address(Commitment, "change", commitment.pk)

    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Softer"}).status_code == 403
    assert client.post(address(Commitment, "delete", commitment.pk)).status_code == 403
