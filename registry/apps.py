from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Who and where: places, people, offices, cooperatives."""

    name = "registry"
    verbose_name = "Register"
