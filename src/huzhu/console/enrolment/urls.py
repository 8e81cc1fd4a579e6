"""Addresses of rosters and covers."""

from django.urls import path

from huzhu.console.enrolment import certificates, covers, enrolments, rosters

urlpatterns = [
    path("rosters/", rosters.roster_list, name="rosters"),
    path("rosters/new/", rosters.choose_unit, name="roster_unit"),
    path("rosters/new/<orgcode:code>/", rosters.upload, name="roster_new"),
    path("rosters/new/<orgcode:code>/send/", rosters.receive, name="roster_receive"),
    path("rosters/new/<orgcode:code>/list/", rosters.renewal_list, name="roster_renewal_list"),
    path("rosters/template/", rosters.template, name="roster_template"),
    path("rosters/<reference:ref>/", rosters.roster, name="roster"),
    path("rosters/<reference:ref>/state/", rosters.state, name="roster_state"),
    path("rosters/<reference:ref>/reasons/", rosters.reasons, name="roster_reasons"),
    path("rosters/<reference:ref>/left/", rosters.left_out, name="roster_left"),
    path("rosters/<reference:ref>/post-all/", rosters.post_all, name="roster_post_all"),
    path("rosters/<reference:ref>/post-good/", rosters.post_good, name="roster_post_good"),
    path("rosters/<reference:ref>/discard/", rosters.discard, name="roster_discard"),
    path("covers/", covers.cover_list, name="covers"),
    path("covers/export/", covers.export, name="covers_export"),
    path("covers/<reference:ref>/", covers.cover, name="cover"),
    path("covers/<reference:ref>/certificate/", certificates.issue, name="certificate_issue"),
    path("enrolments/<reference:ref>/", enrolments.enrolment, name="enrolment"),
    path("enrolments/<reference:ref>/withdraw/", enrolments.withdraw, name="enrolment_withdraw"),
    path(
        "enrolments/<reference:ref>/certificate/", certificates.issue_list, name="certificate_list"
    ),
    path("certificates/<reference:ref>/", certificates.certificate, name="certificate"),
    path("certificates/<reference:ref>/paper/", certificates.paper, name="certificate_paper"),
    path("certificates/<reference:ref>/revoke/", certificates.revoke, name="certificate_revoke"),
]
