"""How films and recordings are played: in parts, under their own type, and only the chunks that are asked for."""

import hashlib
import io

import pytest

from investigations.vault import store
from investigations.vault.playing import LONGEST_PART, BehindTheEnd, Part, how_played, part_asked_for, playable
from investigations.vault.refusals import Damaged
from investigations.vault.sealed import CHUNK, HEADER, TAG, Unsealed

FILM = bytes(range(256)) * (5 * CHUNK // 256) + b"the end"
SIZE, SUM = len(FILM), hashlib.sha256(FILM).hexdigest()


@pytest.fixture
def film():
    return store.keep(io.BytesIO(FILM), folder="case-1", limit=1 << 30).key


def play(key, **asked):
    return playable(key, "video/mp4", SIZE, SUM, **asked)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", Part(0, 100)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=10-19", Part(10, 20)),
        ("bytes=90-999", Part(90, 100)),
        ("bytes=-10", Part(90, 100)),
        ("bytes=-999", Part(0, 100)),
        ("bytes=99-", Part(99, 100)),
    ],
)
def test_one_part_is_understood_in_each_of_its_forms(header, part):
    assert part_asked_for(header, 100) == part


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes=٣-٤", "bytes=0-1x"],
)
def test_what_is_not_understood_is_answered_with_all_of_it(header, film):
    assert part_asked_for(header, 100) is None
    assert play(film, asked=header).status_code == 200


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={'9' * 18}-"])
def test_a_part_behind_the_end_is_out_of_reach(header):
    with pytest.raises(BehindTheEnd):
        part_asked_for(header, 100)


@pytest.mark.parametrize(("start", "end"), [(0, 10), (CHUNK - 3, CHUNK + 3), (5 * CHUNK, SIZE), (CHUNK, 2 * CHUNK)])
def test_a_part_is_exactly_the_bytes_asked_for_under_the_type_of_the_file(film, start, end):
    response = play(film, asked=f"bytes={start}-{end - 1}")
    assert response.status_code == 206
    assert b"".join(response) == FILM[start:end]
    assert dict(response.items()) == {
        "Content-Type": "video/mp4",
        "Content-Range": f"bytes {start}-{end - 1}/{SIZE}",
        "Content-Length": str(end - start),
        "Accept-Ranges": "bytes",
        "Content-Disposition": "inline",
        "ETag": f'"{SUM}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store, private",
    }


def test_all_of_it_is_put_together_from_the_parts_that_a_player_asks_for(film):
    at, got = 0, b""
    while at < SIZE:
        response = play(film, asked=f"bytes={at}-")
        piece = b"".join(response)
        assert len(piece) <= LONGEST_PART
        got += piece
        at = len(got)
    assert got == FILM


def test_only_the_chunks_that_are_needed_are_opened(film, monkeypatch):
    opened, really = [], Unsealed._open
    monkeypatch.setattr(Unsealed, "_open", lambda self, number: opened.append(number) or really(self, number))
    b"".join(play(film, asked=f"bytes={2 * CHUNK + 5}-{2 * CHUNK + 9}"))
    assert opened == [5, 2]  # the last, which shows that nothing was cut off, and the one with the bytes


def test_a_part_behind_the_end_is_refused_with_the_size(film):
    response = play(film, asked=f"bytes={SIZE}-")
    assert (response.status_code, response["Content-Range"], response.content) == (416, f"bytes */{SIZE}", b"")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_part_of_another_file_is_not_added_to_this_one(film):
    assert play(film, asked="bytes=0-9", only_if=f'"{SUM}"').status_code == 206
    for other in ('"another"', f'W/"{SUM}"', "Wed, 25 Nov 2026 09:00:00 GMT"):
        response = play(film, asked="bytes=0-9", only_if=other)
        assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))


def test_a_chunk_that_was_changed_never_leaves(film, own_vault):
    path = own_vault / film
    path.chmod(0o600)
    sealed = bytearray(path.read_bytes())
    sealed[HEADER + 2 * (CHUNK + TAG) + 7] ^= 1
    path.write_bytes(sealed)
    assert b"".join(play(film, asked="bytes=0-99")) == FILM[:100]
    with pytest.raises(Damaged):
        b"".join(play(film, asked=f"bytes={2 * CHUNK}-{2 * CHUNK + 9}"))


@pytest.mark.parametrize("content_type", ["image/svg+xml", "text/html", "application/pdf", "image/jpeg", "video/ogg"])
def test_nothing_else_is_played(film, content_type):
    assert how_played(content_type) == ""
    with pytest.raises(ValueError):
        playable(film, content_type, SIZE, SUM)
