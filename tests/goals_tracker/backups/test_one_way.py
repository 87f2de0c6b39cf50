"""Migrations go back as far as they claim, with people's rows in the tables."""

APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"
TEAMS = "SELECT id, name FROM objectives_team ORDER BY id"


def test_undoing_is_refused_before_its_first_step(install):
    before = install.rows(APPLIED)

    refused = install.run("migrate", "reviews", "0001")

    assert refused.returncode == 1
    assert "reviews.0002_meeting cannot be undone" in refused.stderr
    assert install.rows(APPLIED) == before


def test_there_and_back_nothing_is_lost(install):
    before = install.rows(TEAMS)

    install.good("migrate", "reviews", "0003")
    install.good("migrate", "objectives", "0006")
    install.good("migrate")

    assert install.rows(TEAMS) == before != []
