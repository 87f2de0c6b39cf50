from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from objectives.models.brand import Branded, brand_constraints
from objectives.models.history import AuditedModel
from objectives.models.quarter import DateOrder, Quarter, YearNames

SECONDS_A_SLIDE = 40


class Readers(models.TextChoices):
    ANYONE = "anyone", "Anyone, without signing in"
    SIGNED_IN = "signed_in", "Everyone with an account"
    TEAM = "team", "Only the team and its groups"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def open_to(self, user):
        """The organisation, if this user may read all its teams."""
        readers = [Readers.ANYONE]
        if user.is_active:
            readers.append(Readers.SIGNED_IN)
        return self.filter(readers__in=readers)

    def known_to(self, user):
        """The organisation, if this user may know its name."""
        return self if user.is_authenticated else self.open_to(user)

    def date_order(self):
        """What comes first in dates with slashes, or an empty text if it is not set."""
        return self.values_list("date_order", flat=True).first() or ""

    def seconds_a_slide(self):
        """How long a slide takes in a meeting, about."""
        found = self.values_list("seconds_a_slide", flat=True).first()
        return found or SECONDS_A_SLIDE


class Organization(Branded, AuditedModel):
    """The only organisation of this install, with the settings of all teams."""

    ONLY_PK = 1

    id = models.PositiveSmallIntegerField(
        primary_key=True, default=ONLY_PK, editable=False
    )
    name = models.CharField(max_length=80)
    fiscal_year_start = models.PositiveSmallIntegerField(
        "first month of the fiscal year",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="1 is January, 7 is July. Quarters already opened keep their days.",
    )
    year_names = models.CharField(
        "how fiscal years are named",
        max_length=5,
        choices=YearNames,
        default=YearNames.BOTH,
        help_text="A year that starts in January has the name of that year.",
    )
    date_order = models.CharField(
        "dates with slashes",
        max_length=5,
        choices=DateOrder,
        blank=True,
        default="",
        help_text="How ETAs are read from now on. Quarters that are over stay as read.",
    )
    readers = models.CharField(
        "who can read", max_length=10, choices=Readers, default=Readers.TEAM
    )
    requires_second_factor = models.BooleanField(
        "second factor for everybody",
        default=False,
        help_text="Who signs in by a password needs an authenticator app or a passkey "
        "too.",
    )
    seconds_a_slide = models.PositiveSmallIntegerField(
        default=SECONDS_A_SLIDE,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
        help_text="A review warns where a section's slides would take longer than "
        "its minutes.",
    )
    licence_holder = models.CharField(max_length=120, blank=True)
    licence_name = models.CharField(max_length=80, blank=True)
    licence_version = models.CharField(max_length=20, blank=True)
    licence_url = models.URLField("licence address", blank=True)
    licence_notice = models.CharField(
        max_length=200,
        blank=True,
        help_text="Shown at the foot of every slide and page, exactly as written.",
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="organization_only_one",
                violation_error_message="There is already an organisation.",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year_start__gte=1, fiscal_year_start__lte=12),
                name="organization_month",
                violation_error_message="Enter a month from 1 to 12.",
            ),
            models.CheckConstraint(
                condition=Q(seconds_a_slide__gte=5, seconds_a_slide__lte=600),
                name="organization_seconds_a_slide",
                violation_error_message="Enter 5 to 600 seconds.",
            ),
            models.CheckConstraint(
                condition=Q(readers__in=Readers.values),
                name="organization_readers",
                violation_error_message="Choose who can read.",
            ),
            models.CheckConstraint(
                condition=Q(year_names__in=YearNames.values),
                name="organization_year_names",
                violation_error_message="Choose how fiscal years are named.",
            ),
            models.CheckConstraint(
                condition=Q(date_order__in=DateOrder.values),
                name="organization_date_order",
                violation_error_message="Choose what comes first in a date.",
            ),
            *brand_constraints("organization"),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Quarter.objects.exclude(year_names=self.year_names).update(
            year_names=self.year_names
        )
        going_on = Quarter.objects.filter(last_day__gte=timezone.localdate())
        going_on = going_on.exclude(date_order=self.date_order)
        keys = list(going_on.values_list("pk", flat=True))
        if keys:
            Quarter.objects.filter(pk__in=keys).update(date_order=self.date_order)
            apps.get_model("objectives", "Objective").objects.read_etas_again(keys)

    @property
    def calendar(self):
        """What its quarters have in common."""
        return {
            "year_start_month": self.fiscal_year_start,
            "year_names": self.year_names,
            "date_order": self.date_order,
        }
