"""What goes in comes out, is on the disk when it is acknowledged, and tells when it was touched."""

import errno
import hashlib
import io
import os
import random
import shutil
import signal
import time

import pytest

from investigations.vault import disk, store
from investigations.vault.refusals import Damaged, NoRoom, TooLarge
from investigations.vault.sealed import CHUNK, HEADER, TAG
from investigations.vault.store import Kept, keep, open_kept, read_chunks, verify

from .apart import start

MUCH = 1 << 40
SIZES = [0, 1, 15, 16, 4095, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 77]


def content(size, seed=1):
    return random.Random(seed).randbytes(size)


def put(size=3 * CHUNK + 77, folder="case-1", seed=1):
    return keep(io.BytesIO(content(size, seed)), folder=folder, limit=MUCH)


def read(key):
    return b"".join(read_chunks(key))


def names_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", SIZES)
def test_what_is_kept_comes_out_as_it_went_in(size):
    plain = content(size)
    kept = keep(io.BytesIO(plain), folder="case-1", limit=size)
    assert kept == Kept(key=kept.key, sha256=hashlib.sha256(plain).hexdigest(), size=size)
    assert read(kept.key) == plain
    assert open_kept(kept.key).read() == plain
    assert store.size_of(kept.key) == size
    assert verify(kept.key, kept.sha256, kept.size) is None


