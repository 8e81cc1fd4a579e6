"""Addresses of the renewal season."""

from django.urls import path

from huzhu.console.renewals import campaigns, season, unit

urlpatterns = [
    path("renewals/", season.overview, name="renewals"),
    path("renewals/export/", season.export, name="renewals_export"),
    path("renewals/decline/", season.decline, name="renewal_decline"),
    path("renewals/campaigns/new/", campaigns.new, name="campaign_new"),
    path("renewals/campaigns/make/", campaigns.make, name="campaign_make"),
    path("renewals/campaigns/<reference:ref>/", campaigns.campaign, name="campaign"),
    path("renewals/campaigns/<reference:ref>/count/", campaigns.count, name="campaign_count"),
    path("renewals/campaigns/<reference:ref>/remind/", campaigns.remind, name="campaign_remind"),
    path("renewals/campaigns/<reference:ref>/close/", campaigns.close, name="campaign_close"),
    path("renewals/unit/<orgcode:code>/", unit.of_unit, name="renewal_unit"),
    path("renewals/unit/<orgcode:code>/begin/", unit.begin, name="renewal_begin"),
    path("renewals/<reference:ref>/", unit.renewal, name="renewal"),
    path("renewals/<reference:ref>/mark/", unit.mark, name="renewal_mark"),
    path("renewals/<reference:ref>/join/", unit.join, name="renewal_join"),
    path("renewals/<reference:ref>/join-file/", unit.join_file, name="renewal_join_file"),
    path("renewals/<reference:ref>/drop/", unit.drop, name="renewal_drop"),
    path("renewals/<reference:ref>/send/", unit.send, name="renewal_send"),
    path("renewals/<reference:ref>/send-and-post/", unit.send_and_post, name="renewal_post"),
]
