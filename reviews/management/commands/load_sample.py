import secrets
from datetime import UTC
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.db import transaction
from django.utils import timezone

from objectives.accounts.trail import log_account_change
from objectives.models import Change, Member, Organization, Quarter, Team
from objectives.models.history import AuditedModel
from reviews import parsing
from reviews.models import Metric, Review

ACCOUNTS: dict[str, Any] = {
    "admin": {"is_staff": True, "is_superuser": True},
    "lead": {},
    "reader": {},
}
# A person of the sample: a new one would change its deck.
REVIEWS = {"techops": "TechOps review", "harbour": "Harbour review"}
LEADS = ("techops", "Chase Pettet")
# The files of the made-up team, and the metrics they belong to.
FIGURES = {
    "search-median": "Search response time",
    "search-p95": "Search response time, 95th percentile",
    "sign-ups": "Sign-ups by month",
    "support": "Support requests answered within a day",
}


class Command(BaseCommand):
    help = "Load the sample review into an empty database; in the demo, add sign-ins."

    def handle(self, *args, **options):
        self.load()
        for slug, words in REVIEWS.items():
            for review in Review.objects.at_address(slug, "2014-15-q2"):
                self.stdout.write(f"{words}: {review.get_absolute_url()}")
        if settings.DEMO:
            self.sign_in()
        else:
            self.stdout.write("Sample sign-ins are only created in the demo (DEMO=1).")

    def load(self):
        """Load the fixture, unless it could overwrite existing rows."""
        if any(noun.objects.exists() for noun in (Organization, Quarter, Team)):
            self.stdout.write("The database already has data. Nothing was loaded.")
            return
        with transaction.atomic():
            load()
        self.stdout.write("Loaded the sample: TechOps, Q1 to Q3 2014-15.")
        if settings.DEMO:
            self.stdout.write("Loaded Harbour, a made-up team with charts.")

    def sign_in(self):
        """Create the missing accounts, and print the passwords."""
        path = settings.VAR_DIR / "demo-sign-ins"
        self.stdout.write(f"Sign-ins, saved in {path}:")
        for name, password in saved_passwords(path).items():
            known = opens(name, password)
            self.stdout.write(f"  {name:8}{password if known else '(changed since)'}")
        give_a_team("lead")


def load():
    """Load the fixtures, and enter their rows in the audit trail: loaddata does not."""
    folder = settings.BASE_DIR / "fixtures"
    call_command("loaddata", folder / "techops.json", verbosity=0)
    if settings.DEMO:
        call_command("loaddata", folder / "harbour" / "harbour.json", verbosity=0)
    for model in apps.get_models():
        if issubclass(model, AuditedModel):
            model.log_all_added(by=None, at=timezone.now(), reason="the sample")
    if settings.DEMO:
        bring_figures(folder / "harbour")


def bring_figures(folder):
    """Import the made-up figures like anyone's."""
    for name, metric in FIGURES.items():
        found = parsing.parse((folder / f"{name}.csv").read_bytes(), zone=UTC)
        Metric.objects.get(team__slug="harbour", name=metric).import_readings(
            found.readings, by=None, at=timezone.now(), source=f"{name}.csv"
        )


def saved_passwords(path):
    """The accounts' passwords, generated once and stored."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    kept = dict(line.split() for line in path.read_text("ascii").splitlines())
    passwords = {name: kept.get(name) or secrets.token_urlsafe(12) for name in ACCOUNTS}
    if passwords != kept:
        lines = [f"{name} {password}\n" for name, password in passwords.items()]
        path.write_text("".join(lines), "ascii")
    return passwords


def opens(name, password):
    """Whether this password is the account's, which is created if missing."""
    accounts = get_user_model().objects
    if user := accounts.filter(username=name).first():
        return user.check_password(password)
    user = accounts.create_user(name, password=password, **ACCOUNTS[name])
    fields = {"username": ["", name]}
    log_account_change(user, "added", fields, by=None, at=timezone.now())
    return True


def give_a_team(name):
    """Let that account lead the sample's team as one of its people."""
    team, person = LEADS
    reason = "the sample's sign-in"
    account = get_user_model().objects.get(username=name)
    for member in Member.objects.filter(team__slug=team, name=person, user=None):
        if not Change.objects.of(member).filter(reason=reason).exists():
            member.user, member.is_lead = account, True
            member.save(at=timezone.now(), reason=reason)
