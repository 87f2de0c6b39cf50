import stat

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

from objectives.models import (
    Change,
    Member,
    Objective,
    Organization,
    Project,
    Team,
)
from objectives.models.history import AuditedModel
from objectives.permissions import may_lead
from reviews.models import Reading
from tests.makers import AT, load_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR / "demo-sign-ins"


def account(name):
    return get_user_model().objects.get(username=name)


def sign_ins(path):
    return dict(line.split() for line in path.read_text().splitlines())


def test_an_empty_database_takes_the_sample(demo, capsys):
    call_command("load_sample")

    said = capsys.readouterr().out
    assert Organization.objects.get().name == "Wikimedia Foundation"
    sample = Objective.objects.exclude(plan__team__slug="harbour")
    assert sample.count() == 25
    assert "Loaded the sample: TechOps, Q1 to Q3 2014-15." in said
    assert "TechOps review: /teams/techops/2014-15-q2/review/" in said


def test_the_demo_has_a_team_that_does_not_exist_with_figures(demo, client):
    call_command("load_sample")

    page = client.get("/teams/harbour/2014-15-q2/review/").content.decode()
    assert "This team does not exist." in page
    assert page.count('class="chart"') == 3
    assert "median of 92 readings" in page
    assert "4 incidents, 2 of them noticed by users" in page


def test_outside_the_demo_nothing_is_made_up():
    call_command("load_sample")

    assert not Team.objects.filter(slug="harbour").exists()
    assert Reading.objects.count() == 1


def test_a_second_run_keeps_what_was_edited_in_between(demo, capsys):
    call_command("load_sample")
    objective = Objective.objects.get(title="SSL with PFS", plan__state="committed")
    objective.measure = "PFS on every cluster"
    objective.save()
    Project.objects.get(text="Setup Mathoid").delete()
    capsys.readouterr()

    call_command("load_sample")

    said = capsys.readouterr().out
    objective.refresh_from_db()
    assert objective.measure == "PFS on every cluster"
    assert Project.objects.filter(team__slug="techops").count() == 41
    assert "The database already has data. Nothing was loaded." in said
    assert "TechOps review: /teams/techops/2014-15-q2/review/" in said


def test_another_organisation_is_left_alone(demo, capsys):
    Organization.objects.create(name="Example")

    call_command("load_sample")

    said = capsys.readouterr().out
    assert Organization.objects.get().name == "Example"
    assert Objective.objects.count() == 0
    assert "review:" not in said


def test_the_demo_makes_three_sign_ins_and_prints_them(demo, capsys):
    call_command("load_sample")

    said = capsys.readouterr().out
    passwords = sign_ins(demo)
    assert list(passwords) == ["admin", "lead", "reader"]
    for name, password in passwords.items():
        assert authenticate(username=name, password=password)
        assert f"  {name:8}{password}\n" in said


def test_only_the_sample_admin_is_staff(demo):
    call_command("load_sample")

    accounts = get_user_model().objects
    assert list(accounts.filter(is_staff=True).values_list("username")) == [("admin",)]
    assert accounts.filter(is_superuser=True).count() == 1
    assert not Member.objects.filter(user__is_staff=True).exists()


def test_the_lead_leads_the_team_as_one_of_its_people(demo, client):
    call_command("load_sample")

    team = Team.objects.get(slug="techops")
    lead, reader = (account(name) for name in ("lead", "reader"))
    assert may_lead(lead, team.groups.first())
    assert not reader.memberships.exists()
    people = Member.objects.covered_by(team)
    assert [str(member) for member in people] == [
        "Chase Pettet",
        "Filippo Giunchedi",
        "Giuseppe Lavagetto",
        "Yuvi Panda",
        "Papaul Tshibamba",
    ]


def test_a_lead_removed_from_the_team_stays_removed(demo):
    call_command("load_sample")
    member = Member.objects.get(user=account("lead"))
    member.user = None
    member.save()

    call_command("load_sample")

    assert not account("lead").memberships.exists()


def test_a_team_of_ones_own_gets_no_lead(demo):
    Organization.objects.create(name="Example")

    call_command("load_sample")

    assert not Member.objects.exists()


def test_the_audit_trail_is_written_in_bulk(django_assert_max_num_queries):
    load_sample()

    with django_assert_max_num_queries(8):
        Objective.log_all_added(by=None, at=AT)

    assert Change.objects.count() == 25


def test_whatever_was_loaded_is_in_the_audit_trail(demo):
    call_command("load_sample")

    for model in apps.get_models():
        if issubclass(model, AuditedModel):
            for row in model.objects.all():
                entry = Change.objects.of(row).earliest("pk")
                assert (entry.action, entry.reason) == ("added", "the sample")
                assert entry.object_name == str(row)[:200]
    objective = Objective.objects.first()
    title = Change.objects.of(objective).get().fields["title"]
    assert title == ["", objective.title]


def test_the_sign_ins_are_in_the_audit_trail(demo):
    call_command("load_sample")

    entries = Change.objects.filter(noun="auth.user")
    assert {entry.object_name for entry in entries} == {"admin", "lead", "reader"}
    assert "password" not in str([entry.fields for entry in entries])


def test_the_passwords_are_the_owners_to_read_only(demo):
    call_command("load_sample")

    assert stat.S_IMODE(demo.stat().st_mode) == 0o600


def test_the_passwords_stay_from_run_to_run(demo, capsys):
    call_command("load_sample")
    first = sign_ins(demo)
    capsys.readouterr()

    call_command("load_sample")

    assert sign_ins(demo) == first
    assert f"  lead    {first['lead']}\n" in capsys.readouterr().out


def test_every_install_has_passwords_of_its_own(demo, settings, tmp_path):
    call_command("load_sample")
    settings.VAR_DIR = tmp_path / "another"
    call_command("load_sample")

    other = sign_ins(settings.VAR_DIR / "demo-sign-ins")
    assert not set(other.values()) & set(sign_ins(demo).values())


def test_a_password_changed_by_hand_is_neither_reset_nor_printed(demo, capsys):
    call_command("load_sample")
    lead = get_user_model().objects.get(username="lead")
    lead.set_password("chosen by hand")
    lead.save()
    capsys.readouterr()

    call_command("load_sample")

    assert authenticate(username="lead", password="chosen by hand")
    assert "  lead    (changed since)\n" in capsys.readouterr().out


def test_outside_the_demo_there_are_no_sign_ins(demo, settings, capsys):
    settings.DEMO = False

    call_command("load_sample")

    assert get_user_model().objects.count() == 0
    assert not demo.exists()
    assert "(DEMO=1)" in capsys.readouterr().out
