import pytest

from tests.installs.machines import Machines

# What of a restore is another way on PostgreSQL; the rest is so in `make deep` only.
ON_POSTGRESQL = {
    "test_a_backup_has_all_that_was_saved_before_it_began",
    "test_an_empty_machine_shows_the_same_to_the_byte",
    "test_numbers_of_tables_never_go_back",
    "test_nothing_is_restored_while_another_machine_is_connected",
}

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        kind = getattr(item, "callspec", None) and item.callspec.params.get("machines")
        if kind == "postgresql" and item.originalname not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="session", params=["sqlite", POSTGRESQL])
def machines(request, tmp_path_factory):
    with Machines.of_kind(request.param, tmp_path_factory.mktemp("machines")) as found:
        yield found


@pytest.fixture
def new_install(machines):
    """Makes machines without anything on them."""
    return machines.empty


@pytest.fixture
def install(machines):
    """A machine with the sample."""
    return machines.with_sample()
