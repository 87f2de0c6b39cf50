import datetime
import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from goals_tracker.styles import joining
from objectives.models import (
    Commitment,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Team,
)
from objectives.models.organization import Readers
from reviews.models import Metric, Reading, Section
from reviews.publishing import editions, page_cache
from reviews.snapshot.reader import read_snapshot
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
DECK = "/teams/techops/2014-15-q2/review/"
PDF = "/teams/techops/2014-15-q2/review.pdf"
COLD = 16
SIGNED_IN = 2  # the session and its account


@pytest.mark.parametrize("is_published", [False, True])
def test_the_bar_says_that_the_team_is_archived(client, is_published):
    make_organization()
    group = make_team("Part", make_team("Whole"))
    review = make_review(group)
    if is_published:
        taken = read_snapshot(review).to_dict()
        version = review.publish(taken, [], by=None, at=AT)
        frozen = version.snapshot
    address = "/teams/part/2014-15-q2/review/"
    assert "ARCHIVED" not in client.get(address).text

    group.parent.archive(by=None, at=AT)

    for page in (address, f"{address}handout/"):
        assert "ARCHIVED · " in client.get(page).text
    assert "ARCHIVED" not in client.get(f"{address}review.md").text
    if is_published:
        version.refresh_from_db()
        assert version.snapshot == frozen
        assert "ARCHIVED" not in client.get(f"{address}versions/1/").text


# Asking again


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("held", ['W/"{}"', '"{}"', '"x", W/"{}"'])
def test_an_unchanged_deck_is_answered_with_304(client, held):
    first = client.get(DECK)
    digest = first["ETag"].strip('W/"')

    again = client.get(DECK, headers={"if-none-match": held.format(digest)})

    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again[name] == first[name]


@pytest.mark.usefixtures("sample")
def test_a_changed_deck_is_answered_whole_under_another_tag(client):
    first = client.get(DECK)
    Objective.objects.filter(pk=7).update(title="Wombat")

    again = client.get(DECK, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert "Wombat" in again.text


@pytest.mark.usefixtures("sample")
def test_a_deck_that_is_as_it_was_has_its_old_tag(client):
    first = client.get(DECK)
    title = Objective.objects.get(pk=7).title
    Objective.objects.filter(pk=7).update(title="Wombat")
    client.get(DECK)
    Objective.objects.filter(pk=7).update(title=title)

    again = client.get(DECK, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304


@pytest.mark.usefixtures("sample")
def test_readers_may_keep_a_deck_and_ask_each_time(client):
    answer = client.get(DECK)

    assert answer["Cache-Control"] == "private, no-cache"
    assert {name.strip() for name in answer["Vary"].split(",")} == {
        "Accept-Encoding",
        "Cookie",
    }


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br, gzip;q=0.5"])
def test_a_deck_comes_packed_to_those_who_take_it(client, accepted):
    plain = client.get(DECK)

    packed = client.get(DECK, headers={"accept-encoding": accepted})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3
    assert packed["ETag"] == plain["ETag"]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("accepted", ["", "identity", "br"])
def test_a_deck_comes_plain_to_the_others(client, accepted):
    answer = client.get(DECK, headers={"accept-encoding": accepted})

    assert "Content-Encoding" not in answer
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.usefixtures("sample")
def test_a_changed_deck_is_compressed_again(client):
    headers = {"accept-encoding": "gzip"}
    client.get(DECK, headers=headers)
    Objective.objects.filter(pk=7).update(title="Wombat")

    answer = client.get(DECK, headers=headers)

    assert b"Wombat" in gzip.decompress(answer.content)


@pytest.mark.usefixtures("sample")
def test_head_is_get_without_its_body(client):
    got, headed = client.get(DECK), client.head(DECK)

    assert (headed.status_code, headed.content) == (200, b"")
    assert headed["ETag"] == got["ETag"]
    assert headed["Content-Length"] == got["Content-Length"]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("address", [DECK, PDF])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_deck_is_only_read(client, address, method):
    assert getattr(client, method)(address).status_code == 405


# Who may read


def reader(kind):
    match kind:
        case "anonymous":
            return None
        case "signed in":
            return make_user()
        case "disabled":
            return make_user(team=Team.objects.get(pk=1), is_active=False)
        case "member":
            return make_user(team=Team.objects.get(pk=1))
        case "member of a group":
            return make_user(team=Team.objects.get(slug="labs"))
        case "member elsewhere":
            return make_user(team=make_team())
        case "staff":
            return make_user(is_staff=True)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("readers", "kind", "status"),
    [
        (Readers.ANYONE, "anonymous", 200),
        (Readers.ANYONE, "member elsewhere", 200),
        (Readers.SIGNED_IN, "anonymous", 404),
        (Readers.SIGNED_IN, "disabled", 404),
        (Readers.SIGNED_IN, "signed in", 200),
        (Readers.TEAM, "anonymous", 404),
        (Readers.TEAM, "signed in", 404),
        (Readers.TEAM, "disabled", 404),
        (Readers.TEAM, "member elsewhere", 404),
        (Readers.TEAM, "member", 200),
        (Readers.TEAM, "member of a group", 200),
        (Readers.TEAM, "staff", 200),
    ],
)
def test_who_may_read_a_deck(client, readers, kind, status):
    Organization.objects.update(readers=readers)
    if user := reader(kind):
        client.force_login(user)

    assert client.get(DECK).status_code == status
    # Not that of a reader who may, kept a moment ago.
    if status == 404:
        client.force_login(make_user(is_staff=True))
        assert client.get(DECK).status_code == 200
        client.logout()
        assert client.get(DECK).status_code == 404


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("readers", "kind"),
    [
        (Readers.SIGNED_IN, "anonymous"),
        (Readers.TEAM, "anonymous"),
        (Readers.TEAM, "signed in"),
        (Readers.TEAM, "member elsewhere"),
    ],
)
def test_who_may_not_read_a_pdf(client, readers, kind):
    Organization.objects.update(readers=readers)
    if user := reader(kind):
        client.force_login(user)

    assert client.get(PDF).status_code == 404


