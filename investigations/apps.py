from django.apps import AppConfig


class InvestigationsConfig(AppConfig):
    name = "investigations"
    verbose_name = "Casework"
    default_auto_field = "django.db.models.BigAutoField"
