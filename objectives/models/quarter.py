import calendar
import datetime
import re

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from objectives.parsing.eta import DAY_FIRST, MONTH_FIRST, read_eta
from objectives.parsing.years import BOTH, FIRST, LAST, year_name

FIRST_YEAR, LAST_YEAR = 1900, 2199
ADDRESS = re.compile(r"(\d{4})(?:-\d{2})?-q([1-4])(?:-[a-z]{3})?", re.ASCII)


class YearNames(models.TextChoices):
    BOTH = BOTH, "By both years: Q2 2026-27"
    FIRST = FIRST, "By the first: Q2 FY2026"
    LAST = LAST, "By the last: Q2 FY2027"


class DateOrder(models.TextChoices):
    UNKNOWN = "", "Not agreed on: 3/4/2027 is not read as a date"
    DAY_FIRST = DAY_FIRST, "Day first: 3/4/2027 is 3 April 2027"
    MONTH_FIRST = MONTH_FIRST, "Month first: 3/4/2027 is 4 March 2027"


class QuarterQuerySet(models.QuerySet["Quarter"]):
    def containing(self, on):
        """The quarter that contains this day."""
        return self.filter(first_day__lte=on, last_day__gte=on)

    def planned_in(self, plans):
        """The quarters of these plans, annotated with whether all plans are drafts."""
        of_quarter = plans.filter(quarter=OuterRef("pk")).order_by()
        firm = of_quarter.exclude(state="draft")
        return self.filter(Exists(of_quarter)).annotate(is_draft=~Exists(firm))

    def at_address(self, slug, organization):
        """The quarter with this slug, or None.

        If it is not stored yet, it comes unsaved from the organisation's calendar.
        """
        named = ADDRESS.fullmatch(slug)
        stored = self.filter(slug=slug).first() if named else None
        if stored or not named or organization is None:
            return stored
        year, number = map(int, named.groups())
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        quarter = self.as_stored(
            Quarter.numbered(year, number, **organization.calendar)
        )
        return quarter if quarter.pk or quarter.slug == slug else None

    def current(self, organization, *, on):
        """The quarter of that day in the organisation's calendar, stored or not."""
        if organization is None:
            return None
        return self.as_stored(Quarter.of(on, **organization.calendar))

    def as_stored(self, quarter):
        """The stored quarter with these days, else an unsaved one with a free slug."""
        # One query: if it were stored between two, its own slug would seem to be taken
        # by other days.
        these = Q(first_day=quarter.first_day) | Q(slug=quarter.address)
        found = {row.first_day: row for row in self.filter(these)}
        if stored := found.get(quarter.first_day):
            return stored
        if found:
            quarter.slug = quarter.long_address
        return quarter

    def opened(self, quarter):
        """The stored quarter with these days, created if there is none."""
        quarter = self.as_stored(quarter)
        if quarter.pk:
            return quarter
        values = {
            name: getattr(quarter, name)
            for name in ("fiscal_year", "number", "last_day", "slug")
        }
        organization = apps.get_model("objectives", "Organization").objects.first()
        names = ("year_names", "date_order")
        values |= {name: getattr(organization or quarter, name) for name in names}
        return self.get_or_create(first_day=quarter.first_day, defaults=values)[0]


