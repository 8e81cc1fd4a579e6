from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0008_certificates")]
    operations: list = []
