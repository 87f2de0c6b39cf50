"""The administration, for looking at records only.

Everything is changed on pages of its own, which refuse lost updates and write the audit
trail. That includes accounts, which Django's own admin would change without it.
"""

from allauth.account import admin as _also_registered  # noqa: F401 -- replaced below
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _registered_too  # noqa: F401 -- replaced below
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _registered_also  # noqa: F401 -- replaced below
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth import admin as _registered  # noqa: F401 -- replaced below
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from objectives.models import (
    AccountSettings,
    CarryOver,
    Change,
    ChatRoom,
    Comment,
    Commitment,
    Deletion,
    FormerSlug,
    ImportMapping,
    MailMessage,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    StatusReading,
    StatusUpdate,
    Tag,
    Tagging,
    Team,
)

admin.site.site_header = "Goals Tracker administration"
admin.site.site_title = "Goals Tracker"
admin.site.index_title = "Records"


def password_change(request, extra_context=None):
    """Use the page that writes the audit trail instead of Django's own."""
    return redirect("password_change")


def sign_in(request, extra_context=None):
    """To the page on which passwords are counted; no to who is signed in already."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


# On purpose, both of them.
admin.site.password_change = password_change  # type: ignore[method-assign]
admin.site.login = sign_in  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only pages and verbs may change."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# allauth's own: an account's address is its own, and the rest is nobody's to read.
HIDDEN = [EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken]
admin.site.unregister([Group, get_user_model(), *HIDDEN])


@admin.register(get_user_model())
class UserAdmin(ReadOnlyAdmin):
    list_display = ["username", "is_active", "is_staff", "is_superuser", "last_login"]
    fields = [
        *("username", "is_active", "is_staff", "is_superuser", "last_login"),
        *("date_joined", "first_name", "last_name", "email"),
    ]
    search_fields = ["username"]


@admin.register(AccountSettings)
class AccountSettingsAdmin(ReadOnlyAdmin):
    list_display = ["account", "time_zone", "date_language"]
    list_select_related = ["account"]
    search_fields = ["account__username"]


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ["name", "readers"]


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["name", "parent", "headcount"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin):
    list_display = ["slug", "team"]
    list_select_related = ["team"]
    search_fields = ["slug", "team__name"]


@admin.register(ImportMapping)
class ImportMappingAdmin(ReadOnlyAdmin):
    list_display = ["name", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["name"]


@admin.register(StatusReading)
class StatusReadingAdmin(ReadOnlyAdmin):
    list_display = ["text", "state", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["text"]


@admin.register(MailMessage)
class MailMessageAdmin(ReadOnlyAdmin):
    list_display = ["template", "account", "asked_at", "finished_at", "error"]
    list_select_related = ["account"]
    search_fields = ["template", "account__username", "address"]


@admin.register(Member)
class MemberAdmin(ReadOnlyAdmin):
    list_display = ["name", "role", "team", "is_lead"]
    list_select_related = ["team"]
    search_fields = ["name", "team__name"]


@admin.register(Quarter)
class QuarterAdmin(ReadOnlyAdmin):
    list_display = ["label", "first_day", "last_day"]
    ordering = ["-first_day"]
    search_fields = ["slug"]


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    list_display = ["team", "quarter", "state"]
    list_filter = ["state"]
    list_select_related = ["team", "quarter"]
    search_fields = ["team__name", "quarter__slug"]


@admin.register(Objective)
class ObjectiveAdmin(ReadOnlyAdmin):
    list_display = ["title", "plan", "state", "eta"]
    list_filter = ["state"]
    list_select_related = ["plan__team", "plan__quarter"]
    search_fields = ["title", "plan__team__name", "plan__quarter__slug"]


@admin.register(Tag)
class TagAdmin(ReadOnlyAdmin):
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(Tagging)
class TaggingAdmin(ReadOnlyAdmin):
    list_display = ["tag", "objective"]
    list_select_related = ["tag", "objective"]
    search_fields = ["tag__name", "objective__title"]


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ["text", "team", "quarter"]
    list_select_related = ["team", "quarter"]
    search_fields = ["text", "team__name"]


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    list_display = ["title", "eta", "at"]
    search_fields = ["title"]


@admin.register(StatusUpdate)
class StatusUpdateAdmin(ReadOnlyAdmin):
    list_display = ["text", "state", "author_name", "at"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["text", "objective", "author_name", "at"]
    list_select_related = ["objective"]
    search_fields = ["text", "author_name"]


@admin.register(ChatRoom)
class ChatRoomAdmin(ReadOnlyAdmin):
    list_display = ["name", "team", "failure", "off_at"]
    list_select_related = ["team"]


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
