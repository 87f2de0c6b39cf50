import pytest

from tests.installs.machines import Machines

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))


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
