from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from objectives.models.carry_over import ReasonKind
from objectives.models.disposition import one_or_none
from objectives.models.expressions import Beginning, EtaDay, EtaDayFromEnd, UnreadFirst
from objectives.models.history import is_equal
from objectives.models.naming import name_of
from objectives.models.objective_queryset import ObjectiveQuerySet
from objectives.models.status_update import STATES, StatusUpdate
from objectives.models.tag import LONGEST_TAGS, Tag, Tagging, check_tags
from objectives.models.take_back import Answered
from objectives.parsing.eta import Precision, is_relative
from objectives.parsing.status import State, read_status
from objectives.parsing.tags import folded_tag, joined_tags, tags_in

PRECISIONS = [(precision.value, precision.name.lower()) for precision in Precision]
# A text, the field that overrides its parsing, and the value of that by default.
CHOICES = (("eta", "chosen_eta_day", None), ("status", "chosen_state", ""))
LONGEST_TEXT = 20_000
LONG_TEXT = [MaxLengthValidator(LONGEST_TEXT)]
AFTER = "after the quarter"


class Objective(Answered):
    """Something a team set out to do in a quarter, in the words people typed.

    The texts count. State, percentage and day are parsed from them for sorting and
    counting; `chosen_state` and `chosen_eta_day` are set by people instead.
    """

    title = models.CharField("objective", max_length=1000)
    measure = models.TextField("measure of success", blank=True, validators=LONG_TEXT)
    dependency = models.TextField(blank=True, validators=LONG_TEXT)
    eta = models.CharField("ETA", max_length=200, blank=True)
    status = models.TextField(blank=True, validators=LONG_TEXT)
    is_tentative = models.BooleanField("tentative, or only assisting", default=False)
    tags = models.CharField(
        max_length=LONGEST_TAGS,
        blank=True,
        validators=[check_tags],
        help_text="Programmes, clients or themes, with commas between them.",
    )
    reference = models.CharField(
        max_length=80,
        blank=True,
        help_text="What it is called in another tool, such as OPS-1234.",
    )
    reference_url = models.URLField(
        "link of the reference",
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )

    chosen_state = models.CharField(
        "state",
        max_length=12,
        choices=STATES,
        blank=True,
        help_text="Leave empty to read it from the status.",
    )
    state = models.CharField(
        max_length=12, choices=STATES, blank=True, editable=False, db_index=True
    )
    percent = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    is_about = models.BooleanField(default=False, editable=False)
    chosen_eta_day = models.DateField(
        "count as the date",
        null=True,
        blank=True,
        help_text="Leave empty to read it from the ETA.",
    )
    eta_day = models.DateField(null=True, blank=True, editable=False)
    eta_precision = models.PositiveSmallIntegerField(
        choices=PRECISIONS, default=Precision.NONE, editable=False
    )

    # Copied from the quarter, so that one index covers the order of lists.
    quarter_rank = models.IntegerField(default=0, editable=False)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position", "pk"]
        indexes = [
            models.Index(
                fields=["quarter_rank", "plan", "position", "id"],
                name="objective_by_quarter",
            ),
            models.Index(
                fields=["state", "quarter_rank", "plan", "position", "id"],
                name="objective_by_state",
            ),
            models.Index(Beginning("title"), "id", name="objective_by_title"),
            models.Index(
                EtaDay("eta_day"),
                UnreadFirst("eta_precision"),
                "id",
                name="objective_by_eta",
            ),
            models.Index(
                EtaDayFromEnd("eta_day"),
                "eta_precision",
                "id",
                name="objective_by_eta_from_end",
            ),
            models.Index(Beginning("reference"), "id", name="objective_by_reference"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objective_title",
                violation_error_message="Enter the objective.",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=999),
                name="objective_percent",
                violation_error_message="Enter a percentage from 0 to 999.",
            ),
            models.CheckConstraint(
                condition=Q(deferred_to="") | Q(dropped_reason=""),
                name="objective_one_disposition",
                violation_error_message="Defer the objective or drop it, not both.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["", *State], chosen_state__in=["", *State]),
                name="objective_state",
                violation_error_message="Choose one of the states.",
            ),
            models.CheckConstraint(
                condition=Q(reason_kind__in=["", *ReasonKind.values]),
                name="objective_reason_kind",
                violation_error_message="Choose one of the reasons.",
            ),
            models.CheckConstraint(
                condition=Q(reference_url="")
                | Q(reference_url__istartswith="https://")
                | Q(reference_url__istartswith="http://"),
                name="objective_reference_url",
                violation_error_message="Enter an address that starts with https://.",
            ),
        ]

    def __str__(self):
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.lock_plans()
        self.check_change()
        self.check_owner()
        self.read_texts()
        self.quarter_rank = self.plan.quarter.rank
        tags = self.read_tags(by=kwargs.get("by"), at=kwargs.get("at"))
        super().save(*args, **kwargs)
        if tags is not None:
            Tagging.objects.replace(self, tags)

    @transaction.atomic
    def delete(self, *args, by=None, at=None, reason="", **kwargs):
        self.lock()
        self.check_delete()
        moment = {"by": by, "at": at, "reason": reason}
        deletion = super().delete(*args, **moment, **kwargs)
        self.plan.log_objective("deleted", [self.title, ""], **moment)
        return deletion

    def log_restored(self, *, by, at):
        super().log_restored(by=by, at=at)
        self.plan.log_objective("restored", ["", self.title], by=by, at=at)

    def get_absolute_url(self):
        return f"{self.plan.get_absolute_url()}#objective-{self.pk}"

    def clean(self):
        if self.plan_id:
            self.check_change()
            self.check_owner()

    @property
    def is_finished(self):
        return self.state == State.DONE

    @property
    def is_missed(self):
        """Whether somebody has said so; what is only read is still to be answered."""
        return self.chosen_state == State.MISSED

    @is_missed.setter
    def is_missed(self, is_missed):
        if is_missed != self.is_missed:
            self.chosen_state = State.MISSED if is_missed else ""

    @property
    def counted_as(self):
        """Its state, or why it has none, as in `counted_by_state`."""
        return self.state or ("unread" if self.status else "blank")

    @property
    def commitment_or_none(self):
        """The commitment, or None if the objective was added later."""
        return one_or_none(self, "commitment")

    @property
    def eta_reading(self):
        return self.plan.quarter.read_eta(self.eta)

    @property
    def eta_warning(self):
        """What is odd about the ETA in its quarter, in a few words, or empty."""
        eta = self.eta_reading
        if not self.chosen_eta_day and eta.precision == Precision.IMPOSSIBLE:
            return "no such day"
        if not self.chosen_eta_day and eta.precision == Precision.UNREAD:
            return "not read as a date"
        if self.is_early:
            return "before the quarter"
        return AFTER if self.is_beyond else ""

    def eta_day_in(self, quarter):
        """The day that its ETA means, if the same text would mean another there."""
        if self.chosen_eta_day or is_relative(self.eta):
            return self.chosen_eta_day
        there = quarter.read_eta(self.eta)
        return self.eta_day if there.day != self.eta_day else None

    def pinned(self, quarter, values):
        """The day of an unchanged ETA, for a copy with these values in that quarter."""
        is_new = not is_equal(values.get("eta", self.eta), self.eta)
        return {} if is_new else {"chosen_eta_day": self.eta_day_in(quarter)}

    @property
    def is_early(self):
        """Whether its day has passed before the quarter begins."""
        first_day = self.plan.quarter.first_day
        return self.eta_day is not None and self.eta_day < first_day

    @property
    def is_beyond(self):
        """Whether all that its ETA may mean lies after the quarter."""
        return self.lies_beyond(self.plan.quarter)

    def lies_beyond(self, quarter):
        """The same of its quarter, which is given where its plan was not fetched."""
        last_day = quarter.last_day
        is_odd = self.eta_precision == Precision.IMPOSSIBLE
        if self.eta_day is None or self.eta_day <= last_day or is_odd:
            return False
        is_chosen = bool(self.chosen_eta_day)
        return is_chosen or quarter.read_eta(self.eta).lies_after(last_day)

    @property
    def status_reading(self):
        return read_status(self.status)

    def read_texts(self):
        """Set what is derived from the texts."""
        eta, status = self.eta_reading, self.status_reading
        self.eta_day, self.eta_precision = eta.day, eta.precision
        if self.chosen_eta_day:
            self.eta_day, self.eta_precision = self.chosen_eta_day, Precision.DAY
        self.percent, self.is_about = status.percent, status.is_about
        self.state = self.chosen_state or status.state or ""
        if not self.is_finished:
            # The disposition overrides the state.
            self.state = self.disposition_state or self.state

    def read_tags(self, *, by, at):
        """Spell its tags as the organisation does; None if they have not changed."""
        before = getattr(self, "_read", {}).get("tags", "")
        if self.__dict__.get("tags", before) == before:
            return None
        check_tags(self.tags)
        tags = Tag.objects.found_or_added(tags_in(self.tags), by=by, at=at)
        self.tags = joined_tags([tag.name for tag in tags])
        return tags

    @property
    def reference_name(self):
        """What its reference is called: without an identifier, its address."""
        return self.reference or self.reference_url.split("://")[-1].rstrip("/")

    def check_delete(self):
        """Raise ValidationError if it is committed or part of a lineage."""
        self.check_change()
        if self.commitment_or_none:
            raise ValidationError(
                "This objective was committed, so it cannot be deleted. Drop it with "
                "a reason when you close the quarter.",
                code="committed",
            )
        if self.predecessor:
            raise ValidationError(
                "This objective continues one of %(quarter)s, so it cannot be deleted "
                "here. Take the carry-over back there.",
                code="carried",
                params={"quarter": self.predecessor.plan.quarter},
            )
        if self.is_carried:
            raise ValidationError(
                "This objective was carried over, so it cannot be deleted. Take the "
                "carry-over back first.",
                code="carried",
            )

    @alters_data
    @transaction.atomic
    def duplicate(self, *, by, at):
        """Copy it to the place below, without status, commitment and lineage."""
        self.lock()
        names = (
            *("title", "measure", "dependency", "eta", "chosen_eta_day"),
            *("tags", "reference", "reference_url"),
        )
        copy = Objective(
            plan=self.plan,
            owner=self.fit_owner,
            is_tentative=self.is_tentative,
            position=self.position,
            **{name: getattr(self, name) for name in names},
        )
        copy.save(by=by, at=at)
        rows = list(self.plan.objectives.new().leftovers_first())
        after = [row for row in rows if row.position > self.position]
        copy.move(before=next(iter(after), None), by=by, at=at)
        return copy

    @alters_data
    @transaction.atomic
    def change(self, values, *, was, by, at, **saving):
        """Set these fields; a new status is appended to the timeline as well.

        An override of a text is reset when the text changes.
        """
        for text, chosen, nothing in CHOICES:
            if text in values and chosen not in values:
                values = values | {chosen: nothing}
                was = was and was | {chosen: getattr(self, chosen)}
        super().change(values, was=was, by=by, at=at, **saving)
        if {"status", "chosen_state"} & values.keys():
            self._append_status(by=by, at=at)

    @alters_data
    @transaction.atomic
    def add_tags(self, text, *, by, at):
        """Give it these tags as well."""
        self.lock()
        tags = joined_tags(tags_in(f"{self.tags}, {text}"))
        self.change({"tags": tags}, was=None, by=by, at=at)

    @alters_data
    @transaction.atomic
    def remove_tags(self, text, *, by, at):
        """Take these tags away from it, where it has them."""
        self.lock()
        gone = {folded_tag(name) for name in tags_in(text)}
        left = [name for name in tags_in(self.tags) if folded_tag(name) not in gone]
        self.change({"tags": joined_tags(left)}, was=None, by=by, at=at)

    @alters_data
    @transaction.atomic
    def update_status(self, text, *, by, at, state="", was=None, after=None):
        """Set the status and append it to the timeline, even if it is the same.

        `was` has the `status` and `chosen_state` that the author saw, to detect
        somebody else's change; `after` is the key of the last update that they saw, or
        0, so that a repeated request is appended once.
        """
        values = {"status": text, "chosen_state": state}
        super().change(values, was=was, by=by, at=at, action="updated")
        if after is not None:
            said = self.status_updates.filter(
                pk__gt=after, author=by, text=self.status, state=self.state
            )
            if twin := said.first():
                return twin
        return self._append_status(by=by, at=at)

    def _append_status(self, *, by, at):
        update = self.new_status_update(by=by, at=at)
        update.save()
        return update

    def new_status_update(self, *, by, at):
        """An unsaved entry of the timeline: its status as it is now."""
        return StatusUpdate(
            objective=self,
            state=self.state,
            percent=self.percent,
            is_about=self.is_about,
            text=self.status,
            author=by,
            author_name=name_of(by),
            at=at,
        )
