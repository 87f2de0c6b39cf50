import datetime
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from goals_tracker.tasks import engine
from goals_tracker.tasks.engine import RETENTION
from objectives.models import Team
from objectives.models.background_work import GIVEN_UP, UNEXPECTED
from objectives.models.kept_file import BYTES_A_PIECE
from objectives.models.organization import Readers
from reviews.books import builder
from reviews.models import Book, BookPiece
from reviews.models.book import MOST_KEPT, MOST_UNFINISHED
from reviews.pdf.printing import RenderingFailedError
from reviews.snapshot import reader
from reviews.tasks import make_book, remove_old_rows
from tests import tasks
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
from tests.pictures import picture
from tests.reviews.pdf.assembly.test_book import outline, printed
from tests.together import TIMES, at_once

pytestmark = [pytest.mark.django_db]
NOTICE = "(c) Example, CC0."
Task = engine.MODELS[0]


@pytest.fixture
def quarter():
    make_organization(licence_notice=NOTICE)
    return make_quarter()


@pytest.fixture
def user():
    return make_user("ada")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def make_reviewed(name, quarter, **fields):
    review = make_review(make_team(name, **fields), quarter, sections=("did",))
    make_objective(make_plan(review.team, quarter))
    return review


def publish(review, content):
    files = [("review.pdf", "application/pdf", content)]
    return review.publish(reader.read_snapshot(review).to_dict(), files, by=None, at=AT)


def ask(quarter, by, kind="pdf"):
    at = timezone.now()
    return Book.objects.ask(quarter, kind, task=make_book, by=by, at=at)


def made(quarter, by, kind="pdf"):
    book = ask(quarter, by, kind)
    tasks.work()
    return Book.objects.get(pk=book.pk)


def content(book):
    return b"".join(book.read())


# Asking


def test_two_clicks_make_one_book(quarter, user):
    make_reviewed("Ops", quarter)

    assert ask(quarter, user) == ask(quarter, user)
    assert Task.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_make_one_book(quarter, user):
    make_reviewed("Ops", quarter)

    assert at_once(lambda between: ask(quarter, user)) == ["done"] * TIMES
    assert (Book.objects.count(), Task.objects.count()) == (1, 1)


def test_another_kind_quarter_or_person_is_another_book(quarter, user):
    later = make_quarter(datetime.date(2015, 2, 1))
    team = make_reviewed("Ops", quarter).team
    make_review(team, later)

    books = {
        ask(quarter, user),
        ask(quarter, user, "zip"),
        ask(later, user),
        ask(quarter, make_user()),
    }

    assert len(books) == 4


def test_after_one_is_cancelled_there_is_another(quarter, user):
    make_reviewed("Ops", quarter)
    first = ask(quarter, user)
    first.cancel(at=AT)

    assert ask(quarter, user) != first


def test_nobody_fills_the_queue(user):
    make_organization()
    team = make_team()
    days = [datetime.date(2015 + number, 2, 1) for number in range(MOST_UNFINISHED + 1)]
    quarters = [make_quarter(day) for day in days]
    for quarter in quarters:
        make_review(team, quarter)
    for quarter in quarters[:-1]:
        ask(quarter, user)

    with pytest.raises(ValidationError) as refusal:
        ask(quarters[-1], user)

    assert refusal.value.code == "enough"


def test_a_quarter_without_reviews_has_no_book(quarter, user):
    with pytest.raises(ValidationError) as refusal:
        ask(quarter, user)

    assert refusal.value.code == "empty"


def test_the_latest_of_a_person_are_kept(quarter, user):
    make_reviewed("Ops", quarter)
    others = ask(quarter, make_user())
    for _ in range(MOST_KEPT + 2):
        ask(quarter, user)
        Book.objects.filter(by=user).update(finished_at=AT)

    assert Book.objects.filter(by=user).count() == MOST_KEPT
    assert Book.objects.filter(pk=others.pk).exists()


# Making


