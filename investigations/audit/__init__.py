"""What cannot be unsaid: append one event, verify the chain, keep the rows from being changed."""

from .append import append, case_stream, record, record_school, record_sign_in, school_stream, sign_in_stream
from .verify import Flaw, verify_all, verify_stream
from .words import Reader, said

__all__ = [
    "Flaw", "Reader", "append", "case_stream", "record", "record_school", "record_sign_in", "said", "school_stream",
    "sign_in_stream", "verify_all", "verify_stream",
]  # fmt: skip
