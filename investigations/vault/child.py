"""The child that opens files nobody vouches for: original on standard input, a JPEG, a text or a sentence on standard output.

Run as `python -m investigations.vault.child CONTENT_TYPE WIDTH PAGE`; a WIDTH of 0 asks how many pages there are, one of
5 for what can be read in the file. It sets its own limits before it reads a byte, and needs no settings and no Django.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
#: In the place of a width.  1 to 4 have been taken by other answers, which may still be kept.
ASKS_FOR_PAGES, ASKS_FOR_TEXT = 0, 5
IS_TEXT, IS_BEGINNING = b"TEXT\n", b"PART\n"
#: What a picture made anew as a file of its own becomes: these a JPEG, every other a PNG.
TO_JPEG = frozenset({"image/jpeg", "image/heic", "image/webp"})

BROKEN = "No preview can be made of this file: it is damaged or incomplete. It can still be downloaded."
TOO_HUNGRY = "A preview of this file would need more memory than is allowed. It can still be downloaded."


class CannotPicture(Exception):
    """The text is the sentence why."""


def main() -> None:
    limit()
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    content_type, width, page = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # Said last: a library that prints to standard output must not get into the picture.
    answer = answer_to(sys.stdin.buffer.read(), content_type, width, page)
    sys.stdout.buffer.write(answer)


def limit(memory: int = MEMORY, cpu_seconds: int = CPU_SECONDS, written: int = 0) -> None:
    """Die with the parent; no network; bounded memory, processor time and output, in bytes and seconds; no core dumps.

    Nothing plain on the disk unless the file is told how large it may get.
    """
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a killed worker leaves no orphan decoding
        libc.unshare(0x40000000)  # CLONE_NEWNET, where we may: a network without any address
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer_to(original: bytes, content_type: str, width: int, page: int) -> bytes:
    try:
        # Loaded here, behind the limits, and only what this file needs.
        if width == ASKS_FOR_TEXT:
            from investigations.vault import child_texts

            text, is_whole = child_texts.text_of(original, content_type)
            return (IS_TEXT if is_whole else IS_BEGINNING) + text.encode(errors="replace")
        from investigations.vault import child_pictures

        if width == ASKS_FOR_PAGES:
            return str(child_pictures.number_of_pages(original)).encode()
        return child_pictures.picture_of(original, content_type, width, page)
    except CannotPicture as why:
        return str(why).encode()
    except MemoryError:
        return TOO_HUNGRY.encode()
    except Exception:  # noqa: BLE001
        # Decoders fail in ways of their own; whatever it was, the file is the reason.
        return BROKEN.encode()


if __name__ == "__main__":
    # Under its own name, so that what the others raise is the same class as what is caught here.
    from investigations.vault import child

    child.main()