@pytest.mark.needs("pango")
def test_a_book_has_cover_contents_and_every_review(quarter, user):
    publish(make_reviewed("Ops", quarter, position=1), printed("Ops"))
    make_reviewed("Design", quarter, position=2)

    book = made(quarter, user)

    reader = PdfReader(io.BytesIO(content(book)))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert (book.state, book.done, book.total) == ("done", 2, 2)
    assert len(texts) == book.pages == 8
    assert "Q2 2014-15" in texts[0]
    assert "Example Quarterly Reviews" in texts[0]
    assert "2 reviews" in texts[0]
    assert "Ops Version 1, published 14 Jan 2015 3" in texts[1]
    assert "Design Draft, not published 5" in texts[1]
    assert all(NOTICE in text for text in texts[:2])
    assert texts[2].startswith("Ops To the end of Ops")
    assert "DesignQuarterly Review" in texts[4]
    marks = outline(reader, reader.outline)
    assert marks[:4:2] == [
        ("Quarterly Reviews, Q2 2014-15", 1),
        [("Ops", 3), ("End of Ops", 4)],
    ]
    assert marks[3] == ("Design", 5)
    assert ("Agenda", 7) in marks[4]


@pytest.mark.needs("pango")
def test_a_zip_has_a_file_for_each_review(quarter, user):
    published = printed("Ops")
    publish(make_reviewed("Ops", quarter, position=1), published)
    make_reviewed("Design", quarter, position=2)

    book = made(quarter, user, "zip")

    with zipfile.ZipFile(io.BytesIO(content(book))) as file:
        assert file.testzip() is None
        assert file.namelist() == [
            "2014-15-q2/ops-2014-15-q2.pdf",
            "2014-15-q2/design-2014-15-q2-draft.pdf",
            "2014-15-q2/CONTENTS.txt",
        ]
        assert file.read("2014-15-q2/ops-2014-15-q2.pdf") == published
        said = file.read("2014-15-q2/CONTENTS.txt").decode()
    assert "Ops: Version 1, published 14 Jan 2015\n" in said
    assert "Design: Draft, not published\n" in said
    assert said.endswith(f"\n{NOTICE}\n")


@pytest.mark.needs("pango")
def test_a_review_that_cannot_be_made_is_named_with_the_reason(quarter, user):
    publish(make_reviewed("Ops", quarter, position=1), printed("Ops"))
    publish(make_reviewed("Broken", quarter, position=2), b"no PDF")

    book = made(quarter, user)

    reader = PdfReader(io.BytesIO(content(book)))
    text = " ".join(reader.pages[1].extract_text().split())
    assert book.state == "gaps"
    assert book.gaps == [["Broken", builder.UNREADABLE]]
    assert f"Broken Missing: {builder.UNREADABLE} –" in text
    assert "1 review, as of" in " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 4


def test_a_book_of_which_nothing_could_be_made_has_failed(quarter, user):
    publish(make_reviewed("Broken", quarter), b"no PDF")

    book = made(quarter, user)

    assert book.state == "failed"
    assert book.error == (
        "None of its reviews could be printed. Broken: its PDF cannot be read."
    )
    assert book.size is None


@pytest.mark.needs("pango")
def test_a_book_has_what_its_asker_may_see(user):
    make_organization(Readers.TEAM)
    quarter = make_quarter()
    own, other = make_reviewed("Ops", quarter), make_reviewed("Labs", quarter)
    own.team.members.create(name="Ada", user=user)
    for review in (own, other):
        publish(review, printed(review.team.name))

    assert made(quarter, user).teams == [own.team.pk]
    administrator = made(quarter, make_user(is_staff=True))
    assert set(administrator.teams) == {own.team.pk, other.team.pk}


def test_a_cancelled_book_is_not_made(quarter, user):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    book.cancel(at=AT)
    assert Book.objects.get().state == "cancelled"

    tasks.work()

    book = Book.objects.get()
    assert (book.state, book.total, book.size) == ("cancelled", None, None)
    assert book.finished_at


class CancelledAt(builder.BookBuilder):
    """Is cancelled by its asker while that review is being made."""

    number = 2

    def chapter(self, review):
        if len(self.chapters) + 1 == self.number:
            Book.objects.get().cancel(at=AT)
        return super().chapter(review)


def test_cancelling_takes_effect_before_the_next_review(quarter, user, monkeypatch):
    for name in ("One", "Two", "Three"):
        publish(make_reviewed(name, quarter), printed(name))
    monkeypatch.setattr(builder, "BookBuilder", CancelledAt)

    book = made(quarter, user)

    assert (book.state, book.done, book.total) == ("cancelled", 2, 3)
    assert not BookPiece.objects.exists()


