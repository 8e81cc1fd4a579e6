"""Addresses of settlement lists and the stays in them."""

from django.urls import path

from huzhu.console.settlements import lists, sources, stays

_SOURCE = "settlements/sources/<reference:ref>/"
_LIST = "settlements/<reference:ref>/"
_STAY = "settlements/stays/<reference:ref>/"

urlpatterns = [
    path("settlements/", sources.index, name="settlements"),
    path("settlements/sources/new/", sources.new, name="settlement_source_new"),
    path("settlements/sources/create/", sources.create, name="settlement_source_create"),
    path(_SOURCE, sources.source, name="settlement_source"),
    path(f"{_SOURCE}upload/", sources.upload, name="settlement_upload"),
    path(f"{_SOURCE}rules/", sources.set_rules, name="settlement_rules"),
    path(_LIST, lists.settlement, name="settlement"),
    path(f"{_LIST}state/", lists.state, name="settlement_state"),
    path(f"{_LIST}mapping/", lists.confirm, name="settlement_mapping"),
    path(f"{_LIST}claims/", lists.claim, name="settlement_claims"),
    path(f"{_LIST}sort/", lists.sort, name="settlement_sort"),
    path(f"{_LIST}discard/", lists.discard, name="settlement_discard"),
    path(f"{_LIST}export/", lists.export, name="settlement_export"),
    path(_STAY, stays.stay, name="stay"),
    path(f"{_STAY}claim/", stays.claim, name="stay_claim"),
    path(f"{_STAY}close/", stays.close, name="stay_close"),
    path(f"{_STAY}reopen/", stays.reopen, name="stay_reopen"),
    path(f"{_STAY}accept/", stays.accept, name="stay_accept"),
]
