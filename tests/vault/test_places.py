"""The vault on a disk and on S3-compatible storage: the same files, the same promises.

The storage is a real server that speaks S3 over HTTP; what it holds is looked at from outside the vault.
"""

import hashlib
import io
import random
import signal

import boto3
import environ
import pytest
from botocore.config import Config
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from casework.s3 import storage_of_the_vault
from investigations.vault import on_s3, store
from investigations.vault.playing import playable
from investigations.vault.refusals import Damaged, NoKey, NoRoom, OutOfReach, TooLarge
from investigations.vault.sealed import CHUNK, HEADER, TAG

from .apart import start

MUCH = 1 << 40
BUCKET = "evidence"


class Disk:
    """What lies there, as whoever stole it would find it."""

    def __init__(self, folder):
        self.folder = folder

    def names(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def read(self, name):
        return (self.folder / name).read_bytes()

    def put(self, name, content):
        (self.folder / name).unlink(missing_ok=True)
        (self.folder / name).write_bytes(content)

    def remove(self, name):
        (self.folder / name).unlink()


class Storage:
    def __init__(self, address):
        self.client = boto3.client("s3", endpoint_url=address, region_name="eu-west-2", **ACCOUNT)

    def names(self):
        found = self.client.list_objects_v2(Bucket=BUCKET, Prefix="school/").get("Contents", [])
        return sorted(row["Key"].removeprefix("school/") for row in found)

    def read(self, name):
        return self.client.get_object(Bucket=BUCKET, Key=f"school/{name}")["Body"].read()

    def put(self, name, content):
        self.client.put_object(Bucket=BUCKET, Key=f"school/{name}", Body=content)

    def remove(self, name):
        self.client.delete_object(Bucket=BUCKET, Key=f"school/{name}")

    def unfinished(self):
        return self.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])


ACCOUNT = {"aws_access_key_id": "tester", "aws_secret_access_key": "secret"}


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


def on_s3_at(address):
    options = {
        "bucket_name": BUCKET,
        "location": "school",
        "endpoint_url": address,
        "region_name": "eu-west-2",
        "access_key": "tester",
        "secret_key": "secret",
        "client_config": Config(connect_timeout=1, read_timeout=5, retries={"max_attempts": 1}),
    }
    return {"vault": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}


@pytest.fixture
def storage(settings, server):
    settings.STORAGES = settings.STORAGES | on_s3_at(server)
    box = Storage(server)
    box.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    yield box
    for left in box.unfinished():
        box.client.abort_multipart_upload(Bucket=BUCKET, Key=left["Key"], UploadId=left["UploadId"])
    for name in box.names():
        box.remove(name)
    box.client.delete_bucket(Bucket=BUCKET)


@pytest.fixture(params=["disk", "s3"])
def box(request, own_vault):
    return Disk(own_vault) if request.param == "disk" else request.getfixturevalue("storage")


def content(size, seed=1):
    return random.Random(seed).randbytes(size)


def put(size=3 * CHUNK + 77, folder="case-1", seed=1):
    return store.keep(io.BytesIO(content(size, seed)), folder=folder, limit=MUCH)


def read(key, *part):
    return b"".join(store.read_chunks(key, *part))


@pytest.mark.parametrize("size", [0, CHUNK + 1, 9 * CHUNK + 5])
def test_what_is_kept_comes_out_as_it_went_in(box, size):
    plain, kept = content(size), put(size)
    assert (kept.sha256, kept.size) == (hashlib.sha256(plain).hexdigest(), size)
    assert read(kept.key) == store.open_kept(kept.key).read() == plain
    assert store.verify(kept.key, kept.sha256, kept.size) is None
    assert box.names() == [kept.key] and store.exists(kept.key)
    assert plain[:16] not in box.read(kept.key) or size < 16


def test_any_part_can_be_read_and_played(box):
    plain, kept = content(9 * CHUNK + 5), put(9 * CHUNK + 5)
    for at, end in [
        (0, 1),
        (CHUNK - 1, CHUNK + 1),
        (3 * CHUNK, 7 * CHUNK + 9),
        (9 * CHUNK, None),
        (8 * CHUNK, 10**9),
    ]:
        assert read(kept.key, at, end) == plain[at:end]
    answer = playable(kept.key, "video/mp4", kept.size, kept.sha256, asked=f"bytes={3 * CHUNK + 5}-{4 * CHUNK + 5}")
    assert b"".join(answer) == plain[3 * CHUNK + 5 : 4 * CHUNK + 6]
    file, chance = store.open_kept(kept.key), random.Random(3)
    for _ in range(8):
        at, length = chance.randrange(len(plain)), chance.randrange(2 * CHUNK)
        file.seek(at)
        assert file.read(length) == plain[at : at + length]


