from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """What was promised: work programmes, performance agreements, integrity pacts."""

    name = "programs"
    verbose_name = "Program dan perjanjian"
