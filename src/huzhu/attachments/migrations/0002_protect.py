"""Papers are seen inside their jurisdiction only, and never change."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path, no_changes


class Migration(migrations.Migration):
    dependencies = [("attachments", "0001_initial")]
    operations = [by_path("attachments_attachment"), no_changes("attachments_attachment")]
