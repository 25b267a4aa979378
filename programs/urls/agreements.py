"""Performance agreements, their cascade, their results."""

urlpatterns: list = []
