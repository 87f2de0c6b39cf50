from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from objectives.forms.import_columns import ColumnsForm, KeptForm
from objectives.forms.import_deck import DECK, DeckForm, deck_of
from objectives.forms.import_options import Offers
from objectives.forms.import_start import MOST_BYTES, ImportStartForm
from objectives.forms.import_table import TableForm
from objectives.forms.import_values import ValuesForm
from objectives.importing import stored
from objectives.importing.values import Values, values
from objectives.models import Import, Member, Organization, Quarter, Team
from objectives.pages import imports as pages
from objectives.pages.import_deck import deck_page
from objectives.permissions import may_import, require, teams_led_by
from objectives.text.slugs import is_slug
from objectives.views.addresses import accept_post, posted_data, posted_files

may_post = require_http_methods(["GET", "HEAD", "POST"])
RECENT = 20


@may_post
def import_start(request: HttpRequest) -> HttpResponse:
    require(may_import(request.user))
    team, quarter = place_in(request)
    slug = quarter.slug if quarter else ""
    form = ImportStartForm(*posted_files(request), team=team, quarter=slug)
    if accept_post(request, form):
        return redirect("import_read", form.saved.pk)
    context = {
        "form": form,
        "team": team,
        "quarter": quarter,
        "back": back_to(team, quarter),
        "steps": pages.steps(None, "read"),
        "imports": recent(request),
        "most_bytes": MOST_BYTES,
        "now": timezone.now(),
    }
    return render(request, "objectives/import_start.html", context, status=form.status)


def place_in(request: HttpRequest) -> tuple[Team | None, Quarter | None]:
    """Where one came from, by the address, as far as this user may see it."""
    slug, named = request.GET.get("team", ""), request.GET.get("quarter", "")
    teams = Team.objects.visible_to(request.user).select_related("parent")
    team = teams.filter(slug=slug).first() if is_slug(slug) else None
    quarter = Quarter.objects.at_address(named, Organization.objects.first())
    return team, quarter


def back_to(team: Team | None, quarter: Quarter | None) -> str:
    if team and quarter:
        return reverse("plan_detail", args=[team.slug, quarter.slug])
    return team.get_absolute_url() if team else reverse("home")


def recent(request: HttpRequest) -> list[pages.Recent]:
    own = Import.objects.visible_to(request.user).for_list()
    return [pages.recent(row) for row in own[:RECENT]]


def import_at(request: HttpRequest, pk: int) -> Import:
    """The import with that key, if it is this user's own and may go on."""
    rows = Import.objects.visible_to(request.user).select_related(
        "author", "team__parent"
    )
    found = get_object_or_404(rows, pk=pk)
    require(may_import(request.user))
    return found


@may_post
def import_read(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if not pages.may_change(import_):
        return redirect("import_done", pk)
    source = stored.source_of(import_)
    if source.kind == DECK:
        return deck_step(request, import_)
    form = TableForm(posted_data(request), import_=import_, source=source)
    if accept_post(request, form):
        return redirect("import_columns", pk)
    chosen = pages.chosen_table(import_, source)
    context = {
        "tables": pages.tables_found(source, chosen),
        "notes": list(pages.words_of(source)),
    }
    return step(request, import_, "read", form, **context)


def deck_step(request: HttpRequest, import_: Import) -> HttpResponse:
    """What was read in the text of a deck, and which repairs of it are wanted."""
    form = DeckForm(posted_data(request), import_=import_)
    if accept_post(request, form):
        again = request.POST.get("then") == "again"
        return redirect("import_read" if again else "import_columns", import_.pk)
    context = {"deck": deck_page(*deck_of(import_))}
    return step(request, import_, "read", form, **context)


@may_post
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if gone := earlier_step(import_):
        return gone
    table = stored.table_of(import_)
    mapping = stored.mapping_of(import_)
    is_kept = request.POST.get("then") == "use"
    data = posted_data(request)
    kept = KeptForm(data if is_kept else None, import_=import_, table=table)
    form = ColumnsForm(
        None if is_kept else data, import_=import_, table=table, mapping=mapping
    )
    if accept_post(request, kept if is_kept else form):
        return redirect("import_columns" if is_kept else "import_values", pk)
    context = {"kept_form": kept if kept.fitting else None}
    return step(request, import_, "columns", form, table=table, **context)


@may_post
def import_values(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if gone := earlier_step(import_):
        return gone
    table = stored.table_of(import_)
    mapping = stored.mapping_of(import_)
    if mapping.errors():
        return redirect("import_columns", pk)
    choices = stored.choices_of(import_)
    found = values(table, mapping, choices, by=import_.author, at=timezone.now())
    form = ValuesForm(
        posted_data(request),
        import_=import_,
        values=found,
        choices=choices,
        offers=offers_for(request, import_, found),
    )
    if accept_post(request, form):
        return redirect("import_preview", pk)
    return step(request, import_, "values", form, table=table)


def offers_for(request: HttpRequest, import_: Import, found: Values) -> Offers:
    """The teams, quarters and people that this user may choose."""
    teams = teams_led_by(request.user).active().select_related("parent").in_order()
    people = Member.objects.filter(team__in=teams.values("pk")).select_related("team")
    quarters = quarters_around(found)
    people = people.order_by("name", "pk")
    parents = [one for one in teams if one.parent_id is None]
    if found.may_add_teams:
        root = import_.team.root_pk if import_.team else None
        parents = [one for one in parents if one.pk == root]
    return Offers(list(teams), quarters, list(people), found.may_add_teams, parents)


def quarters_around(found: Values) -> list[Quarter]:
    """Those that are here, those of the table, and the next year's; the last first."""
    organization = Organization.objects.first()
    rows = {row.first_day: row for row in Quarter.objects.all()}
    slugs = {one.quarter for one in found.states}
    named = (Quarter.objects.at_address(slug, organization) for slug in slugs)
    now = Quarter.objects.current(organization, on=timezone.localdate())
    for row in [*named, *around(now)]:
        if row:
            rows.setdefault(row.first_day, row)
    return sorted(rows.values(), reverse=True)


def around(quarter: Quarter | None) -> Iterator[Quarter]:
    """A quarter and the four after it."""
    for _ in range(5):
        if quarter is not None:
            yield quarter
            quarter = quarter.following()


def earlier_step(import_: Import) -> HttpResponse | None:
    """Where to go instead, where the steps before are not done or all are."""
    if not pages.may_change(import_):
        return redirect("import_done", import_.pk)
    return redirect("import_read", import_.pk) if import_.table is None else None


def step(
    request: HttpRequest,
    import_: Import,
    name: str,
    form: Any,
    **context: Any,
) -> HttpResponse:
    """The page of a step, with its form; its table comes in the context."""
    table = context.get("table")
    facts = pages.table_facts(table) if table else ""
    page = pages.step_page(import_, name, facts)
    context |= context_of(import_, page, form)
    template = f"objectives/import_{name}.html"
    return render(request, template, context, status=form.status)


def context_of(import_: Import, page: Any, form: Any = None) -> dict[str, Any]:
    """What the pages of an import have in common."""
    organization = Organization.objects.first()
    quarter = Quarter.objects.at_address(import_.quarter, organization)
    return {"import_": import_, "quarter": quarter, "page": page, "form": form}
