"""PDFs that are printed by a task, since no slot was free at once."""

import os
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import combinations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from goals_tracker.machine import slots
from goals_tracker.tasks import engine
from objectives.accounts import askers
from objectives.models import Organization
from objectives.models.background_work import GIVEN_UP, NOBODY, PATIENCE, UNEXPECTED
from objectives.models.organization import Readers
from reviews.deck import deck, handout
from reviews.models import PrintRequest, Review
from reviews.models.print_request import MOST_KEPT, MOST_UNFINISHED, PATIENCE_IN_LINE
from reviews.pdf import file_cache, printing, rendering
from reviews.pdf.pool import install
from reviews.publishing import page_cache, prints
from reviews.tasks import make_print, remove_old_rows
from tests import tasks
from tests.makers import (
    make_lead,
    make_organization,
    make_quarter,
    make_review,
    make_section,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
ROOT = "/teams/ops/2014-15-q2"
PDF = f"{ROOT}/review.pdf"
HANDOUT = f"{ROOT}/review/handout.pdf"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
REFRESH = '<meta http-equiv="refresh" content="3">'
Task = engine.MODELS[0]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "web"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def review():
    make_organization()
    return make_review(make_team("Ops"), make_quarter(), sections=("did",))


@pytest.fixture
def printer(monkeypatch):
    """In place of the renderer: what is printed names its page, in a slot."""
    printed = []

    def print_file(page, options, path, pool):
        with slots.held(install.folder(), pool.seconds_in_line):
            printed.append(page.digest)
            path.write_bytes(b"%PDF-1.7 " + page.digest.encode())

    monkeypatch.setattr(printing, "print_file", print_file)
    return printed


@contextmanager
def all_slots_taken(monkeypatch):
    """While the block runs, nobody finds a slot, and nobody may wait for one."""
    with ExitStack() as taken, monkeypatch.context() as patch:
        for _ in range(slots.number()):
            taken.callback(os.close, slots.free(install.folder()))
        patch.setattr(slots.time, "sleep", lambda _: pytest.fail("It waited."))
        yield


def see(client, address=PDF, **extra):
    """What a browser is answered."""
    return client.get(address, headers=BROWSER, **extra)


def asked_while_busy(monkeypatch, client, address=PDF, **extra):
    with all_slots_taken(monkeypatch):
        return see(client, address, **extra)


def page_of_review():
    review = Review.objects.with_publication().get()
    return deck.render_snapshot(page_cache.snapshot_of(review))


def content(response):
    assert response["Content-Type"] == "application/pdf"
    return b"".join(response)


# While no slot is free


@pytest.mark.parametrize("address", [PDF, HANDOUT, f"{PDF}?variant=pdf-a"])
def test_the_answer_comes_at_once_and_says_how_far_it_is(
    client, review, printer, monkeypatch, address
):
    page = asked_while_busy(monkeypatch, client, address)

    assert page.status_code == 200
    assert REFRESH in page.text
    assert "Waiting." in page.text
    assert "It is next." in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert (PrintRequest.objects.count(), Task.objects.count()) == (1, 1)
    assert printer == []


def test_a_program_is_told_where_and_when_to_ask_again(client, review, monkeypatch):
    address = f"{HANDOUT}?paper=letter"
    with all_slots_taken(monkeypatch):
        answer = client.get(address, headers={"accept": "*/*"})

    assert (answer.status_code, answer["Location"]) == (202, address)
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"] == "text/plain"


def test_the_same_address_hands_the_file_over_when_it_is_printed(
    client, review, printer, monkeypatch
):
    asked_while_busy(monkeypatch, client)

    tasks.work()

    first, again = content(see(client)), content(see(client))
    assert first == again
    assert first.startswith(b"%PDF-1.7")
    assert len(printer) == 1


def test_what_is_printed_already_is_served_while_no_slot_is_free(
    client, review, printer, monkeypatch
):
    first = content(see(client))

    assert content(asked_while_busy(monkeypatch, client)) == first
    assert not PrintRequest.objects.exists()


def test_a_worker_with_a_folder_of_its_own_hands_it_over(
    client, review, printer, monkeypatch, settings, tmp_path
):
    web = settings.VAR_DIR
    asked_while_busy(monkeypatch, client)

    settings.VAR_DIR = tmp_path / "worker"
    tasks.work()
    settings.VAR_DIR = web

    assert not list(file_cache.folder().glob("*.pdf"))
    assert content(see(client)).startswith(b"%PDF-1.7")
    assert len(printer) == 1
    assert len(list(file_cache.folder().glob("*.pdf"))) == 1


def test_two_who_ask_for_the_same_wait_for_one_print(client, review, monkeypatch):
    asked_while_busy(monkeypatch, client)
    asked_while_busy(monkeypatch, Client(), REMOTE_ADDR="192.0.2.7")

    assert (PrintRequest.objects.count(), Task.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_ten_who_ask_for_the_same_at_once_wait_for_one_print(review):
    page = page_of_review()

    def ask(between):
        at, key = timezone.now(), "x"
        prints.ask(key, page, rendering.UA, task=make_print, asker="a", at=at)

    assert at_once(ask) == ["done"] * TIMES
    assert (PrintRequest.objects.count(), Task.objects.count()) == (1, 1)


def test_whoever_waits_goes_first(client, review, printer, monkeypatch):
    asked_while_busy(monkeypatch, client)

    page = see(client, HANDOUT)

    assert "1 PDF ahead of it." in page.text
    assert printer == []


def test_a_page_that_takes_long_is_printed_by_a_task(client, review, monkeypatch):
    monkeypatch.setattr(prints, "QUICK_BYTES", 10)

    assert "It is next." in see(client).text


def test_the_page_says_how_many_slides_are_printed(client, review, monkeypatch):
    asked_while_busy(monkeypatch, client)
    PrintRequest.objects.update(attempt=1, total=68, done=34)

    page = see(client)

    assert "In progress." in page.text
    assert "34 of 68 slides" in page.text


def test_the_page_says_that_its_process_was_lost(client, review, monkeypatch):
    asked_while_busy(monkeypatch, client)
    PrintRequest.objects.update(attempt=1)

    assert "Another one takes over within a minute." in see(client).text


@pytest.mark.needs("pango")
def test_a_task_prints_the_same_bytes_slide_by_slide(client, review, monkeypatch):
    told, write = [], PrintRequest.set

    def tell(asked, **fields):
        told.append(fields)
        write(asked, **fields)

    monkeypatch.setattr(PrintRequest, "set", tell)
    page = page_of_review()
    asked_while_busy(monkeypatch, client)

    tasks.work()

    assert content(see(client)) == printing.pdf_of(page, variant=rendering.UA)
    totals = [fields for fields in told if "total" in fields]
    assert totals[-1]["done"] == totals[-1]["total"] > 0


# Who may see it


def test_nobody_is_handed_what_they_may_not_see(client, review, printer, monkeypatch):
    Organization.objects.update(readers=Readers.TEAM)
    client.force_login(make_lead(review.team, "lead"))
    asked_while_busy(monkeypatch, client)

    assert see(Client()).status_code == 404
    tasks.work()
    assert see(Client()).status_code == 404
    assert content(see(client)).startswith(b"%PDF-1.7")


def test_a_print_that_was_asked_for_is_no_longer_seen_once_the_review_is_closed(
    client, review, printer, monkeypatch
):
    asked_while_busy(monkeypatch, client)
    Organization.objects.update(readers=Readers.TEAM)
    tasks.work()

    assert see(client).status_code == 404


def test_what_has_changed_meanwhile_is_printed_again(
    client, review, printer, monkeypatch
):
    asked_while_busy(monkeypatch, client)
    tasks.work()
    make_section(review, "New", kind="did", position=9)

    content(see(client))

    assert len(set(printer)) == 2


# How many at once


def handouts():
    """Some of the many that can be asked for."""
    slugs = list(Review.objects.get().sections.values_list("slug", flat=True))
    for count in range(1, len(slugs) + 1):
        for chosen in combinations(slugs, count):
            yield f"{HANDOUT}?{'&'.join(f'section={slug}' for slug in chosen)}"


def test_an_address_has_a_few_under_way_and_is_told_so(client, review, monkeypatch):
    for number in range(3):
        make_section(review, f"More {number}", kind="did", position=number + 1)

    answers = [asked_while_busy(monkeypatch, client, one) for one in handouts()]

    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 12
    assert "already printing 3 PDFs" in answers[-1].text
    assert int(answers[-1]["Retry-After"]) > 0
    assert Task.objects.count() == 3


def test_whoever_waits_costs_no_rendering(client, review, monkeypatch):
    asked_while_busy(monkeypatch, client, HANDOUT)
    monkeypatch.setattr(handout, "render_handout", lambda *_: pytest.fail("Rendered."))

    assert "It is next." in see(client, HANDOUT).text


def test_whoever_has_enough_costs_one_rendering_at_a_time(
    client, review, printer, monkeypatch, settings
):
    settings.PRINTS_AT_ONCE = 1
    letter = f"{HANDOUT}?paper=letter"
    printed = content(see(client, letter))
    asked_while_busy(monkeypatch, client)

    assert content(see(client, letter)) == printed
    monkeypatch.setattr(handout, "render_handout", lambda *_: pytest.fail("Rendered."))
    with slots.held(settings.VAR_DIR / "run" / "refused", 0, of=1):
        assert see(client, HANDOUT).status_code == 429


def test_the_limit_is_a_setting(client, review, monkeypatch, settings):
    settings.PRINTS_AT_ONCE = 1

    first = asked_while_busy(monkeypatch, client)
    second = asked_while_busy(monkeypatch, client, HANDOUT)

    assert (first.status_code, second.status_code) == (200, 429)


def test_after_one_is_printed_there_is_room_for_another(
    client, review, printer, monkeypatch, settings
):
    settings.PRINTS_AT_ONCE = 1
    asked_while_busy(monkeypatch, client)
    tasks.work()

    assert asked_while_busy(monkeypatch, client, HANDOUT).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_have_no_more_than_three_under_way(review):
    page = page_of_review()
    keys = iter("abcdefghij")

    def ask(between):
        at, key = timezone.now(), next(keys)
        prints.ask(key, page, rendering.UA, task=make_print, asker="a", at=at)

    assert at_once(ask) == ["done"] * 3 + ["enough"] * (TIMES - 3)
    assert Task.objects.count() == 3


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "is_another"),
    [
        (0, "192.0.2.1", "", False),
        (0, "192.0.2.2", "", True),
        # Without a proxy everybody could say so.
        (0, "192.0.2.1", "192.0.2.2", False),
        (1, "192.0.2.1", "192.0.2.2", True),
        (1, "192.0.2.1", "192.0.2.9, 192.0.2.1", False),
        (0, "2001:db8::1", "", True),
    ],
)
def test_askers_are_told_apart_by_their_address(
    rf, settings, proxies, address, forwarded, is_another
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    def asker(address, forwarded):
        request = rf.get("/", REMOTE_ADDR=address)
        if forwarded:
            request.META["HTTP_X_FORWARDED_FOR"] = forwarded
        request.user = AnonymousUser()
        return askers.asker_of(request)

    mine = asker("192.0.2.1", "192.0.2.1" if proxies else "")
    assert (asker(address, forwarded) != mine) == is_another


def test_an_account_has_its_own_few_wherever_it_is(
    client, review, monkeypatch, settings
):
    settings.PRINTS_AT_ONCE = 1
    asked_while_busy(monkeypatch, Client())
    client.force_login(make_user("ada"))

    first = asked_while_busy(monkeypatch, client, HANDOUT)
    second = asked_while_busy(
        monkeypatch, client, f"{HANDOUT}?paper=letter", REMOTE_ADDR="192.0.2.7"
    )

    assert (first.status_code, second.status_code) == (200, 429)


def test_the_queue_has_an_end_for_all(client, review, monkeypatch):
    at = timezone.now()
    PrintRequest.objects.bulk_create(
        PrintRequest(key=str(number), asker=str(number), place=0, asked_at=at)
        for number in range(MOST_UNFINISHED)
    )

    page = asked_while_busy(monkeypatch, client)

    assert page.status_code == 503
    assert "The server is printing many PDFs. Try again in a minute." in page.text
    assert page["Retry-After"] == "60"


# How it ends


@pytest.mark.parametrize(
    ("kind", "status"),
    [("time", 422), ("long", 422), ("input", 422), ("crash", 503), ("hang", 503)],
)
def test_a_failure_is_said_in_the_words_of_a_print_at_once(
    client, review, monkeypatch, kind, status
):
    failure = printing.RenderingFailedError(
        kind, said="it is odd.", cpu_seconds=12, seconds_idle=15
    )

    def fail(*args, **options):
        raise failure

    asked_while_busy(monkeypatch, client)
    monkeypatch.setattr(printing, "cached_pdf", fail)
    tasks.work()

    by_task = see(client)
    PrintRequest.objects.all().delete()
    at_once = see(client)

    assert by_task.status_code == at_once.status_code == status
    assert str(failure) in by_task.text.replace("&#x27;", "'")
    assert ("Retry-After" in by_task) == (status == 503)
    assert REFRESH not in by_task.text


def test_without_pango_the_task_says_so(client, review, monkeypatch):
    def fail(*args, **options):
        raise rendering.RendererMissingError("PDFs need Pango.")

    asked_while_busy(monkeypatch, client)
    monkeypatch.setattr(printing, "cached_pdf", fail)
    tasks.work()

    page = see(client)

    assert page.status_code == 503
    assert "PDFs need Pango." in page.text


def test_what_failed_is_tried_again_after_a_while(client, review, printer, monkeypatch):
    asked_while_busy(monkeypatch, client)
    at = timezone.now() - prints.FAILURE_COUNTS
    PrintRequest.objects.update(finished_at=at, error="Odd.", kind="hang")

    assert content(see(client)).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("status", "why"),
    [(Task.Status.FAILED, UNEXPECTED), (Task.Status.LOST, GIVEN_UP)],
)
def test_what_its_task_cannot_end_is_ended(client, review, monkeypatch, status, why):
    asked_while_busy(monkeypatch, client)
    Task.objects.update(status=status)

    engine.swept.send(None)

    page = see(client)
    assert page.status_code == 503
    assert why in page.text.replace("&#x27;", "'")


