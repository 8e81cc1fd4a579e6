from django.urls import path

from huzhu.console.organisations import applying, deciding, units, views
from huzhu.organisations.enums import ApplicationKind

_ONE = "units/applications/<reference:ref>/"
_UNIT = "organisations/<orgcode:code>/"


def _apply(what: str, name: str, kind: ApplicationKind):
    return path(f"{_UNIT}{what}/", applying.apply, {"kind": kind}, name=name)


urlpatterns = [
    path("organisations/", views.index, name="organisations"),
    path(_UNIT, views.organisation, name="organisation"),
    _apply("edit", "unit_edit", ApplicationKind.EDIT),
    _apply("handler", "unit_handler", ApplicationKind.CHANGE_HANDLER),
    _apply("merge", "unit_merge", ApplicationKind.MERGE),
    _apply("split", "unit_split", ApplicationKind.SPLIT),
    path(f"{_UNIT}handler/account/", applying.handler_account, name="unit_handler_account"),
    path("units/", units.units, name="units"),
    path("units/new/", applying.register, name="unit_register"),
    path("units/applications/", units.applications, name="unit_applications"),
    path(_ONE, applying.application, name="unit_application"),
    path(f"{_ONE}save", applying.save, name="unit_application_save"),
    path(f"{_ONE}withdraw", applying.withdraw, name="unit_application_withdraw"),
    path(f"{_ONE}approve", deciding.approve, name="unit_application_approve"),
    path(f"{_ONE}return", deciding.send_back, name="unit_application_return"),
    path(f"{_ONE}binding.pdf", applying.binding_form, name="unit_binding_form"),
    path(f"{_ONE}papers/<reference:paper_ref>", applying.paper, name="unit_paper"),
]
