from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What was achieved: UPT reports and the statistics."""

    name = "reports"
    verbose_name = "Laporan dan statistik"
