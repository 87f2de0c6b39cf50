import pytest
from django.core.management import call_command
from django.templatetags.static import static

FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]


@pytest.fixture
def collect(settings, tmp_path):
    """Collects a sheet that imports another; returns what the page is then sent."""
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "deck").mkdir(parents=True)
    (source / "deck.css").write_text('@import url("deck/part.css");\nlast {}\n')
    storage = {"BACKEND": "goals_tracker.serving.static_files.Storage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
    settings.STATICFILES_FINDERS = FINDERS

    def collect(part):
        (source / "deck" / "part.css").write_text(part)
        call_command("collectstatic", clear=True, interactive=False, verbosity=0)
        name = static("deck.css").removeprefix(settings.STATIC_URL)
        return name, (target / name).read_text()

    return collect


def test_a_sheet_is_sent_as_one_file_with_those_that_it_imports(collect):
    assert collect("part {}\n")[1] == "part {}\nlast {}\n"


def test_its_name_changes_with_what_it_imports(collect):
    first, again, another = (
        collect(part)[0] for part in ("a {}\n", "a {}\n", "b {}\n")
    )

    assert first == again != another