@pytest.mark.needs("pango")
@pytest.mark.usefixtures("sample")
def test_a_member_reads_the_pdf_that_others_do_not(client):
    Organization.objects.update(readers=Readers.TEAM)
    client.force_login(reader("member of a group"))

    answer = client.get(PDF)

    assert answer.status_code == 200
    assert next(iter(answer.streaming_content)).startswith(b"%PDF-")
    client.logout()
    assert client.get(PDF).status_code == 404


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", ["review/", "review.pdf"])
@pytest.mark.parametrize(
    "address",
    [
        "none/2014-15-q2",
        "techops/2014-15-q9",
        "techops/2014-15-q1",
        "labs/2014-15-q2",
        f"techops/{'9' * 20}",
        f"{'9' * 20}/{'9' * 20}",
        f"{'a' * 3000}/2014-15-q2",
        "techops%00/2014-15-q2",
        "techops/2014-15-q2%00",
        "t%C3%A9chops/2014-15-q2",
        "techops/%ED%A0%80",
        "techops/%FF%FE",
        "techops/..%2F2014-15-q2",
        "TECHOPS/2014-15-q2",
        "techops'--/2014-15-q2",
    ],
)
def test_a_missing_review_is_a_404(client, address, page):
    assert client.get(f"/teams/{address}/{page}").status_code == 404


def test_a_deck_is_shown_before_the_organization_is_named(client):
    review = make_review()
    client.force_login(make_user(is_staff=True))

    assert client.get(review.get_absolute_url()).status_code == 200


# What it costs


