"""The years at a glance, by office, for print."""

urlpatterns: list = []
