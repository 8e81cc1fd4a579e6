from django.urls import path

from huzhu.console.organisations import views

urlpatterns = [
    path("organisations/", views.index, name="organisations"),
    path("organisations/<orgcode:code>/", views.organisation, name="organisation"),
]
