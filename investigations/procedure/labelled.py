"""How does a constant carry its own words?  A string enum whose members know their label."""

from enum import Enum
from typing import Self


class Labelled(str, Enum):
    """A closed set of constants; the value is stored, the label is shown, and no screen invents one."""

    label: str

    def __new__(cls, value: str, label: str = "", *_: object) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)

    @property
    def in_sentence(self) -> str:
        """The label within a sentence: "investigating officer", but "HR adviser"."""
        return self.label if self.label[1:2].isupper() else self.label[0].lower() + self.label[1:]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]
