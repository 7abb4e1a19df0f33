"""Why was it not done?  Refusals are sentences for the person, and nothing was changed when one is raised."""

from investigations.models import StepTaken


class Refused(Exception):
    """What was asked is not possible for this person, or not now."""

    @property
    def sentence(self) -> str:
        return str(self)


class BadAnswers(Refused):
    """Some answers do not do: one sentence for each question, by its name."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences.values()))


class Overtaken(Refused):
    """Somebody else acted first, while this person was looking at the page."""

    def __init__(self, last: StepTaken | None) -> None:
        self.last = last
        who = f"{last.by or 'Casework'} {last.record}" if last else "Somebody else changed this case"
        super().__init__(
            f"{who} while you were on this page. Nothing you typed is lost: read what changed, and try again."
        )
