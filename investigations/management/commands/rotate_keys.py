"""Change the key-encryption key: every key of the keystore is wrapped anew, and no file is touched."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from investigations.vault.keys import rewrap_all
from investigations.vault.refusals import NoKey


class Command(BaseCommand):
    help = (
        "Wrap every key in the new key-encryption key, CASEWORK_KEY or CASEWORK_KEY_FILE. The one before it stands in "
        "CASEWORK_KEY_PREVIOUS or CASEWORK_KEY_PREVIOUS_FILE. It can be stopped and run again at any moment."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rewrap_all()
        except NoKey as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"Wrapped in the new key now: {done.now:,}")
        self.stdout.write(f"Wrapped in it before: {done.before:,}")
        self.stdout.write(f"Destroyed with their cases: {done.destroyed:,}")
        if done.unopened:
            raise CommandError(
                f"{len(done.unopened):,} could not be opened, neither with the new key nor with the one before it: "
                f"{', '.join(done.unopened[:20])}. Keep both keys."
            )
        self.stdout.write("The key before it is not needed any more.")
