from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from goals_tracker.serving import uploads


def received(size, monkeypatch):
    """The file that a form is given where one of this size is sent."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    file = SimpleUploadedFile("plans.csv", b"x" * size)
    request = RequestFactory().post("/", {"once": "key", "file": file, "then": "read"})
    assert request.POST["then"] == "read"
    return request.FILES["file"]


def test_a_file_comes_in_whole(monkeypatch):
    file = received(100_000, monkeypatch)

    assert (file.name, file.size, len(file.read())) == ("plans.csv", 100_000, 100_000)


def test_of_a_huge_file_only_the_beginning_is_kept(monkeypatch):
    file = received(5_000_000, monkeypatch)

    assert 100_000 < file.size == len(file.read()) < 300_000
