"""Certificates, seen by place; what a right code tells the public."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import by_index, by_path, resolver


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0007_gifts")]
    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    huzhu.kernel.fields.ReferenceField(
                        db_collation="C", max_length=24, unique=True
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("code", models.CharField(db_collation="C", max_length=40, unique=True)),
                ("key_id", models.IntegerField()),
                ("content_digest", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("issued_by_id", models.BigIntegerField(null=True)),
                ("issued_by_label", models.CharField(max_length=80)),
                ("issued_by_place", models.CharField(blank=True, max_length=120)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_id", models.BigIntegerField(null=True)),
                ("revoke_reason", models.CharField(blank=True, max_length=200)),
                (
                    "cover",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="enrolment.cover",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="enrolment.enrolment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org_path", "issued_at"], name="enrolment_certs_by_place")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cover__isnull", False), ("enrolment__isnull", True)),
                            models.Q(("cover__isnull", True), ("enrolment__isnull", False)),
                            _connector="OR",
                        ),
                        name="enrolment_certificate_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True),
                            models.Q(("revoke_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="enrolment_certificate_revoked_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cover__isnull", False), ("revoked_at__isnull", True)),
                        fields=("cover",),
                        name="enrolment_certificate_one_of_cover",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("enrolment__isnull", False), ("revoked_at__isnull", True)
                        ),
                        fields=("enrolment",),
                        name="enrolment_certificate_one_of_list",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_certificate_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL\n                       AND (NEW.ref, NEW.code, NEW.content_digest, NEW.cover_id,\n                            NEW.enrolment_id, NEW.org_path, NEW.issued_at)\n                           IS NOT DISTINCT FROM\n                           (OLD.ref, OLD.code, OLD.content_digest, OLD.cover_id,\n                            OLD.enrolment_id, OLD.org_path, OLD.issued_at) THEN\n                        RETURN NEW;\n                    END IF;\n                    RAISE EXCEPTION 'certificate % stays as it was issued', OLD.ref\n                        USING ERRCODE = 'HZ001';\n                ",
                    hash="2e6cb4cd909ce193c63cb12a1a5ec66af4d541ca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_enrolment_certificate_stays_84394",
                    table="enrolment_certificate",
                    when="AFTER",
                ),
            ),
        ),
        by_path("enrolment_certificate"),
        resolver(
            "enrolment_certified(printed text)",
            "TABLE (key_id integer, plan_code varchar, plan_zh varchar, plan_en varchar,"
            " starts_on date, ends_before date, status varchar, terminated_on date,"
            " is_revoked boolean, holder text, persons integer) STABLE",
            """
            SELECT t.key_id, p.code, p.name_zh, p.name_en, o.starts_on, o.ends_before, o.status,
                   o.terminated_on, t.revoked_at IS NOT NULL, o.holder, o.persons
            FROM enrolment_certificate t
            CROSS JOIN LATERAL (
                SELECT c.plan_id, c.starts_on, c.ends_before, c.status, c.terminated_on,
                       left(m.name, 1)
                       || repeat('*', least(greatest(char_length(m.name) - 1, 1), 3)) AS holder,
                       1 AS persons
                FROM enrolment_cover c JOIN members_person m ON m.id = c.person_id
                WHERE c.id = t.cover_id
                UNION ALL
                SELECT min(c.plan_id), min(c.starts_on), max(c.ends_before),
                       CASE WHEN bool_and(c.status = 'void') THEN 'void'
                            WHEN bool_or(c.status = 'active') THEN 'active'
                            WHEN bool_and(c.status IN ('terminated', 'void')) THEN 'terminated'
                            ELSE 'pending' END,
                       CASE WHEN bool_and(c.status IN ('terminated', 'void'))
                            THEN max(c.terminated_on) END,
                       '', (count(*) FILTER (WHERE c.status <> 'void'))::integer
                FROM enrolment_cover c WHERE c.enrolment_id = t.enrolment_id
                HAVING count(*) > 0
            ) o
            JOIN plans_plan p ON p.id = o.plan_id
            WHERE t.code = printed
            """,
        ),
        by_index("enrolment_certified(text)"),
    ]
