"""Money in and out is seen inside its jurisdiction only."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path


class Migration(migrations.Migration):
    dependencies = [("treasury", "0001_initial")]
    operations = [
        by_path(f"treasury_{name}")
        for name in (
            "expectedreceipt",
            "receipt",
            "batch",
            "instruction",
            "instructionline",
            "bankreturn",
            "returnline",
        )
    ]
