"""Many plans at once: filters, orders, and verbs on all of them."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from goals_tracker.database.verbs import alters_data
from objectives.models.commitment import Commitment
from objectives.models.team import Team

if TYPE_CHECKING:
    from objectives.models.plan import Plan  # noqa: F401 -- in a string below


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def in_teams(self, pks):
        """Plans of the teams with these keys, or all if that is None."""
        return self if pks is None else self.filter(team__in=pks)

    def apart_from(self, pks):
        """Plans of other teams than those with these keys."""
        return self.exclude(team__in=pks) if pks else self

    def of_active_teams(self):
        return self.filter(team__archived_at=None, team__parent__archived_at=None)

    def in_quarter(self, quarter):
        return self.filter(quarter=quarter)

    def in_state(self, state):
        return self.filter(state=state)

    def covered_by(self, team, quarter):
        """The plans of the team and its groups for a quarter, the team's own first."""
        return self.covering(team, [quarter.first_day])

    def covering(self, team, first_days):
        """The same for several quarters, given by their first days."""
        plans = self.filter(
            Q(team=team) | Q(team__parent=team), quarter__first_day__in=first_days
        )
        own_first = F("team__parent").asc(nulls_first=True)
        return plans.select_related("team", "quarter").order_by(
            own_first, "team__position", "team__name", "pk"
        )

    def quarter_after(self, team, quarter):
        """The next quarter that the team or a group of it has planned.

        If there is none, the one that follows.
        """
        plans = self.of_team(team).filter(quarter__first_day__gt=quarter.last_day)
        plan = plans.order_by("quarter__first_day").first()
        return plan.quarter if plan else quarter.following()

    def open(self):
        """Plans that are drafts or committed."""
        return self.exclude(state=self.model.State.CLOSED)

    def ready(self):
        """Drafts that have something to commit."""
        filled = self.model.objects.filter(objectives__isnull=False).values("pk")
        return self.filter(state=self.model.State.DRAFT, pk__in=filled)

    def empty(self):
        """Drafts without objectives, which can be deleted."""
        return self.filter(state=self.model.State.DRAFT, objectives=None)

    def committed(self):
        return self.filter(state=self.model.State.COMMITTED)

    def begun(self, on):
        """Plans whose quarter has started by that day."""
        return self.filter(quarter__first_day__lte=on)

    def of_concern_to(self, users, led):
        """Plans of the teams led, and plans in which these users own an objective."""
        owned = self.filter(objectives__owner__user__in=users).values("pk")
        return self.filter(Q(team__in=led) | Q(pk__in=owned))

    def oldest_first(self):
        """The oldest quarter first."""
        plans = self.select_related("team__parent", "quarter")
        return plans.order_by(
            "quarter__first_day", "team__position", "team__name", "pk"
        )

    def lock(self, keys):
        """Lock the plans with these keys, so that none closes halfway.

        All writers lock plans in the order of their keys, and before the rows in them:
        in another order they could deadlock.
        """
        plans = self.filter(pk__in=keys).order_by("pk").select_for_update()
        list(plans.values_list("pk"))

    @alters_data
    @transaction.atomic
    def start(self, teams, quarter, *, by, at, **fields):
        """Create a draft for each of these teams, in a quarter that may be new."""
        quarter = quarter._meta.model.objects.opened(quarter)
        plans = [self.model(team=team, quarter=quarter, **fields) for team in teams]
        for plan in plans:
            plan.full_clean()
            plan.save(by=by, at=at)
        return plans

    @alters_data
    @transaction.atomic
    def commit(self, *, by, at):
        """Commit all of them, or none if one refuses."""
        for plan in self.order_by("pk"):
            plan.commit(by=by, at=at)

    @alters_data
    @transaction.atomic
    def close(self, *, by, at):
        """Close all of them, or none if one refuses."""
        for plan in self.order_by("pk"):
            plan.close(by=by, at=at)

    @alters_data
    @transaction.atomic
    def commit_as_recorded(self, plans, *, said, by, at, late=(), reason=""):
        """Commit these drafts of older records, which are locked: nobody knows when.

        `said` has what was said then, where that is known, by an objective's key;
        `late` are the keys of objectives that were added later.
        """
        for plan in plans:
            plan.check_commit()
            plan.state = self.model.State.COMMITTED
        rows = apps.get_model("objectives", "Objective").objects.in_plans(plans)
        rows = rows.filter(commitment=None).select_related("owner").order_by("pk")
        made = [Commitment.of(row, at=None) for row in rows if row.pk not in late]
        for one in made:
            for name, value in said.get(one.objective_id, {}).items():
                setattr(one, name, value)
        Commitment.objects.bulk_create(made, batch_size=500)
        moment = {"by": by, "at": at, "reason": reason}
        self.model.change_all(plans, action="committed", **moment)
        return made

    @alters_data
    @transaction.atomic
    def close_as_recorded(self, plans, *, by, at, reason=""):
        """Close those of these committed plans that may be; gives the others.

        They are locked, and nobody knows when they were closed.
        """
        refused = []
        for plan in plans:
            try:
                plan.check_close()
            except ValidationError as refusal:
                refused.append((plan, refusal))
            else:
                plan.state = self.model.State.CLOSED
        closed = [plan for plan in plans if plan.is_closed]
        moment = {"by": by, "at": at, "reason": reason}
        self.model.change_all(closed, action="closed", **moment)
        return refused

    def of_teams(self, teams, quarter):
        """The plans of these teams and of their groups for a quarter."""
        of_these = Q(team__in=teams) | Q(team__parent__in=teams)
        return self.filter(of_these, quarter=quarter).select_related("team")

    def of_team(self, team):
        """The plans of the team and its groups, the latest quarter first."""
        plans = self.filter(Q(team=team) | Q(team__parent=team))
        return plans.select_related("team", "quarter").order_by(
            "-quarter__first_day", "team__position", "team__name", "pk"
        )
