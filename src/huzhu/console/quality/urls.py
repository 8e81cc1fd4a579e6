"""Addresses of the data-quality pack."""

from django.urls import path

from huzhu.console.quality import views

urlpatterns = [
    path("quality/", views.overview, name="quality"),
    path("quality/units/", views.by_unit, name="quality_units"),
    path("quality/handlers/", views.by_handler, name="quality_handlers"),
    path("quality/pack/", views.pack, name="quality_pack"),
    path("quality/check/", views.check_now, name="quality_check"),
    path("quality/findings/", views.finding_list, name="quality_findings"),
    path("quality/findings/<reference:ref>/", views.finding, name="quality_finding"),
    path("quality/findings/<reference:ref>/decide/", views.decide, name="quality_decide"),
]
