"""Public pages and switches that belong to no domain."""

app_name = "site"
urlpatterns: list[object] = []
