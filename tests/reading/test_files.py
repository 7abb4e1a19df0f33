"""Which bytes are read as text, and what a person is told of the others."""

import pytest

from investigations.reading.policy import UnreadablePolicy, read_file

TEXT = "Staff’s rules – café\n"
CURE = "Save it as plain text or Markdown and choose it again."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_give_the_same_text(encoding):
    assert read_file(TEXT.encode(encoding), "rules.txt") == TEXT


def test_utf_16_in_the_other_byte_order_is_read_too():
    assert read_file(b"\xfe\xff" + TEXT.encode("utf-16-be"), "rules.txt") == TEXT


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "“p.md” is empty."),
        (b" \r\n\t\n", "“p.md” holds nothing but white space."),
        ("\ufeff\u200b \xa0\n".encode(), "“p.md” holds nothing but white space."),
        (b"---\n***\n", "“p.md” holds no words."),
        (b"Rules\x00 and more", f"“p.md” is not text. {CURE}"),
        (bytes(range(128, 160)) * 4, f"“p.md” is not text. {CURE}"),
        (b"a\x01\x02\x03\x04", f"“p.md” is not text. {CURE}"),
        (b"\xff\xfea", f"“p.md” is not text. {CURE}"),
        (b"%PDF-1.7\n", f"“p.md” looks like a PDF. {CURE}"),
        (
            b"PK\x03\x04 [Content_Types].xml word/document.xml",
            f"“p.md” looks like a Word or OpenOffice document. {CURE}",
        ),
        (b"PK\x03\x04 policies.csv", f"“p.md” looks like a zip or another packed folder. {CURE}"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", f"“p.md” looks like an old Word or Office document. {CURE}"),
        (b"{\\rtf1 Rules", f"“p.md” looks like a rich text (RTF) document. {CURE}"),
        (b"<!DOCTYPE html><p>Rules", f"“p.md” looks like a web page (HTML). {CURE}"),
        (b"\x89PNG\r\n", f"“p.md” looks like a picture. {CURE}"),
        (b"\xff\xd8\xff\xe0", f"“p.md” looks like a picture. {CURE}"),
        (b"\x00\x00\x00\x18ftypheic", f"“p.md” looks like a picture. {CURE}"),
        (b"RIFF\x00\x00\x00\x00WEBP", f"“p.md” looks like a picture. {CURE}"),
        (
            b"Staff must knock.\n" * 120_000,
            f"“p.md” is 2.2 MB; a policy in plain text is never larger than 2 MB. {CURE}",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(UnreadablePolicy) as refusal:
        read_file(data, "p.md")
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/home/head/rules.txt", "rules.txt"),
        ("C:\\policies\\rules.txt", "rules.txt"),
        ("a\nb.txt", "ab.txt"),
        ("", "The file"),
    ],
)
def test_a_refusal_names_the_file_and_not_its_folder(name, shown):
    with pytest.raises(UnreadablePolicy) as refusal:
        read_file(b"", name)
    assert str(refusal.value) == f"“{shown}” is empty."