@pytest.mark.parametrize("size", [CHUNK, 9 * CHUNK])
def test_what_is_refused_or_breaks_off_leaves_nothing(box, size):
    def broken():
        yield content(size)
        assert [name for name in box.names() if not name.endswith(".part")] == []
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        store.keep(broken(), folder="case-1", limit=MUCH)
    with pytest.raises(TooLarge):
        store.keep(io.BytesIO(content(size + 1)), folder="case-1", limit=size)
    assert box.names() == []
    assert not isinstance(box, Storage) or box.unfinished() == []


def test_what_was_changed_cut_short_swapped_or_taken_away_is_found(box):
    one, other = put(seed=1), put(seed=2)
    stored, foreign = box.read(one.key), box.read(other.key)
    flipped = bytearray(stored)
    flipped[HEADER + CHUNK + TAG + 9] ^= 1
    for wrong in (bytes(flipped), stored[:-1], stored[: HEADER + CHUNK + TAG], stored + b"x", foreign, b"", b"CWV1"):
        box.put(one.key, wrong)
        with pytest.raises(Damaged):
            read(one.key)
    box.put(one.key, stored)
    assert read(one.key) == content(3 * CHUNK + 77)
    box.remove(one.key)
    assert not store.exists(one.key)
    with pytest.raises(Damaged) as found:
        read(one.key)
    assert "it is no longer in its place" in str(found.value)


def test_the_lost_key_of_a_folder_that_holds_files_is_not_replaced(box, settings):
    kept, place = put(10), settings.KEYSTORE_DIR / "case-1.key"
    away = place.rename(place.with_suffix(".away"))
    with pytest.raises(NoKey):
        put(10)
    assert not place.exists() and box.names() == [kept.key]
    away.rename(place)
    assert read(kept.key) == content(10)


def test_a_discarded_draft_is_gone_with_its_pictures(box):
    kept, other = put(10), put(10)
    for width in (160, 1200):
        store.write([b"picture"], key=kept.key.replace("/", "/previews/") + f"-{width}", limit=MUCH)
    assert len(box.names()) == 4
    store.discard(kept.key)
    store.discard(kept.key)
    assert box.names() == [other.key]


def test_of_200_canaries_none_is_found_in_what_lies_there(box):
    canaries = [f"canary-{number:03}-{random.Random(number).randbytes(8).hex()}" for number in range(200)]
    for at in range(0, 200, 20):
        store.keep(io.BytesIO(" ".join(canaries[at : at + 20]).encode()), folder=f"case-{at % 7}", limit=MUCH)
    stolen = b"".join(box.read(name) for name in box.names())
    assert len(stolen) > 200 * 24
    assert [canary for canary in canaries if canary.encode() in stolen] == []


# ---- Of the storage alone ---------------------------------------------------------------------------------------

ON_S3 = """
        from botocore.config import Config
        from django.core.files.storage import storages
        settings.STORAGES = {storages!r}
        """


def with_storage(lines, server):
    options = on_s3_at(server)["vault"]["OPTIONS"] | {"client_config": None}
    return ON_S3.format(storages={"vault": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}) + lines


def test_kill_9_on_the_way_up_acknowledges_nothing_and_is_cleared_away(settings, storage, server):
    lines = """
        def arriving():
            for number in range(10**6):
                yield b"canary-in-the-mine" * 50_000
                if number == 20:
                    print("sent", flush=True)
        print("kept", store.keep(arriving(), folder="case-1", limit=1 << 40).key, flush=True)
        """
    child = start(with_storage(lines, server), settings.DATA_DIR, settings.CASEWORK_KEY)
    assert child.stdout.readline() == "sent\n"
    child.send_signal(signal.SIGKILL)
    assert "kept" not in child.communicate()[0]
    assert storage.names() == [] and len(storage.unfinished()) == 1
    assert store.clear_unfinished(older_than=50 * 365 * 24 * 3600) == 0  # this server begins all uploads in 2010
    assert store.clear_unfinished(older_than=0) == 1
    assert storage.unfinished() == []
    assert [path for path in settings.DATA_DIR.rglob("*.part")] == []


