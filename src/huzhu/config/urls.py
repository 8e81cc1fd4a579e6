"""The address table, put together from the rooms that face people."""

urlpatterns: list = []
