"""How an unfinished objective goes on in a later quarter: as a copy, or as another one.

It may go on as several, several may go on as one, and another team may go on with it,
which is asked to accept that.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from goals_tracker.database.verbs import alters_data
from objectives.models.carry_over import CarryOver
from objectives.models.disposition import Disposed
from objectives.models.plan import Plan
from objectives.models.quarter import Quarter
from objectives.models.team import Team


class Carried(Disposed):
    class Meta:
        abstract = True

    def pinned(self, quarter, values):
        raise NotImplementedError

    def check_carry_over(
        self, to_quarter, *, successor=None, team=None, also=False, is_accepted=True
    ):
        """Raise ValidationError unless this objective may continue in that quarter.

        It may continue in another team with `team`, and with `also` beside the links
        that it or the successor has already.
        """
        if self.is_finished:
            raise ValidationError(
                "This objective is already finished.", code="finished"
            )
        if self.dropped_reason:
            raise ValidationError(
                "This objective was dropped. Change its answer first.", code="dropped"
            )
        if self.plan.is_draft:
            raise ValidationError("Commit the plan first.", code="draft")
        if not self.plan.quarter < to_quarter:
            raise ValidationError("Carry over to a later quarter.", code="not_later")
        if self.links_on.exists():
            self._check_further(successor, also=also)
        if not is_accepted:
            self._check_ask(to_quarter, team)
        if successor:
            self._check_successor(to_quarter, successor, team or self.plan.team)
            if not also and successor.links_back.exists():
                raise ValidationError(
                    "That objective already continues another one.", code="taken"
                )

    def _check_further(self, successor, *, also):
        is_same = successor and self.links_on.filter(successor=successor).exists()
        if is_same or not also:
            raise ValidationError("It has already been carried over.", code="carried")
        self.check_change()

    def _check_ask(self, to_quarter, team):
        """What a team has promised already is for its own leads to add to."""
        plan = Plan.objects.filter(team=team, quarter__first_day=to_quarter.first_day)
        if not all(one.is_draft for one in plan):
            raise ValidationError(
                "%(team)s has committed its plan already. Ask one of its leads to "
                "reopen it.",
                code="promised",
                params={"team": team},
            )

    def _check_successor(self, to_quarter, successor, team):
        if successor.plan.quarter.first_day != to_quarter.first_day:
            raise ValidationError(
                "The objective you chose is in another quarter.", code="other_quarter"
            )
        if successor.plan.team.root_pk != team.root_pk:
            raise ValidationError(
                "The objective you chose belongs to another team.", code="other_team"
            )
        successor.check_change()

    @alters_data
    @transaction.atomic
    def carry_over(
        self,
        to_quarter,
        *,
        by,
        at,
        reason_kind="",
        note="",
        successor=None,
        values=None,
        was=None,
        team=None,
        also=False,
        is_accepted=True,
    ):
        """Copy to a later quarter, link the two and return the copy.

        `successor` is an existing objective to link in place of a copy; `values` has
        the fields of the copy that differ. With a `team` it goes on there; without
        `is_accepted`, that team is asked to accept it. Raises ValidationError with the
        codes of `check_carry_over` and those of the copy's own rules (`closed`, or
        `other_team` for its owner), and `ConflictError` unless the disposition is as
        it `was`.
        """
        there = team or self.plan.team
        # One at a time in a team and its groups: two at once could claim the same
        # successor, or both create the later plan.
        Team.objects.lock({self.plan.team.root_pk, there.root_pk})
        self._lock_plans_and_self([(there, to_quarter, successor)])
        self.check_unchanged(was or {}, was)
        how = {"successor": successor, "team": team, "also": also}
        self.check_carry_over(to_quarter, **how, is_accepted=is_accepted)
        beside = {"first_of"} if self.links_on.exists() else set()
        if successor:
            beside |= {"first_into"} if successor.links_back.exists() else set()
            self._link_lineage(successor, by=by, at=at)
        else:
            successor = self._copy_to(to_quarter, values or {}, there, by=by, at=at)
        link = CarryOver(
            predecessor=self,  # type: ignore[misc]  # an Objective
            successor=successor,
            reason_kind=reason_kind,
            note=note,
            is_accepted=is_accepted,
            by=by,
            at=at,
        )
        link.save(by=by, at=at, beside=beside)
        return successor

    def _lock_plans_and_self(self, places):
        """Lock all plans that are written, in one order, and then this objective.

        A place is a team, a quarter, and the objective there, if it is there already.
        """
        keys = {*self.touched_plans()}
        for team, quarter, successor in places:
            there = Plan.objects.covered_by(team, quarter).order_by()
            keys.update(there.values_list("pk", flat=True))
            if successor:
                keys.update(row.plan_id for row in self._chain_of(successor))
        Plan.objects.lock(keys)
        self.lock()

    def _chain_of(self, successor):
        """That objective and the rest of its lineage."""
        return type(self)._base_manager.filter(lineage=successor.lineage).order_by("pk")

    def _link_lineage(self, successor, *, by, at):
        """Merge the lineage of the successor into this one."""
        chain = self._chain_of(successor)
        fields = {
            "lineage": [str(successor.lineage), str(self.lineage)],
            "continues": ["", f"{self} ({self.plan})"],
        }
        is_one = successor.lineage == self.lineage
        for row in [successor] if is_one else chain:
            row.log_change("continued", fields, by=by, at=at)
        chain.update(lineage=self.lineage)
        successor.lineage = self.lineage

    def _copy_to(self, to_quarter, values, team, *, by, at):
        to_quarter = Quarter.objects.opened(to_quarter)
        plan = Plan.objects.filter(team=team, quarter=to_quarter).first()
        if plan is None:
            plan = Plan(team=team, quarter=to_quarter)
            plan.save(by=by, at=at)
        last = plan.objectives.aggregate(last=Max("position"))["last"] or 0
        names = (
            *("title", "measure", "dependency", "eta", "is_tentative"),
            *("tags", "reference", "reference_url"),
        )
        own = {
            "owner": self.fit_owner_in(to_quarter, team),
            **self.pinned(to_quarter, values),
        }
        values = own | values
        copy = type(self)(
            plan=plan,
            lineage=self.lineage,
            position=last + 1,
            **{name: getattr(self, name) for name in names} | values,
        )
        copy.save(by=by, at=at)
        return copy
