"""The one app of the domain."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InvestigationsConfig(AppConfig):
    name = "investigations"
    verbose_name = "Casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Only after the models exist may the rooms above them be imported.
        from investigations.actions import registry  # noqa: F401
        from investigations.audit.in_use import is_in_use
        from investigations.vault import keys

        keys.WITNESSES.append(is_in_use)
        post_migrate.connect(_protect_the_audit, sender=self)


def _protect_the_audit(using: str, **_: Any) -> None:
    from investigations.audit.protect import install

    install(using)
