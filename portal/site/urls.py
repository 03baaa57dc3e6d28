"""Public pages and the switch of seats. `/healthz` and `/readyz` are answered earlier (portal.site.health)."""

from django.urls import path

from portal.site import robots, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", robots.sitemap_part, name="sitemap_part"),
    path("share/<str:token>.png", views.share, name="share"),
    path("seat/", views.switch_seat, name="switch_seat"),
    path("centers/", views.centers, name="centers"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("terms/", views.terms, name="terms"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
