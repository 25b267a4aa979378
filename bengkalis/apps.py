from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BengkalisConfig(AppConfig):
    """The frame: what all three apps share."""

    name = "bengkalis"
    verbose_name = "Kerangka"

    def ready(self):
        from bengkalis import database

        pre_migrate.connect(database.prepare_on_migrate, sender=self)
        post_migrate.connect(database.tune_audit_triggers)
