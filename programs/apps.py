from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """What was promised: work programmes, performance agreements, integrity pacts."""

    name = "programs"
    verbose_name = "Program dan perjanjian"

    def ready(self) -> None:
        """What the programmes bring to imports and to merging."""
        from programs.imports.kind import PLANS
        from programs.models import Beneficiary
        from registry.imports.kinds import KINDS
        from registry.merging import follow

        KINDS["plans"] = PLANS
        follow(Beneficiary)
