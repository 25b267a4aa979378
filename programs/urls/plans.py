"""Work programmes of a year, their versions, entry, approval."""

urlpatterns: list = []