def make_large_review(objectives, groups=1, others=3):
    """A review of every kind of section, with this much in it."""
    make_organization()
    team = make_team("Whole", headcount=7)
    kinds = list(Section.Kind.values)
    review = make_review(team, sections=kinds)
    later = make_quarter(datetime.date(2015, 1, 1))
    for _ in range(groups):
        group = make_team(parent=team)
        plan = make_plan(group, review.quarter, "committed")
        rows = fill(plan, objectives)
        Commitment.objects.bulk_create([Commitment.of(row, at=AT) for row in rows])
        fill(make_plan(group, later), objectives)
        rows[0].carry_over(later, by=None, at=AT)
    for index in range(others):
        Project(team=team, quarter=review.quarter, text="Moved").save()
        Member(team=team, name="Ada Lovelace").save()
        metric = Metric.objects.create(team=team, name=f"Metric {index}")
        Reading(
            metric=metric,
            at=datetime.datetime(2014, 11, 1, tzinfo=datetime.UTC),
            value=index,
        ).save()
        section = review.sections.first()
        section.text_slides.create(text="Words")
    return review


def fill(plan, count):
    rows = [
        Objective(plan=plan, title="Encrypt", status="Started", position=position)
        for position in range(count)
    ]
    return Objective.objects.bulk_create(rows)


@pytest.mark.parametrize(
    ("objectives", "groups", "others"),
    [(1, 1, 1), (3, 1, 3), (10, 1, 3), (1000, 1, 3), (3, 12, 12)],
)
def test_a_new_deck_costs_the_same_queries_whatever_its_size(
    client, django_assert_num_queries, objectives, groups, others
):
    address = make_large_review(objectives, groups, others).get_absolute_url()

    with django_assert_num_queries(COLD):
        answer = client.get(address)
    assert answer.text.count("Encrypt") >= objectives * groups * 2

    page_cache.forget()
    client.force_login(make_user())
    with django_assert_num_queries(COLD + SIGNED_IN):
        client.get(address)


def linked(content, pattern):
    """The static files that are named there, as (name, content)."""
    for name in re.findall(pattern, content):
        path = Path(finders.find(name))
        is_sheet = path.suffix == ".css"
        yield name, joining.joined(path).encode() if is_sheet else path.read_bytes()


@pytest.mark.usefixtures("sample")
def test_the_sample_is_light_to_load(client):
    page = client.get(DECK).content
    files = dict(linked(page.decode(), r'(?:href|src)="/static/([^"]+)"'))
    assert {"css/deck.css", "js/deck.js", "js/follow.js"} <= files.keys()
    fonts = dict(linked(files["css/fonts.css"].decode(), r'"../(fonts/[^"]+)"'))
    assert len(fonts) == 4

    packed = sum(len(gzip.compress(one)) for one in (page, *files.values()))
    assert packed <= 120_000
    assert sum(map(len, fonts.values())) <= 150_000


@pytest.mark.usefixtures("sample")
def test_the_sample_costs_the_same(client, django_assert_num_queries):
    with django_assert_num_queries(COLD):
        client.get(DECK)


def test_a_published_deck_costs_less(client, django_assert_num_queries):
    review = make_large_review(3)
    client.get(review.get_absolute_url())
    from_rows = page_cache.find(
        make_user(is_staff=True), review.team.slug, "2014-15-q2"
    )
    taken = editions.edition(page_cache.snapshot_of(from_rows))
    review.publish(taken.snapshot.to_dict(), taken.files, by=None, at=AT)

    with django_assert_num_queries(3):  # version, review, publication
        client.get(review.get_absolute_url())


def test_a_304_costs_one_query(client, django_assert_num_queries):
    address = make_large_review(1).get_absolute_url()
    tag = client.get(address)["ETag"]

    with django_assert_num_queries(1):
        answer = client.get(address, headers={"if-none-match": tag})

    assert answer.status_code == 304


def test_an_objective_without_words_is_no_obstacle(client):
    make_organization()
    review = make_review(sections=Section.Kind.values)
    make_objective(make_plan(review.team, state=Plan.State.COMMITTED))
    Member(team=review.team, name=" ").save()

    assert client.get(review.get_absolute_url()).status_code == 200
