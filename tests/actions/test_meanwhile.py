"""The fingerprint of what a form showed: it changes with the words, and with nothing else."""

from datetime import date
from types import SimpleNamespace

import pytest

from investigations.actions.meanwhile import Meanwhile, fingerprint, refuse_if_changed, words_of


def test_the_fingerprint_is_that_of_the_words_whatever_their_order():
    words = {"a": "one", "b": date(2026, 3, 2)}
    assert fingerprint(words) == fingerprint(dict(reversed(words.items())))
    for other in [
        {"a": "one", "b": None},
        {"a": "on", "b": "e2026-03-02"},
        {"a": "one"},
        {"b": "one", "a": words["b"]},
    ]:
        assert fingerprint(other) != fingerprint(words)


def test_words_cannot_move_from_one_field_into_the_next():
    assert fingerprint({"a": "x", "b": "b:y"}) != fingerprint({"a": "x1:b", "b": "y"})


def test_nothing_written_is_like_empty_fields():
    empty = SimpleNamespace(a="", b=None)
    assert fingerprint(words_of(None, ("a", "b"))) == fingerprint(words_of(empty, ("a", "b")))


def test_only_a_changed_record_is_refused_and_it_is_told_whose_words_stand_there():
    refuse_if_changed(fingerprint({"a": "1"}), {"a": "1"}, "Helen Ward")
    refuse_if_changed(None, {"a": "2"}, "Helen Ward")  # no form was drawn
    with pytest.raises(Meanwhile, match="Helen Ward saved this while you were writing.") as meanwhile:
        refuse_if_changed(fingerprint({"a": "1"}), {"a": "2"}, "Helen Ward")
    assert meanwhile.value.stored == {"a": "2"}
    with pytest.raises(Meanwhile, match="Somebody else saved this"):
        refuse_if_changed("", {"a": "2"}, None)
