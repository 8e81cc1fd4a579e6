from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0005_roster_plans")]
    operations: list = []
