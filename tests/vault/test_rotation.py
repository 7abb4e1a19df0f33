"""Another key-encryption key: every key is wrapped anew, no file is touched, and it may be killed at any moment."""

import base64
import io
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from investigations.vault import disk, keys, store
from investigations.vault.refusals import KeyDestroyed, NoKey

from .apart import start

OLD, NEW, OTHER = (base64.b64encode(bytes([byte]) * 32).decode() for byte in b"knz")


@pytest.fixture
def kept():
    return [store.keep(io.BytesIO(b"of case %d" % n), folder=f"case-{n}", limit=1000).key for n in range(5)]


def rotate():
    said = io.StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue().splitlines()


def read(key):
    return b"".join(store.read_chunks(key))


def test_after_rotation_the_new_key_opens_everything_and_the_old_one_nothing(settings, kept):
    files = {path: path.read_bytes() for path in settings.VAULT_DIR.rglob("*") if path.is_file()}
    keys.destroy("case-4")
    settings.CASEWORK_KEY, settings.CASEWORK_KEY_PREVIOUS = NEW, OLD
    assert rotate() == [
        "Wrapped in the new key now: 4",
        "Wrapped in it before: 0",
        "Destroyed with their cases: 1",
        "The key before it is not needed any more.",
    ]
    assert rotate()[:2] == ["Wrapped in the new key now: 0", "Wrapped in it before: 4"]
    settings.CASEWORK_KEY_PREVIOUS = ""
    assert [read(key) for key in kept[:4]] == [b"of case %d" % n for n in range(4)]
    with pytest.raises(KeyDestroyed):
        read(kept[4])
    settings.CASEWORK_KEY = OLD
    for key in kept[:4]:
        with pytest.raises(NoKey):
            read(key)
    assert files == {path: path.read_bytes() for path in settings.VAULT_DIR.rglob("*") if path.is_file()}


def test_the_site_reads_and_writes_while_only_some_keys_are_wrapped_anew(settings, kept, monkeypatch):
    settings.CASEWORK_KEY, settings.CASEWORK_KEY_PREVIOUS = NEW, OLD
    assert read(kept[0]) == b"of case 0"
    fresh = store.keep(io.BytesIO(b"meanwhile"), folder="case-9", limit=100).key
    replaced, really = [], disk.replace

    def breaks(place, content):
        if len(replaced) == 2:
            raise KeyboardInterrupt
        replaced.append(place.stem)
        really(place, content)

    monkeypatch.setattr(disk, "replace", breaks)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    assert replaced == ["case-0", "case-1"]
    assert [read(key) for key in kept] == [b"of case %d" % n for n in range(5)]
    monkeypatch.undo()
    assert rotate()[:2] == ["Wrapped in the new key now: 3", "Wrapped in it before: 3"]
    assert read(fresh) == b"meanwhile"


def test_a_rotation_that_is_killed_is_finished_by_the_next(settings):
    wanted = {f"case-{n}": keys.folder_key_for_writing(f"case-{n}") for n in range(150)}
    settings.CASEWORK_KEY, settings.CASEWORK_KEY_PREVIOUS = NEW, OLD
    lines = f"""
        settings.CASEWORK_KEY_PREVIOUS = {OLD!r}
        print("ready", flush=True)
        keys.rewrap_all()
        """
    child = start(lines, settings.DATA_DIR, NEW)
    child.stdout.readline()
    before, until = "", time.monotonic() + 10
    while not before and time.monotonic() < until:
        settings.CASEWORK_KEY_PREVIOUS = ""
        before = next((folder for folder in wanted if opens(folder)), "")
    child.kill()
    child.communicate()
    settings.CASEWORK_KEY_PREVIOUS = OLD
    assert {folder: keys.folder_key(folder) for folder in wanted} == wanted
    now, earlier = (int(line.rpartition(" ")[2]) for line in rotate()[:2])
    assert now + earlier == 150 and earlier > 0
    settings.CASEWORK_KEY_PREVIOUS = ""
    assert {folder: keys.folder_key(folder) for folder in wanted} == wanted


def opens(folder):
    try:
        return keys.folder_key(folder)
    except NoKey:
        return None


def test_a_key_that_neither_opens_is_named_and_left_as_it_is(settings, kept):
    stored = (settings.KEYSTORE_DIR / "case-0.key").read_bytes()
    settings.CASEWORK_KEY, settings.CASEWORK_KEY_PREVIOUS = NEW, OTHER
    with pytest.raises(CommandError) as refused:
        rotate()
    assert str(refused.value).startswith("5 could not be opened, neither with the new key nor with the one before it")
    assert "case-0, case-1" in str(refused.value) and "Keep both keys" in str(refused.value)
    assert (settings.KEYSTORE_DIR / "case-0.key").read_bytes() == stored


def test_the_key_made_in_the_keystore_can_be_moved_out_of_it(settings, tmp_path):
    settings.CASEWORK_KEY = ""
    kept = store.keep(io.BytesIO(b"early"), folder="case-1", limit=100).key
    (tmp_path / "new").write_text(NEW)
    settings.CASEWORK_KEY_FILE = str(tmp_path / "new")
    settings.CASEWORK_KEY_PREVIOUS_FILE = str(settings.KEYSTORE_DIR / "kek")
    assert rotate()[0] == "Wrapped in the new key now: 1"
    (settings.KEYSTORE_DIR / "kek").unlink()
    settings.CASEWORK_KEY_PREVIOUS_FILE = ""
    assert read(kept) == b"early"


def test_a_key_destroyed_during_the_rotation_does_not_come_back(settings, kept, monkeypatch):
    settings.CASEWORK_KEY, settings.CASEWORK_KEY_PREVIOUS = NEW, OLD
    disposal, really = threading.Thread(target=keys.destroy, args=("case-0",)), keys._wrap

    def slowly(plain, folder):
        if folder == "case-0":
            disposal.start()
            time.sleep(0.3)  # without the lock the key would be destroyed now, and then be put back
        return really(plain, folder)

    monkeypatch.setattr(keys, "_wrap", slowly)
    rotate()
    disposal.join()
    with pytest.raises(KeyDestroyed):
        read(kept[0])
