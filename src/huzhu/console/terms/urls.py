from django.urls import path

from huzhu.console.terms import drafting, replaying, views

urlpatterns = [
    path("terms/", views.shelf_page, name="terms"),
    path("terms/edition/", views.edition_page, name="terms_edition"),
    path("terms/try/", views.try_page, name="terms_try"),
    path("terms/duplicate/", views.duplicate, name="terms_duplicate"),
    path("terms/case/", views.keep_case, name="terms_case"),
    path("terms/new/", views.new_draft, name="terms_new"),
    path("terms/schema/", views.schema, name="terms_schema"),
    path("terms/check/", views.check, name="terms_check"),
    path("terms/drafts/<reference:ref>/", drafting.draft, name="draft"),
    path("terms/drafts/<reference:ref>/save/", drafting.save, name="draft_save"),
    path("terms/drafts/<reference:ref>/read/", drafting.read, name="draft_read"),
    path("terms/drafts/<reference:ref>/diff/", drafting.diff, name="draft_diff"),
    path("terms/drafts/<reference:ref>/try/", drafting.try_draft, name="draft_try"),
    path("terms/drafts/<reference:ref>/case/", drafting.keep_case, name="draft_case"),
    path("terms/drafts/<reference:ref>/submit/", drafting.submit, name="draft_submit"),
    path("terms/drafts/<reference:ref>/recall/", drafting.recall, name="draft_recall"),
    path("terms/drafts/<reference:ref>/return/", drafting.send_back, name="draft_return"),
    path("terms/drafts/<reference:ref>/publish/", drafting.publish, name="draft_publish"),
    path("terms/drafts/<reference:ref>/withdraw/", drafting.withdraw, name="draft_withdraw"),
    path("terms/drafts/<reference:ref>/replay/", replaying.ask, name="draft_replay"),
    path("terms/drafts/<reference:ref>/replay/claims/", replaying.claims, name="replay_claims"),
    path("terms/drafts/<reference:ref>/replay/file/", replaying.file, name="replay_file"),
    path("terms/replays/<reference:ref>/", replaying.report, name="replay"),
    path("terms/replays/<reference:ref>/state/", replaying.state, name="replay_state"),
]
