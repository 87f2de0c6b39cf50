from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from objectives.forms.organization import OrganizationForm
from objectives.models import Organization, Team
from objectives.permissions import may_administer, require
from objectives.views.addresses import accept_post, posted_files
from objectives.views.deletions import deletion_from, undoable_by


@require_http_methods(["GET", "HEAD", "POST"])
def organization_change(request: HttpRequest) -> HttpResponse:
    require(may_administer(request.user))
    organization = Organization.objects.first()
    form = OrganizationForm(*posted_files(request), instance=organization)
    if accept_post(request, form):
        messages.success(request, saved_message(form, is_new=organization is None))
        has_teams = Team.objects.exists()
        return redirect("organization_change" if has_teams else "team_add")
    context = {
        "form": form,
        "is_new": organization is None,
        "deletion": deletion_from(request),
        "archived": Team.objects.archived().select_related("parent").in_order(),
        "leaderless": Team.objects.without_leads(timezone.localdate()).in_order(),
        "deletions": undoable_by(request.user).of_no_team(),
    }
    return render(
        request, "objectives/organization_form.html", context, status=form.status
    )


def saved_message(form, *, is_new):
    """What was saved, and what a new start of the year means for quarters."""
    if is_new:
        return f"{form.saved} is set up. Now add the first team."
    if "fiscal_year_start" in form.changed_data:
        months = dict(form.fields["fiscal_year_start"].choices)
        return (
            f"Saved. New fiscal years start in {months[form.saved.fiscal_year_start]}. "
            "Quarters opened earlier keep their dates and names."
        )
    return "Saved."
