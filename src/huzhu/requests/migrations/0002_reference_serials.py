"""One sequence numbers every reference: gaps are harmless, repeats are not."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE requests_reference_serial;", "DROP SEQUENCE requests_reference_serial;"
        ),
    ]
