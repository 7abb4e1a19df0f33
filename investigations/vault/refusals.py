"""In what ways can the vault say no? Each refusal is a sentence for the person who asked."""


class VaultRefusal(Exception):
    """Whatever the vault cannot or will not do; `str()` of it may be shown as it is."""


class TooLarge(VaultRefusal):
    def __init__(self, limit: int):
        self.limit = limit
        super().__init__(f"The file is larger than {in_megabytes(limit)}, which is the most that can be kept.")


class NoRoom(VaultRefusal):
    def __init__(self) -> None:
        super().__init__("There is no room left to keep this file. Nothing was saved.")


class OutOfReach(VaultRefusal):
    """The storage does not answer. Nothing is known of what lies there."""

    def __init__(self) -> None:
        super().__init__(
            "The storage of the evidence does not answer at the moment. Nothing was changed: try again later."
        )


class Damaged(VaultRefusal):
    """What lies in the vault is not what was put there: changed, cut short, swapped, moved or gone."""

    def __init__(self, key: str, what: str = "its stored content is not what was handed in"):
        self.key, self.what = key, what
        super().__init__(f"The kept file {key} is damaged: {what}.")


class NoKey(VaultRefusal):
    """The key that opens a folder, or the key that wraps all others, is not there or not the right one."""


class KeyDestroyed(NoKey):
    def __init__(self, folder: str):
        super().__init__(f"The files of {folder} were disposed of: their key was destroyed and they cannot be read.")


class Refused(VaultRefusal):
    """A file whose name and content are not on the list of what is accepted."""


class NoPreview(VaultRefusal):
    """The file is kept and can be downloaded, but no picture can be made of it."""


def in_megabytes(size: int) -> str:
    if size < 1024 * 1024:
        return f"{size:,} bytes"
    return f"{size / (1024 * 1024):,.0f} MB"
