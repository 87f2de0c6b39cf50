import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Case, Count, Max, Q, When

from goals_tracker.database.verbs import alters_data
from objectives.models import Team
from objectives.models.history import AuditedModel
from objectives.models.naming import name_of

WINDOW = datetime.timedelta(minutes=10)
# In that time: of an account, and of all who are signed out on one network.
MOST, MOST_OF_NETWORK = 5, 30
MOST_WAITING = 200


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user):
        return self.filter(review__team__in=Team.objects.visible_to(user).values("pk"))

    def of(self, user, keys):
        """Those that this user has asked; `keys` are those of a signed-out reader."""
        own = Q(by=user) if user.is_authenticated else Q(pk__in=[])
        return self.filter(own | Q(pk__in=keys))

    def for_presenter(self, review):
        """What was asked at the review's last meeting, what waits first."""
        waits = Case(When(state=Question.State.WAITING, then=0), default=1)
        found = self.filter(meeting=review.meetings.held().last())
        return found.select_related("by").order_by(waits, "at", "pk")

    def for_minutes(self):
        """What the minutes tell of: all but those that were dropped."""
        return self.exclude(state=Question.State.DROPPED)

    def version(self):
        """Another text after each question, and after each that was settled."""
        found = self.order_by().aggregate(asked=Count("pk"), last=Max("settled_at"))
        last = found["last"]
        return f"{found['asked']}-{last.timestamp() if last else 0}"

    def check_ask(self, meeting, *, asker, by, at):
        """Raise ValidationError unless one more may be asked at this meeting now."""
        if meeting is None:
            raise ValidationError(
                "No meeting is running. Ask again when it has begun.", code="over"
            )
        most = MOST if by else MOST_OF_NETWORK
        if self.filter(asker=asker, at__gt=at - WINDOW).count() >= most:
            raise ValidationError(
                "You, or others on your network, have asked a lot in the last ten "
                "minutes. Wait a little, then ask again.",
                code="too_many",
            )
        waiting = self.filter(meeting=meeting, state=Question.State.WAITING)
        if waiting.count() >= MOST_WAITING:
            raise ValidationError(
                "Many questions are waiting already. Ask again later.", code="full"
            )

    @alters_data
    @transaction.atomic
    def ask(self, review, *, once, asker, by, at, **said):
        """Ask at the meeting that is being held; the same request asks once."""
        type(review).objects.select_for_update().order_by().get(pk=review.pk)
        if there := self.filter(once=once).first():
            return there
        meeting = review.audience_meeting_at(at)
        self.check_ask(meeting, asker=asker, by=by, at=at)
        question = Question(
            review=review, meeting=meeting, once=once, asker=asker, by=by, at=at, **said
        )
        question.save(by=by, at=at, action="asked")
        return question


class Question(AuditedModel):
    """What somebody in the audience asks during a meeting, without interrupting it.

    `asker` is a digest that tells askers apart; `once` is one of the request.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ANSWERED = "answered", "Answered"
        KEPT = "kept", "Kept for later"
        DROPPED = "dropped", "Not taken up"

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.PROTECT, related_name="questions"
    )
    meeting = models.ForeignKey(
        "reviews.Meeting", on_delete=models.CASCADE, related_name="questions"
    )
    slide = models.CharField(max_length=200, blank=True)
    text = models.TextField(validators=[MaxLengthValidator(500)])
    name = models.CharField("your name", max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()
    asker = models.CharField(max_length=64, blank=True)
    once = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(2_000)])
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="question_text",
                violation_error_message="Enter your question.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "answered", "kept", "dropped"]),
                name="question_state",
                violation_error_message="Choose whether to answer, keep or drop it.",
            ),
        ]
        indexes = [models.Index(fields=["asker", "at"], name="question_of_asker")]

    def __str__(self):
        return self.text

    @property
    def team_id(self):
        return self.review.team_id

    @property
    def who(self):
        """The name that the asker gave, or else that of the account; may be empty."""
        return self.name or name_of(self.by)

    @alters_data
    @transaction.atomic
    def settle(self, state, answer="", *, by, at):
        """Answer it, keep it for later or drop it; what was said before may change."""
        self.lock()
        self.state, self.answer, self.settled_at = state, answer, at
        self.save(by=by, at=at, action=state)
