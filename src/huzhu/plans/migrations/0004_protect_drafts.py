"""Drafts and replays are the office's own; what was saved of a draft is never edited."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path, no_changes


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_drafts")]
    operations = [
        by_path("plans_draftedition"),
        by_path("plans_draftrevision"),
        by_path("plans_replay"),
        no_changes("plans_draftrevision"),
    ]
