"""A file that comes in pieces: sealed, whole in the end, and nothing counted that is not on the disk."""

import io
import os
import random
import zipfile

import pytest

from investigations.vault import keys, pieces
from investigations.vault.refusals import Damaged, KeyDestroyed, NoRoom

from .samples import docx

UPLOAD = "ab" * 16
CANARY = b"canary-in-the-mine"


class Broken(io.BytesIO):
    """A line that breaks after what it holds."""

    def read(self, size=-1):
        part = super().read(size)
        if not part:
            raise OSError("the line broke")
        return part


def keep(content, most=1 << 30, stream=io.BytesIO):
    return pieces.keep_piece(stream(content), folder="case-1", upload=UPLOAD, most=most)


def whole(*parts):
    return pieces.open_whole(parts, folder="case-1", upload=UPLOAD)


def lying(settings):
    return sorted(it for it in (settings.DATA_DIR / "incoming").rglob("*") if it.is_file())


@pytest.mark.parametrize("sizes", [[1], [1 << 20, 1], [5, 3 << 20, 7, (1 << 20) + 1], [1] * 50])
def test_pieces_are_read_as_one_file(sizes):
    content = random.Random(len(sizes)).randbytes(sum(sizes))
    kept, at = [], 0
    for size in sizes:
        kept.append(keep(content[at : at + size]))
        at += size
    with whole(*kept) as file:
        assert file.read() == content
        for place in {0, sizes[0], sizes[0] - 1, len(content) - 1}:
            file.seek(place)
            assert file.read(9) == content[place : place + 9]
        assert file.seek(0, io.SEEK_END) == len(content)
        assert file.read() == b""


def test_a_word_document_can_be_looked_into_across_its_pieces():
    content = docx()
    parts = [keep(content[at : at + 100]) for at in range(0, len(content), 100)]
    assert zipfile.ZipFile(whole(*parts)).testzip() is None


def test_a_line_that_breaks_leaves_what_had_arrived():
    piece = keep(b"x" * 300_000, stream=Broken)
    assert piece.size == 300_000
    assert whole(piece).read() == b"x" * 300_000


def test_nothing_and_no_more_than_announced_is_kept(settings):
    assert keep(b"") is None
    assert keep(b"", stream=Broken) is None
    assert lying(settings) == []
    assert keep(b"12345", most=3).size == 3


def test_what_waits_cannot_be_read_without_its_key_and_belongs_to_one_upload(settings):
    piece = keep(CANARY * 100_000)
    (place,) = lying(settings)
    assert CANARY not in place.read_bytes()
    assert place.stat().st_mode & 0o077 == 0
    with pytest.raises(Damaged):
        whole(pieces.Piece(piece.name, piece.size + 1)).read()
    other = place.with_name("cd" * 16)
    os.link(place, other)
    with pytest.raises(Damaged):
        whole(pieces.Piece(other.name, piece.size)).read()
    keys.destroy("case-1")
    with pytest.raises(KeyDestroyed):
        whole(piece)


def test_a_full_disk_keeps_nothing_and_says_so(settings, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pieces.os, "fsync", full)
    with pytest.raises(NoRoom):
        keep(b"x" * 100)
    assert lying(settings) == []


def test_it_is_on_the_disk_before_it_is_counted(monkeypatch):
    keep(b"the first also writes the key of its case")
    synced = []
    real = os.fsync
    monkeypatch.setattr(
        pieces.os, "fsync", lambda handle: synced.append(os.readlink(f"/proc/self/fd/{handle}")) or real(handle)
    )
    piece = keep(b"x")
    assert [place.endswith(piece.name) for place in synced] == [True, False]
    assert synced[-1].endswith(UPLOAD)


def test_what_was_given_up_goes_with_all_that_lies_beside_it(settings):
    keep(b"one")
    keep(b"left by a killed process")
    assert list(pieces.left_behind()) == []
    assert list(pieces.left_behind(older_than=0)) == [UPLOAD]
    pieces.drop_upload(UPLOAD)
    assert lying(settings) == []


@pytest.mark.parametrize("name", ["..", "../vault", "x", "AB" * 16, "", "ab" * 16 + "/.."])
def test_only_names_of_our_own_making_lead_to_a_place(name):
    with pytest.raises(ValueError):
        pieces.drop_upload(name)
    with pytest.raises(ValueError):
        pieces.drop_piece(UPLOAD, name)
