from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.forms.base import SavingForm
from objectives.forms.deletion import DeletionForm
from objectives.forms.tag import MergeTagForm, RenameTagForm
from objectives.models import Tag
from objectives.permissions import may_administer, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from

PER_PAGE = 100


@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    require(may_administer(request.user))
    tags = Tag.objects.with_counts()
    page = Paginator(tags, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "deletion": deletion_from(request)}
    return render(request, "objectives/tag_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tag_change(request: HttpRequest, pk: int) -> HttpResponse:
    tag = tag_at(request, pk)
    form = RenameTagForm(posted_data(request), tag=tag)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect("tag_list")
    return tag_page(request, pk, rename=form)


@require_POST
def tag_merge(request: HttpRequest, pk: int) -> HttpResponse:
    form = MergeTagForm(request.POST, tag=tag_at(request, pk))
    if accept_post(request, form):
        return redirect(list_after(form))
    return tag_page(request, pk, merge=form)


@require_POST
def tag_delete(request: HttpRequest, pk: int) -> HttpResponse:
    form = DeletionForm(request.POST, row=tag_at(request, pk))
    if accept_post(request, form):
        return redirect(list_after(form))
    return tag_page(request, pk, delete=form)


def tag_at(request: HttpRequest, pk: int) -> Tag:
    """The tag; 403 for everybody but administrators."""
    require(may_administer(request.user))
    return get_object_or_404(Tag.objects.with_counts(), pk=pk)


def list_after(form: SavingForm) -> str:
    """The list, with the way back of a deletion."""
    return reverse("tag_list", query={"deleted": form.saved.pk})


def tag_page(request: HttpRequest, pk: int, **refused: SavingForm) -> HttpResponse:
    """The page of a tag; of its forms, one may have been refused."""
    tag = get_object_or_404(Tag.objects.with_counts(), pk=pk)
    forms = {"rename": RenameTagForm(tag=tag), "merge": MergeTagForm(tag=tag)}
    status = max(form.status for form in refused.values())
    context = {"tag": tag, **forms, **refused}
    return render(request, "objectives/tag_change.html", context, status=status)
