from django.urls import path

from huzhu.console.todo import views

urlpatterns = [
    path("", views.todo, name="todo"),
    path("notices/", views.notices, name="notices"),
    path("notices/read", views.notices_read, name="notices_read"),
]
