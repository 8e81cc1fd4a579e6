from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0009_quality")]
    operations: list = []
