"""Money that came to the bank and is not allocated yet, and over-payments given back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_restricted_funds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="transaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("contribution_received", "Contribution received"),
                    ("fund_received", "Money received for a restricted fund"),
                    ("fund_spent", "Contribution paid by a restricted fund"),
                    ("money_received", "Money received, to be cleared"),
                    ("refund_paid", "Over-payment refunded"),
                    ("benefit_approved", "Benefit approved"),
                    ("benefit_paid", "Benefit paid"),
                    ("benefit_returned", "Benefit payment returned by the bank"),
                    ("reversal", "Reversal"),
                ],
                max_length=24,
            ),
        ),
    ]
