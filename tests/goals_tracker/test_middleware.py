import logging
import sqlite3

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

from tests.makers import make_organization, make_user

TYPED = {"username": "ada", "note": "Encrypt\nall links", "password": "secret"}
HERE = {"Origin": "http://testserver"}


class Gone:
    """Refuses each statement, as a server that was stopped."""

    def __init__(self, error):
        self.error = error

    def __call__(self, execute, sql, params, many, context):
        raise self.error


def of_sqlite(name):
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = getattr(sqlite3, name)
    error = OperationalError(*cause.args)
    error.__cause__ = cause
    return error


def raised_by(cause):
    """What somebody raises who did not expect that."""
    error = LookupError("no")
    error.__cause__ = cause
    return error


FAULTS = [
    OperationalError("server closed the connection\n\tunexpectedly"),
    InterfaceError("connection already closed"),
    DatabaseError("error with status PGRES_TUPLES_OK"),
    raised_by(OperationalError("server closed the connection")),
    of_sqlite("SQLITE_BUSY"),
    of_sqlite("SQLITE_IOERR_WRITE"),
]


@pytest.fixture
def signed_in(client, boss):
    # Reading the session is the first that fails.
    return client


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_does_not_answer_is_a_503(signed_in, caplog, error, method):
    send = getattr(signed_in, method)
    with connection.execute_wrapper(Gone(error)), caplog.at_level(logging.WARNING):
        answer = send("/organization/", TYPED, headers=HERE)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Try again" in answer.text
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"{method.upper()} /organization/: the database does not")
    assert "\n" not in line


def test_a_path_forges_no_line_of_the_log(signed_in, caplog):
    signed_in.raise_request_exception = False

    with connection.execute_wrapper(Gone(FAULTS[0])):
        signed_in.get("/x%0A2026-11-30 ERROR all is lost/")

    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("GET /x%0A2026-11-30%20ERROR%20all%20is%20lost/: the")


def test_what_was_typed_comes_back_but_no_password(signed_in):
    with connection.execute_wrapper(Gone(FAULTS[0])):
        answer = signed_in.post("/organization/", TYPED, headers=HERE)

    assert "Encrypt\nall links" in answer.text
    assert "Send it again" in answer.text
    assert "secret" not in answer.text


def test_a_script_is_told_in_json(signed_in):
    with connection.execute_wrapper(Gone(FAULTS[0])):
        answer = signed_in.post(
            "/organization/", TYPED, headers={"Accept": "application/json"}
        )

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "errors": {"": ["The database does not answer. Try again in a moment."]}
    }


def test_a_session_that_cannot_be_saved_is_a_503(db, caplog):
    client = Client(raise_request_exception=False)

    class GoneForSessions(Gone):
        def __call__(self, execute, sql, params, many, context):
            if "django_session" in sql and not sql.startswith("SELECT"):
                raise self.error
            return execute(sql, params, many, context)

    make_user("ada", password="correct horse")
    with connection.execute_wrapper(GoneForSessions(FAULTS[0])):
        answer = client.post(
            "/sign-in/", {"username": "ada", "password": "correct horse"}
        )

    assert answer.status_code == 503
    assert not [one for one in caplog.records if one.levelno > logging.WARNING]


@pytest.mark.parametrize("error", [of_sqlite("SQLITE_ERROR"), LookupError("no")])
def test_a_fault_of_the_code_stays_an_error(signed_in, error):
    client = Client(raise_request_exception=False)
    client.cookies = signed_in.cookies
    with connection.execute_wrapper(Gone(error)):
        assert client.get("/organization/").status_code == 500


@pytest.mark.django_db
def test_what_somebody_sees_who_is_signed_in_is_not_stored(client):
    make_organization()
    strangers = client.get("/")
    client.force_login(make_user())

    assert "Cache-Control" not in strangers
    assert client.get("/")["Cache-Control"] == "private, no-store"
    assert client.get("/objectives/")["Cache-Control"] == "private, no-store"
    assert client.get("/nothing-here/")["Cache-Control"] == "private, no-store"
    assert "no-store" not in client.get("/healthz").get("Cache-Control", "").split(",")


@pytest.mark.django_db
def test_a_signed_in_reader_costs_no_query_more(client, django_assert_num_queries):
    client.force_login(make_user())

    with django_assert_num_queries(0):
        client.get("/healthz")
