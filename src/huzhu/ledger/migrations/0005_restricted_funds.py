"""Money for a restricted fund, and contributions that such a fund pays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_look_ups_by_index")]
    operations = [
        migrations.AlterField(
            model_name="transaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("contribution_received", "Contribution received"),
                    ("fund_received", "Money received for a restricted fund"),
                    ("fund_spent", "Contribution paid by a restricted fund"),
                    ("benefit_approved", "Benefit approved"),
                    ("benefit_paid", "Benefit paid"),
                    ("benefit_returned", "Benefit payment returned by the bank"),
                    ("reversal", "Reversal"),
                ],
                max_length=24,
            ),
        ),
    ]
