"""What waits between browser and vault: sealed, within the limit, in flat memory."""

import io
import random
import signal
import subprocess
import sys
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from investigations.vault import store, uploads
from investigations.vault.kinds import recognise
from investigations.vault.refusals import NoRoom, TooLarge
from investigations.vault.uploads import SealedUpload

from .apart import PEAK, ROOT

CANARY = b"canary-in-the-mine"


def received(settings, *files):
    settings.FILE_UPLOAD_HANDLERS = ["investigations.vault.uploads.SealedUploads"]
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    request = RequestFactory().post("/", {"file": sent, "word": "x"})
    assert request.POST["word"] == "x"
    return request.FILES.getlist("file")


def test_the_site_is_run_with_sealed_uploads():
    from casework import settings as site

    assert site.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
        "investigations.vault.uploads.SealedUploads",
    ]


@pytest.mark.parametrize("size", [1, 65536, 1 << 20, (3 << 20) + 5])
def test_an_upload_is_read_as_it_was_sent(settings, size):
    content = random.Random(size).randbytes(size)
    (upload,) = received(settings, ("photo.jpg", content))
    assert isinstance(upload, SealedUpload)
    assert (upload.name, upload.size) == ("photo.jpg", size)
    assert upload.read(10) == content[:10]
    upload.seek(0)
    assert upload.read() == content
    assert b"".join(upload.chunks()) == content


def test_an_upload_is_looked_into_and_kept(settings):
    content = b"Said on Friday. " * 200_000
    (upload,) = received(settings, ("note.txt", content))
    assert recognise(upload.name, upload.read(4096), upload).content_type == "text/plain"
    kept = store.keep(upload, folder="case-1", limit=1 << 30)
    assert b"".join(store.read_chunks(kept.key)) == content


def test_many_files_in_one_request_stay_apart(settings):
    sent = [(f"{number}.txt", b"%d " % number * 50_000) for number in range(60)]
    got = received(settings, *sent)
    assert [(upload.name, upload.read()) for upload in got] == sent


def test_what_waits_is_sealed_and_has_no_name(settings, monkeypatch):
    made = []
    original = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **how: made.append(original(**how)) or made[-1])
    (upload,) = received(settings, ("note.txt", CANARY * 200_000))
    assert list((settings.DATA_DIR / "incoming").iterdir()) == []
    (waiting,) = made
    waiting.seek(0)
    stored = waiting.read()
    assert len(stored) > len(CANARY) * 200_000
    assert CANARY not in stored
    assert upload.read(len(CANARY)) == CANARY


def test_a_file_over_the_limit_reaches_the_form_with_its_size_and_is_not_read(settings):
    settings.UPLOAD_LIMIT = 2 << 20
    large, small = received(settings, ("large.txt", b"x" * (5 << 20)), ("small.txt", b"small"))
    assert large.size == 5 << 20
    for attempt in (
        large.read,
        lambda: store.keep(large, folder="case-1", limit=1 << 30),
        lambda: list(large.chunks()),
    ):
        with pytest.raises(TooLarge) as refused:
            attempt()
        assert str(refused.value) == "The file is larger than 2 MB, which is the most that can be kept."
    assert small.read() == b"small"


def test_the_limit_itself_is_250_mb():
    assert uploads.upload_limit() == 250 * 1024 * 1024


def test_a_full_disk_is_told_to_who_reads_the_upload(settings, monkeypatch):
    class Full(io.BytesIO):
        def write(self, piece):
            if self.tell() > 100:
                raise OSError(28, "No space left on device")
            return super().write(piece)

    monkeypatch.setattr(uploads, "_waiting_place", Full)
    (upload,) = received(settings, ("note.txt", b"x" * (4 << 20)))
    with pytest.raises(NoRoom):
        upload.read()


SERVE = """
import sys
import django
from django.conf import settings
settings.configure(DATA_DIR={where!r}, VAULT_DIR={where!r} + "/vault", CASEWORK_KEY={key!r}, DEFAULT_CHARSET="utf-8",
    FILE_UPLOAD_HANDLERS=["django.core.files.uploadhandler.MemoryFileUploadHandler", "investigations.vault.uploads.SealedUploads"])
django.setup()
from django.core.handlers.wsgi import WSGIRequest
from investigations.vault import store
{peak}
length = int(sys.argv[1])
request = WSGIRequest({{"REQUEST_METHOD": "POST", "wsgi.input": sys.stdin.buffer, "CONTENT_LENGTH": str(length),
    "CONTENT_TYPE": "multipart/form-data; boundary=b"}})
before = from_now_on()
kept = [store.keep(upload, folder="case-1", limit=1 << 40) for upload in request.FILES.getlist("f")]
came_in = peak() - before
before = from_now_on()
for one in kept:
    store.verify(one.key, one.sha256, one.size)
went_out = peak() - before
before = from_now_on()
held = bytearray(48 << 20)
print(sum(one.size for one in kept), came_in, went_out, peak() - before)
"""
PART = b'--b\r\nContent-Disposition: form-data; name="f"; filename="%d.txt"\r\nContent-Type: text/plain\r\n\r\n'
END = b"\r\n--b--\r\n"


def serving(settings, length):
    script = SERVE.format(where=str(settings.DATA_DIR), key=settings.CASEWORK_KEY, peak=PEAK)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(length)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"TMPDIR": str(settings.DATA_DIR / "tmp")},
    )  # fmt: skip


@pytest.mark.parametrize(("files", "blocks"), [(1, 200), (60, 3)])
def test_large_and_many_uploads_come_in_and_go_out_in_flat_memory(settings, files, blocks):
    block = bytes(range(256)) * 4096
    heads = [(b"\r\n" if number else b"") + PART % number for number in range(files)]
    child = serving(settings, sum(map(len, heads)) + len(block) * blocks * files + len(END))
    for head in heads:
        child.stdin.write(head)
        for _ in range(blocks):
            child.stdin.write(block)
    child.stdin.write(END)
    out, wrong = child.communicate()
    assert wrong == b""
    size, came_in, went_out, held = map(int, out.split())
    assert size == len(block) * blocks * files
    assert max(came_in, went_out) < 32
    assert 45 < held < 56  # what is held would have been seen


def test_kill_9_in_mid_upload_leaves_nothing(settings):
    (settings.DATA_DIR / "tmp").mkdir(parents=True)
    child = serving(settings, 1 << 30)
    child.stdin.write(PART % 1 + CANARY * 1_000_000)
    child.stdin.flush()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert (settings.DATA_DIR / "incoming").is_dir()
    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []


def test_an_upload_that_is_broken_off_is_let_go(settings):
    receiving = uploads.SealedUploads()
    receiving.upload_interrupted()
    receiving.new_file("f", "a.txt", "text/plain", None)
    receiving.receive_data_chunk(b"x" * 100, 0)
    receiving.upload_interrupted()
    assert receiving._waiting.closed
