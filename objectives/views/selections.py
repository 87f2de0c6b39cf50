from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from objectives.forms.selection import SelectionForm
from objectives.models import Quarter, Team
from objectives.views.addresses import accept_post
from objectives.views.objectives import is_in_place, place_in_json, rows_on_page
from objectives.views.plans import detail_page, keys_led_by, led_plans

# These add, remove or move rows, so the whole page is loaded again.
MOVING = ("move", "duplicate", "delete")


@require_POST
def selection_change(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    """Do something to all selected rows of a plan's page, or to none."""
    team, quarter, plans = led_plans(request, team, quarter)
    form = SelectionForm(request.POST, team=team, plans=list(plans.open()))
    if not accept_post(request, form):
        return refused(request, team, quarter, form)
    if is_in_place(request) and form.asked not in MOVING:
        return rows_on_page(request, team, quarter, form.saved)
    place = place_after(team, quarter, form)
    if is_in_place(request):
        return place_in_json(place, form.saved[-1])
    return redirect(place)


def refused(
    request: HttpRequest, team: Team, quarter: Quarter, form: SelectionForm
) -> HttpResponse:
    """The reasons, in the way in which it was asked for."""
    if is_in_place(request):
        answer = {"errors": form.errors, "refusals": form.refusals}
        return JsonResponse(answer, status=form.status)
    led = keys_led_by(request.user, team)
    return detail_page(request, team, quarter, led, selection=form)


def place_after(team: Team, quarter: Quarter, form: SelectionForm) -> str:
    """The page with the way back of a deletion, or at the first of the rows."""
    page = reverse("plan_detail", args=[team.slug, quarter.slug])
    if form.asked == "delete":
        keys = urlencode([("deleted", row.pk) for row in form.saved])
        return f"{page}?{keys}"
    return f"{page}#objective-{form.saved[0].pk}"
