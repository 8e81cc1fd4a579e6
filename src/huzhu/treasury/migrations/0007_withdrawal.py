"""What is due no more, because what it was for was withdrawn."""

from django.db import migrations, models

import huzhu.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_protect_registration"),
        ("treasury", "0006_protect_money_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="expectedreceipt",
            name="cancelled_fen",
            field=huzhu.kernel.fields.FenField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="expectedreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("cancelled_fen", 0)),
                    models.Q(("amount_fen", 0), ("cancelled_fen__gt", 0)),
                    _connector="OR",
                ),
                name="treasury_expectedreceipt_due_or_cancelled",
            ),
        ),
    ]
