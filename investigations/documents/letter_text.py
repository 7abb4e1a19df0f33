"""Which text does a letter begin with, and how is its plain text divided?  Words are data: nothing in them is ever run."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from investigations.models import LetterTemplate, School
from investigations.procedure.letters import Letter

FOLDER = Path(settings.BASE_DIR) / "templates" / "letters"
SUBJECT = "Subject:"


@dataclass(frozen=True)
class Template:
    """The text in use for one letter: the school's own published version, or the house text."""

    text: str
    own: LetterTemplate | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@cache
def house_text(letter: Letter) -> str:
    """The text that comes with Casework, its subject in the first line."""
    return (FOLDER / f"{letter.value}.md").read_text(encoding="utf-8")


def template_for(school: School, letter: Letter) -> Template:
    published = LetterTemplate.objects.filter(school=school, code=letter, published_at__isnull=False)
    newest = published.order_by("-published_at", "-number").first()
    if newest is None or newest.is_house_text:
        return Template(house_text(letter), newest)
    return Template(newest.text, newest)


def subject_and_text(whole: str, letter: Letter) -> tuple[str, str]:
    """The subject line and the rest; a text without one is called what the letter is called."""
    first, _, rest = whole.replace("\r\n", "\n").strip().partition("\n")
    if first.startswith(SUBJECT):
        return first.removeprefix(SUBJECT).strip(), rest.strip()
    return letter.label, whole.strip()


@dataclass(frozen=True)
class Block:
    """A heading ("heading"), a list ("list") with its lines, or a paragraph ("paragraph")."""

    kind: str
    text: str = ""
    lines: tuple[str, ...] = ()


def blocks_of(text: str) -> list[Block]:
    """The text in its divisions: `## ` opens one, `- ` begins an item, an empty line ends a paragraph."""
    found: list[Block] = []
    for chunk in _chunks(text):
        if chunk[0].startswith("## "):
            found.append(Block("heading", chunk[0][3:].strip()))
        elif chunk[0].startswith("- "):
            items: list[str] = []
            for line in chunk:
                if line.startswith("- "):
                    items.append(line[2:].strip())
                else:
                    items[-1] += f" {line.strip()}"
            found.append(Block("list", lines=tuple(items)))
        else:
            found.append(Block("paragraph", "\n".join(chunk)))
    return found


def _chunks(text: str) -> list[list[str]]:
    """Lines that belong together: a heading stands alone, and a list begins anew after a paragraph."""
    chunks: list[list[str]] = []
    is_new = True
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.rstrip()
        starts_list = line.startswith("- ") and (not chunks or is_new or not chunks[-1][0].startswith("- "))
        if not line:
            is_new = True
        elif is_new or line.startswith("## ") or starts_list:
            chunks.append([line])
            is_new = line.startswith("## ")
        else:
            chunks[-1].append(line)
    return chunks


def is_greeting(block: Block) -> bool:
    return block.kind == "paragraph" and block.text.startswith(("Dear ", "To ")) and "\n" not in block.text
