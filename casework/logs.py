"""How a line of the log reads: when, where, what; never what a person typed.

The text of an exception is left out: PostgreSQL quotes the offending row in it, and forms quote their input. The
kind of the exception and the lines of code it passed through stay, and are what mending needs.
"""

import logging
import traceback


class Discreet(logging.Formatter):
    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.name == "celery.app.trace" and isinstance(record.args, dict):
            # Celery puts the exception's text into the message itself.
            record.args = record.args | {"exc": "(see the lines below)", "traceback": ""}
        return super().format(record)

    def formatException(self, exc_info) -> str:  # noqa: N802 - the name is logging's
        kind, _, places = exc_info
        return "".join([*traceback.format_tb(places), f"{kind.__module__}.{kind.__qualname__}"])
