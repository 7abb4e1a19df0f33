"""One key a folder, wrapped, made once; and what is said when it does not open."""

import base64
import io
import os
import time

import pytest

from investigations.vault import keys, store
from investigations.vault.refusals import KeyDestroyed, NoKey

from .apart import start

LOST = (
    "The key of case-1 is missing from the keystore: what was kept with it cannot be read, and nothing is added to it. "
    "Bring case-1.key back from a backup of the keystore."
)


def put(folder="case-1", plain=b"what was handed in"):
    return store.keep(io.BytesIO(plain), folder=folder, limit=1000)


def test_each_folder_has_a_key_of_its_own_and_keeps_it():
    one, other = keys.folder_key_for_writing("case-1"), keys.folder_key_for_writing("case-2")
    assert (len(one), len(other)) == (32, 32)
    assert one != other
    assert keys.folder_key_for_writing("case-1") == keys.folder_key("case-1") == one


def test_reading_never_makes_a_key(settings):
    with pytest.raises(NoKey) as refused:
        keys.folder_key("case-1")
    assert str(refused.value) == LOST
    assert not settings.KEYSTORE_DIR.exists()


def test_what_lies_in_the_keystore_is_wrapped_and_private(settings):
    key = keys.folder_key_for_writing("case-1")
    place = settings.KEYSTORE_DIR / "case-1.key"
    assert key not in place.read_bytes()
    assert place.stat().st_mode & 0o077 == 0
    assert settings.KEYSTORE_DIR.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in settings.KEYSTORE_DIR.iterdir()] == ["case-1.key"]


def test_a_key_moved_to_another_folder_does_not_open(settings):
    put("case-1")
    put("case-2")
    os.replace(settings.KEYSTORE_DIR / "case-1.key", settings.KEYSTORE_DIR / "case-2.key")
    with pytest.raises(NoKey):
        keys.folder_key("case-2")


def test_another_key_encryption_key_opens_nothing_and_makes_nothing_new(settings):
    kept = put()
    settings.CASEWORK_KEY = base64.b64encode(b"z" * 32).decode()
    for attempt in (lambda: list(store.read_chunks(kept.key)), put):
        with pytest.raises(NoKey) as refused:
            attempt()
        assert str(refused.value) == (
            "The key of case-1 does not open. Either CASEWORK_KEY is not the one it was made with, "
            "or the keystore is damaged."
        )


def test_the_key_encryption_key_may_come_from_the_environment_or_from_a_file(settings, monkeypatch, tmp_path):
    kept, text = put(), settings.CASEWORK_KEY
    settings.CASEWORK_KEY = ""
    monkeypatch.setenv("CASEWORK_KEY", text)
    assert b"".join(store.read_chunks(kept.key)) == b"what was handed in"
    monkeypatch.delenv("CASEWORK_KEY")
    (tmp_path / "key").write_text(f"{text}\n")
    settings.CASEWORK_KEY_FILE = str(tmp_path / "key")
    assert b"".join(store.read_chunks(kept.key)) == b"what was handed in"
    settings.CASEWORK_KEY_FILE = str(tmp_path / "absent")
    with pytest.raises(NoKey) as refused:
        store.read_chunks(kept.key)
    assert str(refused.value) == f"The key file {tmp_path / 'absent'} cannot be read: No such file or directory."


@pytest.mark.parametrize("text", ["short", "!" * 44, base64.b64encode(b"k" * 31).decode()])
def test_a_key_that_is_not_32_bytes_in_base64_is_refused(settings, text):
    settings.CASEWORK_KEY = text
    with pytest.raises(NoKey) as refused:
        put()
    assert str(refused.value) == "The key in CASEWORK_KEY must be the base64 text of exactly 32 bytes."


def test_without_a_key_one_is_made_once_and_only_for_us_to_read(settings):
    settings.CASEWORK_KEY = ""
    kept = put()
    place = settings.KEYSTORE_DIR / "kek"
    assert place.stat().st_mode & 0o077 == 0
    made = place.read_bytes()
    put("case-2")
    assert place.read_bytes() == made
    assert b"".join(store.read_chunks(kept.key)) == b"what was handed in"


def test_a_lost_key_encryption_key_is_said_and_not_replaced(settings):
    settings.CASEWORK_KEY = ""
    put()
    place = settings.KEYSTORE_DIR / "kek"
    place.unlink()
    with pytest.raises(NoKey) as refused:
        put("case-2")
    assert str(refused.value) == (
        f"The key-encryption key is missing: set CASEWORK_KEY or CASEWORK_KEY_FILE, or restore {place}."
    )
    assert not place.exists()


def test_a_destroyed_key_ends_reading_and_writing_for_good(settings):
    kept, other = put("case-1"), put("case-2")
    wrapped = (settings.KEYSTORE_DIR / "case-1.key").read_bytes()
    with (settings.KEYSTORE_DIR / "case-1.key").open("rb") as block_on_the_disk:
        keys.destroy("case-1")
        assert wrapped not in block_on_the_disk.read()
    for attempt in (lambda: store.read_chunks(kept.key), lambda: put("case-1")):
        with pytest.raises(KeyDestroyed) as refused:
            attempt()
        assert str(refused.value) == (
            "The files of case-1 were disposed of: their key was destroyed and they cannot be read."
        )
    left = b"".join(path.read_bytes() for path in settings.DATA_DIR.rglob("*") if path.is_file())
    assert wrapped not in left
    assert b"".join(store.read_chunks(other.key)) == b"what was handed in"


@pytest.mark.parametrize("given", [True, False])
def test_processes_that_begin_a_folder_at_once_get_the_same_key(settings, tmp_path, given):
    settings.CASEWORK_KEY = settings.CASEWORK_KEY if given else ""
    at_once = """
        while time.time() < {moment}:
            pass
        print([keys.folder_key_for_writing("case-%d" % n).hex() for n in range(20)])
        """
    moment = time.time() + 1.5
    children = [start(at_once.format(moment=moment), settings.DATA_DIR, settings.CASEWORK_KEY) for _ in range(6)]
    answers = [child.communicate() for child in children]
    assert [wrong for _, wrong in answers if wrong] == []
    assert len({out for out, _ in answers}) == 1
    assert eval(answers[0][0]) == [keys.folder_key(f"case-{n}").hex() for n in range(20)]
    assert [path.name for path in settings.KEYSTORE_DIR.iterdir() if path.name.endswith(".part")] == []


def test_the_lost_key_of_a_folder_that_holds_files_is_said_and_not_replaced(settings):
    kept, place = put(), settings.KEYSTORE_DIR / "case-1.key"
    away = place.rename(place.with_suffix(".away"))
    for attempt in (put, lambda: store.read_chunks(kept.key)):
        with pytest.raises(NoKey) as refused:
            attempt()
        assert str(refused.value) == LOST
    assert not place.exists()
    put("case-2")
    away.rename(place)
    put()
    assert b"".join(store.read_chunks(kept.key)) == b"what was handed in"
    store.discard(kept.key)
    store.discard(put("case-3").key)
    (settings.KEYSTORE_DIR / "case-3.key").unlink()
    put("case-3")  # nothing was lost: nothing lay there
