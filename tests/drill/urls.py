"""The portal's pages and the drill's own."""

from django.urls import include, path

from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as portal_urls

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [path("drill/", include("tests.drill.app.urls")), *portal_urls]
