"""How do sealed files lie on S3-compatible storage? Sent up in parts, read in ranges, and not there until complete.

The connection and its settings are those of django-storages. Its own files are not used: they would take a whole
exhibit down into a temporary file to read one page of it.
"""

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import storages

from .refusals import NoRoom, OutOfReach

#: S3 takes no parts below 5 MiB but the last, and no more than 10,000: this makes 78 GB.
PART = 8 * 1024 * 1024
#: Who reads on where they stopped gets the next bytes out of one answer, as they read.
READ_ON = 16 * 1024 * 1024
FULL = ("XMinioStorageFull", "QuotaExceeded", "InsufficientStorage")


class OnS3:
    def __init__(self) -> None:
        storage: Any = storages["vault"]
        self._client = storage.connection.meta.client
        self._bucket = storage.bucket_name
        self._before = f"{storage.location.strip('/')}/" if storage.location else ""

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        going_up = _GoingUp(self._client, self._at(name))
        try:
            yield cast(BinaryIO, going_up)
            going_up.complete()
        except BaseException:
            going_up.abandon()
            raise

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, _Read(self._client, self._at(name)))

    def exists(self, name: str) -> bool:
        try:
            _asked(self._client.head_object, **self._at(name))
        except FileNotFoundError:
            return False
        return True

    def holds(self, folder: str) -> bool:
        answer = _asked(self._client.list_objects_v2, Bucket=self._bucket, Prefix=f"{self._before}{folder}/", MaxKeys=1)
        return bool(answer.get("Contents"))

    def remove(self, name: str) -> None:
        _asked(self._client.delete_object, **self._at(name))

    def remove_beginning(self, start: str) -> None:
        for found in self._all("list_objects_v2", "Contents", start):
            _asked(self._client.delete_object, Bucket=self._bucket, Key=found["Key"])

    def older(self, than: float) -> Iterator[str]:
        for found in self._all("list_objects_v2", "Contents"):
            if time.time() - found["LastModified"].timestamp() >= than:
                yield found["Key"].removeprefix(self._before)

    def clear_unfinished(self, older_than: float) -> int:
        """Parts without an end are seen by nobody, but they are paid for."""
        cleared = 0
        for left in self._all("list_multipart_uploads", "Uploads"):
            if time.time() - left["Initiated"].timestamp() >= older_than:
                _asked(
                    self._client.abort_multipart_upload,
                    Bucket=self._bucket,
                    Key=left["Key"],
                    UploadId=left["UploadId"],
                )
                cleared += 1
        return cleared

    def _all(self, question: str, rows: str, start: str = "") -> Iterator[dict[str, Any]]:
        """Every row of a listing that begins so: the storage gives a thousand at a time."""
        pages = self._client.get_paginator(question).paginate(Bucket=self._bucket, Prefix=self._before + start)
        following = iter(pages)
        while page := _asked(lambda: next(following, None)):
            yield from page.get(rows, ())

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._before + name}


class _GoingUp:
    """Takes sealed bytes and sends them up part by part; holds one part. It has its name when it is complete."""

    def __init__(self, client: Any, at: dict[str, str]):
        self._client, self._at = client, at
        self._waiting = bytearray()
        self._parts: list[dict[str, Any]] = []
        self._upload = ""

    def write(self, sealed: bytes) -> int:
        self._waiting += sealed
        while len(self._waiting) > PART:
            self._send(PART)
        return len(sealed)

    def complete(self) -> None:
        if not self._upload:
            _asked(self._client.put_object, **self._at, Body=bytes(self._waiting))
            return
        self._send(len(self._waiting))
        _asked(
            self._client.complete_multipart_upload,
            **self._at,
            UploadId=self._upload,
            MultipartUpload={"Parts": self._parts},
        )

    def abandon(self) -> None:
        """What cannot be called off now is cleared away a day later."""
        if self._upload:
            with contextlib.suppress(OutOfReach, FileNotFoundError):
                _asked(self._client.abort_multipart_upload, **self._at, UploadId=self._upload)

    def _send(self, size: int) -> None:
        if not self._upload:
            self._upload = _asked(self._client.create_multipart_upload, **self._at)["UploadId"]
        number = len(self._parts) + 1
        with memoryview(self._waiting) as waiting:
            body = bytes(waiting[:size])
        del self._waiting[:size]
        answer = _asked(self._client.upload_part, **self._at, UploadId=self._upload, PartNumber=number, Body=body)
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})


class _Read(io.RawIOBase):
    """An object read in ranges. The first answer also tells how long it is."""

    def __init__(self, client: Any, at: dict[str, str]):
        super().__init__()
        self._client, self._asked_for = client, at
        self._place = 0
        self._answer: Any = None
        self._answer_from, self._answer_to = 0, 0
        self._size = self._length()

    def read(self, size: int = -1) -> bytes:
        wanted = self._size - self._place if size < 0 else min(size, self._size - self._place)
        if wanted <= 0:
            return b""
        if self._answer is None or self._answer_from != self._place or self._answer_to < self._place + wanted:
            reads_on = self._answer is not None and self._answer_from == self._place
            self._ask(max(wanted, READ_ON) if reads_on else wanted)
        try:
            found = bytes(self._answer.read(wanted))
        except (BotoCoreError, OSError) as wrong:
            raise OutOfReach from wrong
        if len(found) < wanted:
            raise OutOfReach
        self._place += len(found)
        self._answer_from = self._place
        return found

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence] + offset
        return self._place

    def close(self) -> None:
        self._let_go()
        super().close()

    def _length(self) -> int:
        return int(_asked(self._client.head_object, **self._asked_for)["ContentLength"])

    def _ask(self, size: int) -> None:
        self._let_go()
        end = min(self._place + size, self._size)
        answer = _asked(self._client.get_object, **self._asked_for, Range=f"bytes={self._place}-{end - 1}")
        self._answer, self._answer_from, self._answer_to = answer["Body"], self._place, end

    def _let_go(self) -> None:
        if self._answer is not None:
            self._answer.close()
        self._answer = None


def _asked(what: Callable[..., Any], **about: Any) -> Any:
    """A question to the storage. That it does not answer says nothing about what lies there: never Damaged."""
    try:
        return what(**about)
    except ClientError as wrong:
        code, status = wrong.response["Error"]["Code"], wrong.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in ("NoSuchKey", "404") or (status == 404 and code != "NoSuchBucket"):
            raise FileNotFoundError(code) from wrong
        if code in FULL or status == 507:
            raise NoRoom from wrong
        raise OutOfReach from wrong
    except BotoCoreError as wrong:
        raise OutOfReach from wrong
