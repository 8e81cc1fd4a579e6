"""Documents other than the resident identity card."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0004_look_ups_by_index")]
    operations = [
        migrations.AlterField(
            model_name="person",
            name="identity_kind",
            field=models.CharField(
                choices=[
                    ("resident", "Resident identity card"),
                    ("passport", "Passport"),
                    ("hk_macao_permit", "Hong Kong or Macao permit"),
                    ("taiwan_permit", "Taiwan permit"),
                    ("foreigner_permit", "Foreigner's permanent residence card"),
                ],
                default="resident",
                max_length=16,
            ),
        ),
    ]
