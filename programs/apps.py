from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """What was promised: work programmes, performance agreements, integrity pacts."""

    name = "programs"
    verbose_name = "Program dan perjanjian"

    def ready(self) -> None:
        """Whom a program reached stays known when two rows of one cooperative become one."""
        from programs.models import Beneficiary
        from registry.merging import follow

        follow(Beneficiary)
