"""What does the scanner say of a file?  A small client of clamd: the file streamed to it, one answer back.

The protocol is clamd's INSTREAM: pieces, each after its length in four bytes, and a length of nothing at the end.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass

#: Seconds without a sign of life.  A large archive takes its time, but never this long between two answers.
PATIENCE = 120
PIECE = 64 * 1024
CLEAN, FOUND = "OK", " FOUND"
TOO_LARGE = "It is larger than the scanner accepts."
FAILED = "The scanner could not look into it."


class ScannerAway(Exception):
    """Nobody answers at the scanner's address: the file waits, and is tried again."""


@dataclass(frozen=True)
class Verdict:
    """`found` names what is wrong with the file, `trouble` says why it could not be looked at; neither: nothing found."""

    found: str = ""
    trouble: str = ""


def look_at(pieces: Iterable[bytes], address: str) -> Verdict:
    """Stream a file to the clamd at `address`: the path of its socket, or host:port.  Raises ScannerAway."""
    try:
        line = _connected(address)
    except OSError as away:
        raise ScannerAway(f"The virus scanner does not answer ({type(away).__name__}).") from away
    with line:
        try:
            line.sendall(b"zINSTREAM\0")
            for piece in pieces:
                for start in range(0, len(piece), PIECE):
                    part = piece[start : start + PIECE]
                    line.sendall(len(part).to_bytes(4, "big") + part)
            line.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            # Over its limit clamd says so, if at all, and hangs up in the middle of our sending.
            return Verdict(trouble=TOO_LARGE)
        except TimeoutError as slow:
            raise ScannerAway("The virus scanner stopped listening.") from slow
        return _understood(_answer(line))


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(address)
        except BaseException:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)


def _answer(line: socket.socket) -> str:
    heard = b""
    try:
        while not heard.endswith(b"\0") and len(heard) < 4096:
            more = line.recv(4096)
            if not more:
                break
            heard += more
    except ConnectionResetError:
        pass
    except TimeoutError as slow:
        raise ScannerAway("The virus scanner took too long to answer.") from slow
    return heard.strip(b"\0\n ").decode(errors="replace")


def _understood(answer: str) -> Verdict:
    """ "stream: OK", "stream: Eicar-Test FOUND", "INSTREAM size limit exceeded. ERROR", or nothing at all."""
    said = answer.removeprefix("stream:").strip()
    if said == CLEAN:
        return Verdict()
    if said.endswith(FOUND):
        return Verdict(found=said.removesuffix(FOUND)[:200])
    if "size limit" in said or not said:
        return Verdict(trouble=TOO_LARGE)
    return Verdict(trouble=FAILED)
