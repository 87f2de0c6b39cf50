from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models.history import AuditedModel
from objectives.models.mention import Mention
from objectives.models.naming import name_of
from objectives.models.team import Team

LONGEST = 4_000


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user):
        return self.filter(
            objective__plan__team__in=Team.objects.visible_to(user).values("pk")
        )

    def present(self):
        """Comments that are not deleted."""
        return self.filter(deleted_at=None)

    def since(self, moment):
        """Comments from after that moment that are still there, the oldest first."""
        return self.present().filter(at__gt=moment).order_by("at", "pk")

    def for_page(self):
        """All of an objective's, with who is mentioned, the oldest first."""
        return self.prefetch_related("mentions").order_by("at", "pk")

    def for_deck(self, plans):
        """The author's name and the text of those that leads put into the review."""
        shown = self.present().filter(is_in_review=True, objective__plan__in=plans)
        rows = shown.order_by("at", "pk")
        return rows.values_list("objective", "author_name", "text")

    @alters_data
    @transaction.atomic
    def write(self, objective, text, *, by, at, update=None, mentioned=()):
        """Add a comment on an objective, or on an update of its status."""
        comment = self.model(
            objective=objective,
            update=update,
            text=text,
            author=by,
            author_name=name_of(by),
            at=at,
        )
        comment.save(by=by, at=at)
        comment.mention(mentioned)
        return comment


class Comment(AuditedModel):
    """What somebody says about an objective, or about an update of its status.

    Its earlier texts are in the audit trail. One that is deleted keeps its place,
    without its text.
    """

    objective = models.ForeignKey(
        "objectives.Objective", on_delete=models.CASCADE, related_name="comments"
    )
    update = models.ForeignKey(
        "objectives.StatusUpdate",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
    )
    text = models.TextField("comment", max_length=LONGEST, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    author_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    is_in_review = models.BooleanField("shown in the review", default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by_name = models.CharField(max_length=200, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(deleted_at__isnull=False),
                name="comment_text",
                violation_error_message="Enter a comment.",
            ),
        ]

    def __str__(self):
        return self.text or "Deleted comment"

    def get_absolute_url(self):
        page = reverse("objective_detail", args=[self.objective_id])
        return f"{page}#comment-{self.pk}"

    @property
    def is_deleted(self):
        return self.deleted_at is not None

    def check_present(self):
        """Raise ValidationError if it has been deleted."""
        if self.is_deleted:
            raise ValidationError("This comment has been deleted.", code="gone")

    @alters_data
    @transaction.atomic
    def edit(self, text, *, was, by, at, mentioned=()):
        """Replace its text; the audit trail keeps the former one.

        Raises `ConflictError` unless the stored text is the one that the writer saw.
        """
        self.lock()
        self.check_present()
        if text != self.text:
            values = {"text": text, "edited_at": at}
            self.change(values, was={"text": was}, by=by, at=at, action="edited")
        self.mention(mentioned)

    @alters_data
    @transaction.atomic
    def remove(self, *, by, at):
        """Delete its text, and say who did. Doing so twice is as good as once."""
        self.lock()
        if self.is_deleted:
            return
        self.text, self.is_in_review = "", False
        self.deleted_at, self.deleted_by_name = at, name_of(by)
        self.save(by=by, at=at, action="deleted")
        self.mentions.all().delete()

    @alters_data
    @transaction.atomic
    def show_in_review(self, is_shown, *, by, at):
        """Put it into the review of its quarter, or take it out."""
        self.lock()
        self.check_present()
        self.is_in_review = is_shown
        self.save(by=by, at=at)

    @alters_data
    def mention(self, members):
        """These members are mentioned in it, and nobody else."""
        accounts = {member.user_id: member.name for member in members}
        self.mentions.exclude(user__in=accounts).delete()
        for known in self.mentions.values_list("user", flat=True):
            accounts.pop(known, None)
        new = ({"user_id": pk, "name": name} for pk, name in accounts.items())
        Mention.objects.bulk_create(Mention(comment=self, **one) for one in new)
