"""Addresses that need no log-in."""

from django.urls import path

from huzhu.public_site import views

urlpatterns = [path("verify/", views.verify, name="verify")]
