from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0004_look_ups_by_index")]
    operations: list = []
