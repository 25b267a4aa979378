from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """What was promised: work programmes, performance agreements, pacts."""

    name = "programs"
    verbose_name = "Program kerja"