def test_where_no_worker_runs_nobody_waits_for_ever(
    client, review, printer, monkeypatch
):
    asked_while_busy(monkeypatch, client)
    PrintRequest.objects.update(asked_at=timezone.now() - PATIENCE_IN_LINE)

    assert content(see(client, HANDOUT)).startswith(b"%PDF-1.7")
    PrintRequest.objects.update(asked_at=timezone.now() - PATIENCE)
    asked_while_busy(monkeypatch, client, f"{HANDOUT}?paper=letter")
    assert NOBODY in see(client).text


def test_an_attempt_that_lost_its_task_keeps_nothing(client, review, monkeypatch):
    def print_file(page, options, path, pool):
        tasks.overtake()
        path.write_bytes(b"%PDF")

    asked_while_busy(monkeypatch, client)
    monkeypatch.setattr(printing, "print_file", print_file)
    tasks.work()

    assert PrintRequest.objects.get().content is None


def test_few_files_stay_in_the_database_and_none_for_long(review):
    at = timezone.now()
    for number in range(MOST_KEPT + 2):
        row = PrintRequest.objects.create(
            key=f"{number:02}", asker="a", place=0, asked_at=at
        )
        row.keep(b"%PDF", at=at + timedelta(seconds=number))

    assert PrintRequest.objects.count() == MOST_KEPT
    assert not PrintRequest.objects.filter(key__in=["00", "01"]).exists()
    PrintRequest.objects.update(finished_at=at - engine.RETENTION)
    remove_old_rows.func()
    assert not PrintRequest.objects.exists()


def test_a_page_comes_out_as_it_went_in(review):
    page = page_of_review()

    again = prints.unpacked(prints.packed(page))

    assert again == page
    assert file_cache.key(again, {}) == file_cache.key(page, {})


# Publishing


def test_publishing_waits_for_no_print_either(client, review, printer, monkeypatch):
    client.force_login(make_lead(review.team, "lead"))
    address = f"{ROOT}/review/publish/"
    seen = client.get(address).context["form"].initial["seen"]

    with all_slots_taken(monkeypatch):
        page = client.post(address, {"seen": seen})
    assert page.status_code == 422
    assert "its PDF is still being printed" in page.text

    tasks.work()
    client.post(address, {"seen": seen})
    file = Review.objects.get().publications.get().files.get(name="review.pdf")
    assert bytes(file.content).startswith(b"%PDF-1.7")
    assert len(printer) == 1
