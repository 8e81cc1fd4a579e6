from django.urls import path

from huzhu.console.audit import views

urlpatterns = [
    path("audit/", views.trail, name="audit"),
    path("audit/workbook", views.trail_workbook, name="audit_workbook"),
]
