"""Addresses of members."""

from django.urls import path

from huzhu.console.members import acting, deciding, unit, views

_ONE = "members/<reference:ref>/"
_REQUEST = "members/changes/<reference:ref>/"
_UNIT = "organisations/<orgcode:code>/people/"
_SENDING = {
    "change": acting.send_change,
    "place": acting.send_place,
    "death": acting.send_death,
    "tie": acting.send_tie,
    "consent": acting.send_consent,
    "merge": acting.send_merge,
}

urlpatterns = [
    path("members/", views.search, name="members"),
    path("members/changes/", deciding.changes, name="member_changes"),
    path("members/doubles/", deciding.doubles, name="member_doubles"),
    path("members/families/", deciding.families, name="member_families"),
    path(_REQUEST, deciding.change, name="member_change_request"),
    path(f"{_REQUEST}approve", deciding.approve, name="member_change_approve"),
    path(f"{_REQUEST}refuse", deciding.refuse, name="member_change_refuse"),
    path(f"{_REQUEST}withdraw", deciding.withdraw, name="member_change_withdraw"),
    path(_ONE, views.member, name="member"),
    path(f"{_ONE}numbers/", views.reveal, name="member_numbers"),
    path(f"{_ONE}account/", views.change_account, name="member_account"),
    path(f"{_ONE}papers/<reference:paper_ref>", views.paper, name="member_paper"),
    path(f"{_ONE}death/undo", acting.undo_death, name="member_death_undo"),
    path(f"{_ONE}tie/confirm", acting.settle_tie, {"what": "confirm"}, name="member_tie_confirm"),
    path(f"{_ONE}tie/end", acting.settle_tie, {"what": "end"}, name="member_tie_end"),
    path(f"{_ONE}consent/withdraw", acting.withdraw_consent, name="member_consent_withdraw"),
    *[path(f"{_ONE}{act}/", acting.act, {"act": act}, name=f"member_{act}") for act in _SENDING],
    *[
        path(f"{_ONE}{act}/send", view, {"act": act}, name=f"member_{act}_send")
        for act, view in _SENDING.items()
    ],
    path(_UNIT, unit.people, name="unit_people"),
    path(f"{_UNIT}places", unit.settle, name="unit_people_places"),
    path(f"{_UNIT}consents", unit.consents, name="unit_people_consents"),
]