def test_a_file_of_many_pieces_comes_back_whole(quarter, user, tmp_path):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    path = tmp_path / "file"
    path.write_bytes(picture(size=(900, 900)) * 400)

    with path.open("rb") as file:
        book.keep(file)

    assert book.pieces.count() == -(-path.stat().st_size // BYTES_A_PIECE) > 1
    assert content(book) == path.read_bytes()


def test_what_is_begun_anew_counts_anew(quarter, user):
    team = make_reviewed("Ops", quarter).team
    book = ask(quarter, user)
    book.set(total=9, done=7, gaps=[["Ops", "gone"]])

    book.begin([team], attempt=2)

    book.refresh_from_db()
    assert (book.attempt, book.total, book.done, book.gaps) == (2, 1, 0, [])


class Overtaken(builder.BookBuilder):
    """Loses its task to another worker while that review is being made."""

    def chapter(self, review):
        Book.objects.update(done=7)
        tasks.overtake()
        return super().chapter(review)


def test_a_worker_that_was_overtaken_writes_nothing(quarter, user, monkeypatch):
    publish(make_reviewed("One", quarter), printed("One"))
    monkeypatch.setattr(builder, "BookBuilder", Overtaken)

    book = made(quarter, user)

    assert (book.state, book.done, book.size) == ("running", 7, None)
    assert not BookPiece.objects.exists()


class Stumbling(builder.BookBuilder):
    def make(self):
        super().go_on()
        raise LookupError("secret")


def test_a_fault_is_tried_again_and_said_without_its_words(quarter, user, monkeypatch):
    make_reviewed("Ops", quarter)
    monkeypatch.setattr(builder, "BookBuilder", Stumbling)
    book = ask(quarter, user)
    for _ in range(3):
        assert tasks.work() == 1
        Task.objects.update(run_after=None)

    book.refresh_from_db()
    assert (book.state, book.error) == ("failed", UNEXPECTED)


def test_a_book_whose_workers_were_killed_has_failed(signed_in, quarter, user):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    Task.objects.update(status=Task.Status.RUNNING, attempts=3)
    Book.objects.update(attempt=3)
    tasks.work()
    assert Book.objects.get().state == "running"

    tasks.expire()
    tasks.work()

    book.refresh_from_db()
    assert (book.state, book.error) == ("failed", GIVEN_UP)
    assert GIVEN_UP in signed_in.get(f"/books/{book.pk}/").text
    assert ask(quarter, user) != book


class EndedWithItsPrinters(builder.BookBuilder):
    """Is told to end, like the processes that print for it, at its last review."""

    def chapter(self, review):
        engine.working.get().request_stop()
        return self.gap(review, RenderingFailedError("crash"))


def test_a_book_is_left_to_the_next_worker_when_all_processes_are_told_to_end(
    quarter, user, monkeypatch
):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    monkeypatch.setattr(builder, "BookBuilder", EndedWithItsPrinters)

    engine.Worker().run_once()

    book.refresh_from_db()
    assert (book.finished_at, book.error) == (None, "")
    task = Task.objects.get()
    assert (task.status, task.attempts) == (Task.Status.READY, 0)


def test_nothing_is_left_on_the_disk(quarter, user, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    publish(make_reviewed("Ops", quarter), printed("Ops"))
    left = tmp_path / "books" / "a-killed-worker"
    left.mkdir(parents=True)

    assert made(quarter, user, "zip").state == "done"

    assert list((tmp_path / "books").iterdir()) == []


# The pages


def test_the_overview_leads_to_the_book(client, quarter):
    make_plan(make_team(), quarter)
    assert b"/book/" not in client.get("/").content
    make_reviewed("Ops", quarter)

    assert b'href="/quarters/2014-15-q2/book/"' in client.get("/").content


def test_who_is_not_signed_in_is_told_to(client, quarter):
    make_reviewed("Ops", quarter)

    page = client.get("/quarters/2014-15-q2/book/")

    assert "need an account" in page.text
    assert "/sign-in/?next=%2Fquarters%2F2014-15-q2%2Fbook%2F" in page.text
    assert "Create the book" not in page.text


@pytest.mark.needs("pango")
def test_from_asking_to_the_file(signed_in, quarter):
    publish(make_reviewed("Ops", quarter), printed("Ops"))

    page = signed_in.post("/quarters/2014-15-q2/book/", {"kind": "pdf"}, follow=True)
    book = page.context["book"]
    assert "Waiting" in page.text
    assert signed_in.get(f"/books/{book.pk}/file/").status_code == 404
    tasks.work()
    page = signed_in.get(f"/books/{book.pk}/")
    assert "Ready." in page.text
    file = signed_in.get(f"/books/{book.pk}/file/")

    body = file.getvalue()
    assert body.startswith(b"%PDF-")
    assert len(body) == int(file["Content-Length"])
    assert file["Content-Type"] == "application/pdf"
    assert (
        file["Content-Disposition"] == 'attachment; filename="2014-15-q2-reviews.pdf"'
    )
    again = signed_in.get(
        f"/books/{book.pk}/file/", headers={"If-None-Match": file["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("state", "fields", "task", "words"),
    [
        ("waiting", {}, {}, "It is next."),
        (
            "running",
            {"total": 5, "done": 2, "attempt": 1},
            {"status": "RUNNING", "lease_expires_at": "later"},
            "2 of 5 reviews",
        ),
        (
            "running",
            {"total": 5, "done": 2, "attempt": 1},
            {"status": "RUNNING", "lease_expires_at": AT},
            "takes over within a minute",
        ),
        (
            "running",
            {"total": 5, "done": 2, "attempt": 1},
            {"status": "READY"},
            "takes over within a minute",
        ),
        (
            "running",
            {"total": 5, "done": 2, "attempt": 2},
            {"status": "RUNNING", "lease_expires_at": "later"},
            "It was started again",
        ),
        (
            "stopping",
            {"cancelled_at": AT, "attempt": 1},
            {"status": "RUNNING", "lease_expires_at": "later"},
            "after the current review",
        ),
        ("cancelled", {"cancelled_at": AT}, {}, "Cancelled."),
        (
            "failed",
            {"finished_at": "now", "error": "No paper."},
            {},
            "No paper.",
        ),
        (
            "gaps",
            {
                "finished_at": "now",
                "size": 1,
                "total": 2,
                "gaps": [["Ops", "its PDF cannot be read"]],
            },
            {},
            "Ready, with 1 review missing",
        ),
    ],
)
def test_the_page_says_where_it_stands(
    signed_in, user, quarter, state, fields, task, words
):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    now = timezone.now()
    moments = {"now": now, "later": now + datetime.timedelta(hours=1)}
    for model, values in ((Book, fields), (Task, task)):
        values = {
            name: moments.get(value, value) if isinstance(value, str) else value
            for name, value in values.items()
        }
        model.objects.update(**values)

    page = signed_in.get(f"/books/{book.pk}/")

    assert page.context["book"].state == state
    assert words in " ".join(page.text.split())
    assert ("data-unfinished" in page.text) is (
        state in ("waiting", "running", "stopping")
    )


def test_a_book_is_its_askers_and_the_administrators(quarter, user):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    other, staff = make_user(), make_user(is_staff=True)

    found = {}
    for who in (user, other, staff):
        client = Client()
        client.force_login(who)
        found[who] = [
            client.get(f"/books/{book.pk}/").status_code,
            client.post(f"/books/{book.pk}/cancel/").status_code,
            f"/books/{book.pk}/" in client.get("/quarters/2014-15-q2/book/").text,
        ]

    assert found == {
        user: [200, 302, True],
        other: [404, 404, False],
        staff: [200, 302, True],
    }


@pytest.mark.needs("pango")
def test_what_its_asker_may_no_longer_see_is_not_handed_out(signed_in, user):
    organization = make_organization(Readers.SIGNED_IN)
    quarter = make_quarter()
    publish(make_reviewed("Ops", quarter), printed("Ops"))
    book = made(quarter, user)
    assert signed_in.get(f"/books/{book.pk}/file/").status_code == 200
    organization.readers = Readers.TEAM
    organization.save()

    page = signed_in.get(f"/books/{book.pk}/")

    assert "can no longer see" in page.text
    assert signed_in.get(f"/books/{book.pk}/file/").status_code == 404


def test_a_book_is_gone_after_a_week(signed_in, user, quarter):
    make_reviewed("Ops", quarter)
    book = ask(quarter, user)
    week_ago = timezone.now() - RETENTION
    Book.objects.update(finished_at=week_ago)
    book.pieces.create(number=0, content=b"x")

    assert signed_in.get(f"/books/{book.pk}/").status_code == 404
    assert signed_in.get(f"/books/{book.pk}/file/").status_code == 404
    remove_old_rows.enqueue()
    tasks.work()

    assert not Book.objects.exists()
    assert not BookPiece.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_the_pages_do_not_grow(
    signed_in, user, quarter, count, django_assert_num_queries
):
    make_reviewed("Ops", quarter)
    for _ in range(count):
        book = ask(quarter, user)
        Book.objects.update(
            finished_at=timezone.now(), size=1, teams=[Team.objects.get().pk]
        )

    with django_assert_num_queries(6):
        signed_in.get("/quarters/2014-15-q2/book/")
    with django_assert_num_queries(6):
        signed_in.get(f"/books/{book.pk}/")