def test_50_mb_go_up_and_come_down_in_flat_memory(settings, storage, server):
    lines = """
        first = store.keep([b"x" * (20 << 20)], folder="case-1", limit=1 << 40)
        store.verify(first.key, first.sha256, first.size)
        before, block = from_now_on(), bytes(range(256)) * 1024
        kept = store.keep((block for _ in range(200)), folder="case-1", limit=1 << 40)
        store.verify(kept.key, kept.sha256, kept.size)
        print(kept.size, peak() - before)
        """
    out, wrong = start(with_storage(lines, server), settings.DATA_DIR, settings.CASEWORK_KEY).communicate()
    assert wrong == ""
    size, grown = map(int, out.split())
    assert size == 50 * 1024 * 1024
    assert grown < 30


def test_a_part_costs_a_few_answers_and_reading_on_few_more(storage, monkeypatch):
    kept, asked = put(20 * CHUNK), []
    client = storages["vault"].connection.meta.client
    get = client.get_object

    def counted(**about):
        asked.append(about["Range"])
        return get(**about)

    monkeypatch.setattr(client, "get_object", counted)
    read(kept.key, 5 * CHUNK, 5 * CHUNK + 10)
    assert len(asked) == 3  # the head, the last chunk, the chunk
    asked.clear()
    read(kept.key)
    assert len(asked) <= 5


def test_a_storage_that_does_not_answer_is_not_taken_for_damage(settings, storage):
    kept = put(10)
    settings.STORAGES = settings.STORAGES | on_s3_at("http://127.0.0.1:9")
    for attempt in (lambda: read(kept.key), lambda: put(10), lambda: store.exists(kept.key), lambda: put(9 * CHUNK)):
        with pytest.raises(OutOfReach) as refused:
            attempt()
        assert "does not answer" in str(refused.value)


def test_the_settings_of_the_site_lead_there(settings, storage, server, monkeypatch):
    given = {
        "VAULT_S3_BUCKET": BUCKET,
        "VAULT_S3_PREFIX": "school",
        "VAULT_S3_ENDPOINT": server,
        "VAULT_S3_REGION": "eu-west-2",
        **{name.upper(): value for name, value in ACCOUNT.items()},
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | {"vault": storage_of_the_vault(environ.Env())}
    kept = put(10)
    assert storage.names() == [kept.key] and read(kept.key) == content(10)


def test_a_storage_that_is_full_is_said(storage, monkeypatch):
    from botocore.exceptions import ClientError

    def full(**about):
        answer = {"Error": {"Code": "XMinioStorageFull"}, "ResponseMetadata": {"HTTPStatusCode": 507}}
        raise ClientError(answer, "UploadPart")

    client = storages["vault"].connection.meta.client
    with monkeypatch.context() as patch:
        patch.setattr(client, "upload_part", full)
        with pytest.raises(NoRoom):
            put(9 * CHUNK)
    assert storage.names() == [] and storage.unfinished() == []
    assert on_s3.PART >= 5 << 20


def test_more_than_a_thousand_objects_are_listed_to_their_end(storage):
    kept, other = put(10), put(10)
    beside = f"school/{kept.key.replace('/', '/previews/')}"
    for number in range(1005):
        storage.client.put_object(Bucket=BUCKET, Key=f"{beside}-320-{number}", Body=b"x")
    assert len(list(store.originals(older_than=0))) == 2
    assert list(store.originals(older_than=3600)) == []
    store.discard(kept.key)
    assert storage.names() == [other.key]


def test_unfinished_uploads_are_listed_to_their_end(storage, monkeypatch):
    """The server of the tests gives all of them at once, so its answers are cut into pages of two here."""
    client = storages["vault"].connection.meta.client
    whole = client.list_multipart_uploads

    def two_at_a_time(KeyMarker="", UploadIdMarker="", **about):  # noqa: N803 - as the storage calls them
        left = sorted(whole(**about).get("Uploads", []), key=lambda row: row["Key"])
        left = [row for row in left if row["Key"] > KeyMarker]
        page = {"Uploads": left[:2], "IsTruncated": len(left) > 2}
        return page | ({"NextKeyMarker": left[1]["Key"], "NextUploadIdMarker": "x"} if len(left) > 2 else {})

    monkeypatch.setattr(client, "list_multipart_uploads", two_at_a_time)
    for number in range(5):
        storage.client.create_multipart_upload(Bucket=BUCKET, Key=f"school/case-1/{number:032x}")
    assert store.clear_unfinished(older_than=0) == 5
    assert storage.unfinished() == []
