from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0007_gifts")]
    operations: list = []
