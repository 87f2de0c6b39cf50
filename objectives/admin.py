from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objectives.models import (
    CarryOver,
    Change,
    Commitment,
    Deletion,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    StatusUpdate,
    Team,
)

admin.site.site_header = "Goals Tracker administration"
admin.site.site_title = "Goals Tracker"
admin.site.index_title = "What is kept here"


class RecordAdmin(admin.ModelAdmin):
    """Writes in the name of whoever is signed in, and refuses what a model refuses."""

    def save_model(self, request, obj, form, change):
        obj.save(by=request.user, at=timezone.now())

    def delete_model(self, request, obj):
        obj.delete(by=request.user, at=timezone.now())

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for row in queryset:
            self.delete_model(request, row)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for row in formset.deleted_objects:
            self.delete_model(request, row)
        for row in [row for row, _ in formset.changed_objects] + formset.new_objects:
            row.save(by=request.user, at=timezone.now())
        formset.save_m2m()

    def get_deleted_objects(self, objs, request):
        """Add what the models refuse to delete to what the database would refuse."""
        found, counts, perms_needed, protected = super().get_deleted_objects(
            objs, request
        )
        refused = [refusal for row in objs for refusal in delete_refusals(row)]
        if refused:
            # Nothing is deleted, so that no permission is asked for; and only one of
            # the two reasons is shown.
            return found, counts, set(), [*refused, *protected]
        return found, counts, perms_needed, protected


def delete_refusals(row):
    """Why a row is not to be deleted, in the words of its model."""
    try:
        getattr(row, "check_delete", lambda: None)()
    except ValidationError as refusal:
        return [f"{row}: {message}" for message in refusal.messages]
    return []


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that are written by verbs only."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin):
    list_display = ["name", "readers"]

    def has_add_permission(self, request):
        # A second one would be written over the first: both have the same key.
        return super().has_add_permission(request) and not (
            Organization.objects.exists()
        )

    def has_delete_permission(self, request, obj=None):
        return False


class MemberInline(admin.TabularInline):
    model = Member
    fields = ["name", "role", "is_lead", "user", "joined_on", "position"]
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Team)
class TeamAdmin(RecordAdmin):
    list_display = ["name", "parent", "headcount"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MemberInline]


@admin.register(Member)
class MemberAdmin(RecordAdmin):
    list_display = ["name", "role", "team", "is_lead"]
    list_select_related = ["team"]
    search_fields = ["name", "team__name"]
    autocomplete_fields = ["team", "user"]


@admin.register(Quarter)
class QuarterAdmin(admin.ModelAdmin):
    list_display = ["label", "first_day", "last_day"]
    ordering = ["-first_day"]
    search_fields = ["slug"]


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    list_display = ["team", "quarter", "state"]
    list_filter = ["state"]
    list_select_related = ["team", "quarter"]
    search_fields = ["team__name", "quarter__slug"]
    autocomplete_fields = ["team", "quarter"]
    readonly_fields = ["state", "committed_at", "closed_at"]


@admin.register(Objective)
class ObjectiveAdmin(RecordAdmin):
    list_display = ["title", "plan", "state", "eta"]
    list_filter = ["state"]
    list_select_related = ["plan__team", "plan__quarter"]
    search_fields = ["title", "plan__team__name", "plan__quarter__slug"]
    autocomplete_fields = ["plan", "owner"]


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ["text", "team", "quarter"]
    list_select_related = ["team", "quarter"]
    search_fields = ["text", "team__name"]
    autocomplete_fields = ["team", "quarter", "displaced"]


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    list_display = ["title", "eta", "at"]
    search_fields = ["title"]


@admin.register(StatusUpdate)
class StatusUpdateAdmin(ReadOnlyAdmin):
    list_display = ["text", "state", "author_name", "at"]


@admin.register(CarryOver)
class CarryOverAdmin(ReadOnlyAdmin):
    list_display = ["predecessor", "successor", "reason_kind", "at"]
    list_select_related = [
        "predecessor__plan__quarter",
        "successor__plan__quarter",
    ]


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["at", "by_name", "action", "noun", "object_name"]
    list_filter = ["noun", "action"]
    search_fields = ["object_name", "by_name"]


@admin.register(Deletion)
class DeletionAdmin(ReadOnlyAdmin):
    list_display = ["at", "by_name", "noun", "object_name", "restored_at"]
    search_fields = ["object_name", "by_name"]
