"""Addresses of members."""

from django.urls import path

from huzhu.console.members import views

urlpatterns = [
    path("members/", views.search, name="members"),
    path("members/<reference:ref>/", views.member, name="member"),
    path("members/<reference:ref>/numbers/", views.reveal, name="member_numbers"),
    path("members/<reference:ref>/account/", views.change_account, name="member_account"),
    path("members/<reference:ref>/name/", views.correct_name, name="member_name"),
]
