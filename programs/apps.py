from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """What was promised: work programmes, performance agreements, integrity pacts."""

    name = "programs"
    verbose_name = "Program dan perjanjian"

    def ready(self) -> None:
        from programs.imports.kind import PLANS
        from registry.imports.kinds import KINDS

        KINDS["plans"] = PLANS
