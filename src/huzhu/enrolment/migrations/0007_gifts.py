from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0006_funding")]
    operations: list = []
