"""What is done inside an install: `python -m tests.installs.acts ACT`, answers JSON."""

# ruff: noqa: E402 -- settings first

import base64
import datetime
import json
import sys

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from goals_tracker.pictures import images
from objectives.models import Member, Plan
from reviews.models import Metric, Review
from tests.makers import (
    AT,
    load_sample,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
)
from tests.pictures import picture, upload

PLACE = ("techops", "2014-15-q2")
TEXTS, SLIDES_A_TEXT = 6, 60


def make():
    """The sample, with pictures, and somebody who may change all of it."""
    call_command("migrate", verbosity=0)
    load_sample()
    members = Member.objects.order_by("pk")
    for member, colour in zip(members, ("red", "green", "blue"), strict=False):
        photo = upload(picture(colour=colour))
        members.filter(pk=member.pk).update(photo=images.save(images.photo_from(photo)))
    boss = get_user_model().objects.create_user("boss", is_staff=True)
    return signed_in(boss)


def crowd(teams=8, objectives=25):
    """Teams whose quarter is committed, with objectives to carry over."""
    quarter, later = make_quarter(), make_quarter(datetime.date(2015, 2, 1))
    plans, unfinished = [], []
    for number in range(teams):
        team = make_team(f"Crowd {number}")
        plan, draft = make_plan(team, quarter), make_plan(team, later)
        page = plan.get_absolute_url()
        plans.append({"now": page, "later": draft.get_absolute_url()})
        titles = [f"Unfinished {number}-{row}" for row in range(objectives)]
        rows = [make_objective(plan, title) for title in titles]
        unfinished += [(page, row.pk, row.title) for row in rows]
        plan.commit(by=None, at=AT)
    return {"plans": plans, "unfinished": unfinished}


def attackable(url):
    """The sample with a deck nearly as long as may be, and a metric of `url`."""
    session = make()
    review = Review.objects.at_address(*PLACE).get()
    section = review.sections.get(slug="what-we-learned")
    for _ in range(TEXTS):
        section.text_slides.create(text="a\n\n---\n\n" * SLIDES_A_TEXT)
    metric = Metric.objects.create(team=review.team, name="Silence", url=url)
    draft = Plan.objects.filter(state=Plan.State.DRAFT).first()
    return {
        "session": session,
        "metric": metric.pk,
        "sections": list(review.sections.values_list("slug", flat=True)),
        "add_text": reverse("text_add", args=[*PLACE, section.slug]),
        "add_objective": f"{draft.get_absolute_url()}objectives/add/",
    }


def signed_in(user):
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def photos():
    names = Member.objects.exclude(photo="").values_list("photo", flat=True)
    return [f"/{name}" for name in names]


def read(*paths):
    """The bytes at these addresses, as anybody reads them."""
    client = Client(headers={"host": "localhost"})
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        found[path] = base64.b64encode(b"".join(answer)).decode()
    return found


if __name__ == "__main__":
    act, *arguments = sys.argv[1:]
    print(json.dumps(globals()[act](*arguments)))
