"""Addresses of the statistics."""

from django.urls import path

from huzhu.console.statistics import views

urlpatterns = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/data/", views.data, name="statistics_data"),
    path("statistics/export/", views.export, name="statistics_export"),
]
