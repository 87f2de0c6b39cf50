from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from objectives.forms.objective import is_for_import
from objectives.forms.paste import PasteForm
from objectives.models import Change, Objective
from objectives.views.addresses import accept_post
from objectives.views.objectives import rows_on_page
from objectives.views.plans import led_plans


@require_POST
def block_paste(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    """Paste a block over cells; asked for by a script, and answered as JSON."""
    team, quarter, plans = led_plans(request, team, quarter)
    form = PasteForm(request.POST, team=team, quarter=quarter, plans=list(plans.open()))
    if not accept_post(request, form):
        return refused(form)
    rows = rows_on_page(request, team, quarter, form.saved)
    answer = {
        "html": rows.content.decode(),
        "refusals": form.refusals,
        "change": latest_change(request, form.saved),
    }
    return JsonResponse(answer)


def refused(form: PasteForm) -> HttpResponse:
    answer: dict[str, Any] = {"errors": form.errors}
    if is_for_import(form):
        answer["import"] = True
    if form.is_asked:
        template = "objectives/paste_questions.html"
        answer["ask"] = render_to_string(template, {"form": form})
    return JsonResponse(answer, status=form.status)


def latest_change(request: HttpRequest, rows: list[Objective]) -> str:
    """The key of the last change of one's own among these, by which it is undone."""
    keys = [row.pk for row in rows]
    noun = Objective._meta.label_lower
    own = Change.objects.filter(noun=noun, object_pk__in=keys, by=request.user.pk)
    found = own.order_by("-pk").values_list("pk", flat=True).first()
    return str(found or "")