class Quarter(models.Model):
    """A fiscal quarter. Its days are stored, so that they outlast a new fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField(
        help_text="The calendar year in which the fiscal year starts.",
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    number = models.PositiveSmallIntegerField()
    first_day = models.DateField(unique=True)
    last_day = models.DateField()
    slug = models.SlugField(max_length=20, unique=True, editable=False)
    # The organisation's; here too, since whatever names or reads a quarter has it.
    year_names = models.CharField(
        max_length=5, choices=YearNames, default=YearNames.BOTH, editable=False
    )
    date_order = models.CharField(
        max_length=5, choices=DateOrder, blank=True, default="", editable=False
    )

    objects = QuarterQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4),
                name="quarter_number",
                violation_error_message="Enter a quarter from 1 to 4.",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")),
                name="quarter_days",
                violation_error_message="A quarter must end after it starts.",
            ),
        ]

    def __str__(self):
        return self.label

    def __lt__(self, other):
        return self.first_day < other.first_day

    def save(self, *args, **kwargs):
        if self.slug != self.long_address:
            self.slug = self.address
        super().save(*args, **kwargs)

    @classmethod
    def of(cls, on, *, year_start_month, **naming):
        """The unsaved quarter of a day, if fiscal years start in that month.

        `naming` has its `year_names` and `date_order`.
        """
        months = (on.month - year_start_month) % 12
        fiscal_year = on.year if on.month >= year_start_month else on.year - 1
        first_month = (year_start_month - 1 + months // 3 * 3) % 12 + 1
        first_year = on.year if on.month >= first_month else on.year - 1
        last_month = (first_month + 1) % 12 + 1
        last_year = first_year if last_month > first_month else first_year + 1
        last = calendar.monthrange(last_year, last_month)[1]
        quarter = cls(
            fiscal_year=fiscal_year,
            number=months // 3 + 1,
            first_day=datetime.date(first_year, first_month, 1),
            last_day=datetime.date(last_year, last_month, last),
            **naming,
        )
        quarter.slug = quarter.address
        return quarter

    @classmethod
    def numbered(cls, fiscal_year, number, year_start_month, **naming):
        """The unsaved quarter of that number, if fiscal years start in that month."""
        months = year_start_month - 1 + 3 * (number - 1)
        first_day = datetime.date(fiscal_year + months // 12, months % 12 + 1, 1)
        return cls.of(first_day, year_start_month=year_start_month, **naming)

    @property
    def year_start_month(self):
        """The month in which its fiscal year started, from its first day."""
        return (self.first_day.month - 3 * (self.number - 1) - 1) % 12 + 1

    @property
    def year_start(self):
        """The name of that month."""
        return calendar.month_name[self.year_start_month]

    @property
    def naming(self):
        return {"year_names": self.year_names, "date_order": self.date_order}

    @property
    def calendar(self):
        """What its neighbours have in common with it."""
        return {"year_start_month": self.year_start_month, **self.naming}

    def read_eta(self, text):
        """An ETA as it reads in this quarter."""
        return read_eta(text, quarter_first_day=self.first_day, **self.calendar)

    @property
    def year_label(self):
        """2014-15, FY2014 or FY2015; or 2015 if the year starts in January."""
        return year_name(self.fiscal_year, self.year_start_month, self.year_names)

    @property
    def label(self):
        """Q2 2014-15, or Q2 2015 if the year starts in January.

        A change of the fiscal year can leave two of one name, which differ by month.
        """
        label = f"Q{self.number} {self.year_label}"
        if self.slug == self.long_address:
            return f"{label} (from {self.first_day:%B})"
        return label

    @property
    def short_label(self):
        return f"Q{self.number}"

    @property
    def address(self):
        """2014-15-q2, the slug in addresses, however years are named."""
        year = year_name(self.fiscal_year, self.year_start_month)
        return f"{year}-q{self.number}"

    @property
    def long_address(self):
        """2014-15-q2-oct, if other days have the short slug already."""
        return f"{self.address}-{self.first_day:%b}".lower()

    @property
    def months(self):
        """October–December 2014, for readers with another fiscal year."""
        first, last = self.first_day, self.last_day
        year = "" if first.year == last.year else f" {first.year}"
        return f"{first:%B}{year}–{last:%B} {last.year}"

    @property
    def ordinal(self):
        """A number that grows by one from quarter to quarter."""
        return self.fiscal_year * 4 + self.number

    @property
    def rank(self):
        """A number that falls as quarters get later, so that the newest comes first."""
        return -self.first_day.toordinal()

    def following(self):
        """The unsaved quarter after this one, in the same fiscal calendar."""
        return Quarter.of(self.last_day + datetime.timedelta(days=1), **self.calendar)

    def preceding(self):
        """The unsaved quarter before this one, in the same fiscal calendar."""
        return Quarter.of(self.first_day - datetime.timedelta(days=1), **self.calendar)
