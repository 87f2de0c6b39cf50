from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from objectives.pages.lists import Listing
from objectives.views.exports import export_add

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def objective_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, "objectives", "objectives/objective_list.html")


@may_post
def plan_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, "plans", "objectives/plan_list.html")


@may_post
def carry_over_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, "carry-overs", "objectives/carry_over_list.html")


@may_post
def project_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, "unplanned", "objectives/unplanned_list.html")


def list_page(request: HttpRequest, name: str, template: str) -> HttpResponse:
    on = timezone.localdate()
    listing = Listing(name, request.GET, user=request.user, on=on)
    if request.method == "POST" or listing.is_long:
        return export_add(request, listing)
    if file := listing.file():
        return file
    table = listing.table
    context = {"listing": listing, "table": table, "is_list": True}
    return render(request, template, context, status=listing.status)
