"""How files leave: downloads that no browser opens in place, and pictures that nobody stores."""

import io
import itertools
from email.message import Message

import pytest

from investigations.vault import store
from investigations.vault.names import clean_name
from investigations.vault.refusals import Damaged
from investigations.vault.responses import attachment, picture
from investigations.vault.sealed import CHUNK

from .test_kinds import ENDINGS, STEMS

GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store, private",
}


def put(content):
    return store.keep(io.BytesIO(content), folder="case-1", limit=1 << 30).key


def test_an_original_is_only_ever_a_download():
    content = b"<script>alert(1)</script>" * 100_000
    response = attachment(put(content), "page.html")
    assert response.status_code == 200
    assert dict(response.items()) == {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="page.html"',
        "Content-Length": str(len(content)),
        **GUARDED,
    }
    assert response.streaming
    assert b"".join(response) == content


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("photo of it.jpg", 'attachment; filename="photo of it.jpg"'),
        ("Schü\u00df 学.pdf", "attachment; filename*=utf-8''Sch%C3%BC%C3%9F%20%E5%AD%A6.pdf"),
        ('a"; filename="evil.html', "attachment; filename=\"a'_ filename='evil.html\""),
        ("a\r\nSet-Cookie: x=1.txt", 'attachment; filename="aSet-Cookie_ x=1.txt"'),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("\u202etxt.exe", 'attachment; filename="txt.exe"'),
        ("", 'attachment; filename="file"'),
    ],
)
def test_the_name_of_a_download_cannot_leave_its_header(name, told):
    assert attachment(put(b"x"), name)["Content-Disposition"] == told


def test_more_than_120_hostile_names_leave_in_one_header_that_says_the_safe_name():
    key = put(b"x")
    for stem, ending in itertools.product(STEMS, ENDINGS):
        header = attachment(key, stem + ending)["Content-Disposition"]
        assert header.isascii() and header.isprintable()
        told = Message()
        told["Content-Disposition"] = header
        assert told.get_content_disposition() == "attachment"
        assert told.get_filename() == clean_name(stem + ending)


def test_a_file_cut_short_is_no_answer_at_all(own_vault):
    key = put(b"x" * 3 * CHUNK)
    path = own_vault / key
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[: -CHUNK - 16])
    with pytest.raises(Damaged):
        attachment(key, "a.txt")


def test_a_picture_is_shown_in_place_and_not_stored():
    response = picture(b"\xff\xd8", "image/jpeg")
    assert dict(response.items()) == {"Content-Type": "image/jpeg", "Content-Disposition": "inline", **GUARDED}
    assert response.content == b"\xff\xd8"


@pytest.mark.parametrize("content_type", ["image/svg+xml", "text/html", "application/pdf", "image/heic"])
def test_nothing_else_is_shown_in_place(content_type):
    with pytest.raises(ValueError):
        picture(b"x", content_type)
