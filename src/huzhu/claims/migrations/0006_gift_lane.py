"""Claims on cover that was given have a queue of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_accounts_of_earlier_decisions")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="is_gift",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
