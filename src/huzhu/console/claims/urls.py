from django.urls import path

from huzhu.console.claims import prepare, reading, views

_ONE = "claims/<reference:ref>/"

urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/new/", prepare.find_person, name="claim_new"),
    path("claims/new/<reference:person_ref>/", prepare.open_draft, name="claim_open"),
    path(_ONE, views.claim, name="claim"),
    path(f"{_ONE}prepare", prepare.save_draft, name="claim_prepare"),
    path(f"{_ONE}approve", views.approve, name="claim_approve"),
    path(f"{_ONE}return", views.send_back, name="claim_return"),
    path(f"{_ONE}refuse", views.refuse, name="claim_refuse"),
    path(f"{_ONE}reclassify", views.reclassify, name="claim_reclassify"),
    path(f"{_ONE}adjudicate", views.adjudicate, name="claim_adjudicate"),
    path(f"{_ONE}explanation", views.explanation, name="claim_explanation"),
    path(f"{_ONE}letter.pdf", views.letter, name="claim_letter"),
    path(f"{_ONE}facts.json", views.exported_facts, name="claim_facts"),
    path(f"{_ONE}papers", reading.paper_states, name="claim_papers"),
    path(f"{_ONE}papers/<reference:paper_ref>", views.paper, name="claim_paper"),
    path(f"{_ONE}papers/<reference:paper_ref>/read", reading.reading, name="claim_reading"),
    path(f"{_ONE}papers/<reference:paper_ref>/page", reading.reading_page, name="claim_page"),
]
