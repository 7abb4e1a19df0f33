"""`make run`: bring the database up to date, fill an empty one with the rehearsal school, and serve the pages."""

import errno
import os
import socket
import sys

HOST = "127.0.0.1"


def main() -> str | None:
    os.environ["PORT"] = os.environ.get("PORT") or "8000"
    os.environ["BIND"] = f"{HOST}:{os.environ['PORT']}"
    refusal = _port_refused(os.environ["PORT"])
    if refusal:
        return refusal
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")
    # Readable by nobody else: what is created from here on, by Django, SQLite or a child, is the site's own.
    os.umask(0o077)
    try:
        from django.conf import settings

        folder = settings.DATA_DIR
    except OSError as wrong:
        return f"The data folder cannot be written: {wrong.strerror}: {wrong.filename}. Choose another with DATA_DIR."
    print(f"Everything is kept in {folder}", flush=True)
    if refusal := _prepare_the_database():
        return refusal
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:casework.gunicorn"])


def _port_refused(port: str) -> str | None:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT must be a number from 1 to 65535, and it is {port!r}."
    with socket.socket() as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asking.bind((HOST, int(port)))
        except OSError as wrong:
            if wrong.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program. Choose another: make run PORT={int(port) % 65535 + 1}"
            return f"Port {port} cannot be used: {wrong.strerror}. Choose another: make run PORT=8001"
    return None


def _prepare_the_database() -> str:
    """What stands against serving it, or nothing."""
    import django
    from django.core.management import call_command, get_commands

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if "rehearse" in get_commands():
        call_command("rehearse", "--if-empty")
    from investigations.actions.schools import why_not_serve

    return why_not_serve()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
