"""The public check of a paper."""

urlpatterns: list = []