@pytest.mark.parametrize("piece", [1, 1000, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_the_size_of_the_pieces_that_arrive_makes_no_difference(piece):
    plain = content(2000 if piece == 1 else 3 * CHUNK)
    kept = keep((plain[at : at + piece] for at in range(0, len(plain), piece)), folder="case-1", limit=MUCH)
    assert read(kept.key) == plain


def test_a_stream_that_was_looked_into_is_kept_from_its_beginning():
    stream = io.BytesIO(b"first bytes and the rest")
    stream.read(11)
    assert read(keep(stream, folder="case-1", limit=MUCH).key) == b"first bytes and the rest"


def test_any_part_can_be_read():
    plain, kept = content(3 * CHUNK + 77), put()
    edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5, 3 * CHUNK, 3 * CHUNK + 76, 3 * CHUNK + 77, 9 * CHUNK]
    for start_at in edges:
        for end in [*edges, None]:
            assert b"".join(read_chunks(kept.key, start_at, end)) == plain[start_at:end]


def test_an_open_file_can_be_searched_like_any_other():
    plain, file = content(3 * CHUNK + 77), open_kept(put().key)
    chance = random.Random(3)
    for _ in range(60):
        at, length = chance.randrange(len(plain) + 10), chance.randrange(2 * CHUNK)
        assert file.seek(at) == at
        assert file.read(length) == plain[at : at + length]
    assert file.seek(-5, io.SEEK_END) == len(plain) - 5
    assert file.read() == plain[-5:]


def test_a_file_lies_under_a_name_of_our_own_making(own_vault):
    kept = put(10)
    assert names_in(own_vault) == [kept.key]
    folder, file = kept.key.split("/")
    assert folder == "case-1"
    assert len(file) == 32 and int(file, 16) >= 0
    assert (own_vault / kept.key).stat().st_mode & 0o777 == 0o400
    assert (own_vault / folder).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("folder", ["", ".", "..", "a/b", "../a", "/etc", "a b", "a\0", "-a", ".hidden", "ä", "a" * 81])
def test_a_folder_that_could_lead_elsewhere_is_not_taken(folder, own_vault):
    with pytest.raises(ValueError):
        keep(io.BytesIO(b"x"), folder=folder, limit=MUCH)
    assert not own_vault.exists()


@pytest.mark.parametrize(
    "key", ["", "case-1", "../keystore/kek", "case-1/../x", "case-1/x", "case-1/" + "a" * 32 + "\n"]
)
def test_a_key_that_is_none_is_not_read(key):
    with pytest.raises(ValueError):
        read_chunks(key)


def test_a_file_over_the_limit_leaves_nothing(own_vault):
    assert put(CHUNK).size == CHUNK
    before = names_in(own_vault)
    with pytest.raises(TooLarge) as refused:
        keep(io.BytesIO(content(2 * CHUNK + 1)), folder="case-1", limit=2 * CHUNK)
    assert str(refused.value) == "The file is larger than 2 MB, which is the most that can be kept."
    assert names_in(own_vault) == before


def test_a_stream_that_breaks_off_leaves_nothing(own_vault):
    def broken():
        yield content(2 * CHUNK)
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        keep(broken(), folder="case-1", limit=MUCH)
    assert names_in(own_vault) == []


def test_a_full_disk_is_said_and_leaves_nothing(own_vault, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    put(10)
    before = names_in(own_vault)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom) as refused:
        put(CHUNK)
    assert str(refused.value) == "There is no room left to keep this file. Nothing was saved."
    assert names_in(own_vault) == before


def test_the_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_it_is_acknowledged(monkeypatch):
    put(1)
    told = []
    fsync, replace, sync_folder = os.fsync, os.replace, disk.sync_folder
    monkeypatch.setattr(os, "fsync", lambda fd: (told.append("file written through"), fsync(fd))[1])
    monkeypatch.setattr(os, "replace", lambda *names: (told.append("named"), replace(*names))[1])
    monkeypatch.setattr(disk, "sync_folder", lambda path: (sync_folder(path), told.append("folder written through"))[0])
    put(CHUNK)
    assert told == ["file written through", "named", "file written through", "folder written through"]


def flip(path, at):
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


@pytest.mark.parametrize("size", [0, 1, CHUNK, 3 * CHUNK + 77])
def test_any_flipped_bit_is_found_on_reading_and_by_the_check(own_vault, size):
    kept = put(size)
    path = own_vault / kept.key
    length = path.stat().st_size
    spots = {0, 4, HEADER - 1, HEADER, length - TAG - 1, length - 1, *random.Random(5).sample(range(length), 25)}
    for at in sorted(spots):
        flip(path, at)
        with pytest.raises(Damaged) as found:
            read(kept.key)
        assert str(found.value) == f"The kept file {kept.key} is damaged: its stored content is not what was handed in."
        with pytest.raises(Damaged):
            open_kept(kept.key).read()
        with pytest.raises(Damaged):
            verify(kept.key, kept.sha256, kept.size)
        flip(path, at)
    assert read(kept.key) == content(size)


def test_a_file_cut_short_is_found_before_its_first_byte_is_given_out(own_vault):
    whole = CHUNK + TAG
    kept = put(3 * CHUNK)
    path = own_vault / kept.key
    path.chmod(0o600)
    length = path.stat().st_size
    cuts = [
        length - 1,
        length - TAG,
        HEADER + 2 * whole,
        HEADER + 2 * whole + 5,
        HEADER + whole,
        HEADER + TAG,
        HEADER,
        3,
        0,
    ]
    for cut in cuts:
        os.truncate(path, cut)
        with pytest.raises(Damaged):
            read_chunks(kept.key)
        with pytest.raises(Damaged):
            read_chunks(kept.key, 0, 10)
        with pytest.raises(Damaged):
            open_kept(kept.key)


@pytest.mark.parametrize("more", [b"x", b"x" * TAG, b"x" * (CHUNK + TAG)])
def test_a_file_made_longer_is_found(own_vault, more):
    kept = put(2 * CHUNK)
    path = own_vault / kept.key
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + more)
    with pytest.raises(Damaged):
        read(kept.key)


def test_chunks_in_another_order_or_from_another_file_are_found(own_vault):
    one, other = put(3 * CHUNK, seed=1), put(3 * CHUNK, seed=2)
    whole = CHUNK + TAG
    stored, foreign = (own_vault / one.key).read_bytes(), (own_vault / other.key).read_bytes()
    a, b, c = (stored[HEADER + n * whole : HEADER + (n + 1) * whole] for n in range(3))
    second = foreign[HEADER + whole : HEADER + 2 * whole]
    (own_vault / one.key).chmod(0o600)
    for parts in ([b, a, c], [a, c, b], [c, b, a], [a, a, c], [a, second, c], [b, c], [a, c], [a, b, b, c]):
        (own_vault / one.key).write_bytes(stored[:HEADER] + b"".join(parts))
        with pytest.raises(Damaged):
            read(one.key)
    (own_vault / one.key).write_bytes(stored)
    assert read(one.key) == content(3 * CHUNK, 1)


