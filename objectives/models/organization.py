from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from objectives.models.history import AuditedModel


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


class Organization(AuditedModel):
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
    readers = models.CharField(
        "who can read", max_length=10, choices=Readers, default=Readers.TEAM
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
                condition=Q(readers__in=Readers.values),
                name="organization_readers",
                violation_error_message="Choose who can read.",
            ),
        ]

    def __str__(self):
        return self.name
