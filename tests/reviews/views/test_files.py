import os

from reviews.views.files import Stretch


def test_what_a_connection_did_not_take_is_read_again(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")

    with path.open("rb") as file:
        file.seek(2)
        stretch = Stretch(file, 8)
        place = stretch.tell()
        assert stretch.read(3) == b"234"
        stretch.seek(place)
        assert stretch.read(4) == b"2345"
        assert stretch.read() == b"67"
        stretch.seek(0, os.SEEK_END)
        assert stretch.read() == b""