def test_two_files_that_changed_places_are_found(own_vault):
    one, other = put(seed=1), put(seed=2)
    away = own_vault / "away"
    (own_vault / one.key).rename(away)
    (own_vault / other.key).rename(own_vault / one.key)
    away.rename(own_vault / other.key)
    for key in (one.key, other.key):
        with pytest.raises(Damaged):
            read(key)


def test_a_file_moved_to_another_folder_is_found(own_vault):
    mine, theirs = put(folder="case-1"), put(folder="case-2")
    moved = f"case-2/{mine.key.split('/')[1]}"
    shutil.copy(own_vault / mine.key, own_vault / moved)
    with pytest.raises(Damaged):
        read(moved)
    assert read(theirs.key) == content(3 * CHUNK + 77)


def test_a_file_that_is_gone_is_named(own_vault):
    kept = put(10)
    (own_vault / kept.key).unlink()
    with pytest.raises(Damaged) as found:
        read_chunks(kept.key)
    assert str(found.value) == f"The kept file {kept.key} is damaged: it is no longer in its place."


def test_a_sound_file_that_is_not_the_one_of_the_receipt_is_found():
    one, other = put(seed=1), put(seed=2)
    for sha256, size in ((other.sha256, one.size), (one.sha256, one.size + 1)):
        with pytest.raises(Damaged) as found:
            verify(one.key, sha256, size)
        assert "checksum" in str(found.value)


def test_a_discarded_draft_is_gone_with_its_pictures(own_vault):
    kept, other = put(10), put(10)
    for width in (160, 1200):
        store.write([b"picture"], key=kept.key.replace("/", "/previews/") + f"-{width}", limit=MUCH)
    assert len(names_in(own_vault)) == 4
    store.discard(kept.key)
    store.discard(kept.key)
    assert names_in(own_vault) == [other.key]


def test_of_200_canaries_none_is_found_in_a_copied_data_folder(settings):
    canaries = [f"canary-{number:03}-{random.Random(number).randbytes(8).hex()}" for number in range(200)]
    for number, canary in enumerate(canaries):
        keep(io.BytesIO(canary.encode() * (number + 1)), folder=f"case-{number % 7}", limit=MUCH)
    copied = b"".join(path.read_bytes() for path in settings.DATA_DIR.rglob("*") if path.is_file())
    assert len(copied) > 200 * 24
    assert [canary for canary in canaries if canary.encode() in copied] == []


def test_kill_9_in_mid_write_acknowledges_nothing_and_leaves_nothing_plain(settings):
    written = """
        def arriving():
            while True:
                yield b"canary-in-the-mine" * 50_000
                print("sent", flush=True)
        print("kept", store.keep(arriving(), folder="case-1", limit=1 << 40).key, flush=True)
        """
    for pause in (0, 0.05, 0.15):
        child = start(written, settings.DATA_DIR, settings.CASEWORK_KEY)
        for _ in range(4):
            assert child.stdout.readline() == "sent\n"
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        assert "kept" not in child.communicate()[0]
    left = [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    unfinished = [path for path in left if path.suffix == ".part"]
    assert len(unfinished) == 3 and all(path.stat().st_size > CHUNK for path in unfinished)
    assert [path for path in left if b"canary-in-the-mine" in path.read_bytes()] == []
    assert store.clear_unfinished() == 0
    assert store.clear_unfinished(older_than=0) == 3
    assert names_in(settings.VAULT_DIR) == []


def test_200_mb_go_in_and_out_in_flat_memory(settings):
    measured = """
        store.keep([b"x"], folder="case-1", limit=10)
        before, block = from_now_on(), bytes(range(256)) * 1024
        kept = store.keep((block for _ in range(800)), folder="case-1", limit=1 << 40)
        store.verify(kept.key, kept.sha256, kept.size)
        with store.open_kept(kept.key) as file:
            while file.read(1 << 16):
                pass
        print(kept.size, peak() - before)
        """
    out, wrong = start(measured, settings.DATA_DIR, settings.CASEWORK_KEY).communicate()
    assert wrong == ""
    size, grown = map(int, out.split())
    assert size == 200 * 1024 * 1024
    assert grown < 20
