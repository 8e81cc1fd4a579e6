"""The officers' addresses. Each room of the console brings its own, under one namespace."""

from __future__ import annotations

from django.urls import include, path

app_name = "console"
ROOMS = (
    "todo",
    "enrolment",
    "renewals",
    "quality",
    "members",
    "claims",
    "settlements",
    "treasury",
    "terms",
    "funding",
    "statistics",
    "organisations",
    "audit",
)
urlpatterns = [path("", include(f"huzhu.console.{room}.urls")) for room in ROOMS]
