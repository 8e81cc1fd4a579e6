"""Papers that were read, and the numbers of bills: once in all claims of all time and places."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import by_index, by_path, resolver

KINDS = [
    ("settlement", "Medical insurance settlement sheet"),
    ("bill", "Hospital bill"),
    ("diagnosis", "Diagnosis certificate"),
    ("pathology", "Pathology report"),
    ("identity", "Identity card"),
    ("bank_card", "Bank card"),
    ("other", "Other paper"),
]
STATES = [
    ("waiting", "Waiting to be read"),
    ("read", "Read, to be confirmed"),
    ("unreadable", "Could not be read"),
    ("confirmed", "Confirmed"),
]

# Where one of two bills has no code, the number alone decides.
BILL_USED = """
    SELECT EXISTS (SELECT 1 FROM claims_bill b
                   WHERE b.number_hash = whole AND b.claim_id <> for_claim)
        OR EXISTS (SELECT 1 FROM claims_bill b
                   WHERE b.serial_hash = serial AND b.claim_id <> for_claim
                     AND NOT (b.has_code AND with_code))
"""

# Each number of a look carries its place above its 16 bits; a row without any edge says nothing.
# Squeezing and resizing change up to ten bits of 256; two forms of one printing may differ by fewer,
# so that what they say must not differ. Bills and sheets that say the same are one paper, however
# they were photographed; a certificate may rightly serve two claims, and only its picture counts.
PICTURE_USED = """
    WITH mine AS (SELECT r.*, p.claim_id FROM claims_recognition r
                  JOIN claims_paper p ON p.id = r.paper_id WHERE r.id = recognition)
    SELECT EXISTS (
        SELECT 1 FROM mine a JOIN claims_recognition b ON b.content_digest = a.content_digest
        JOIN claims_paper q ON q.id = b.paper_id WHERE q.claim_id <> a.claim_id
    ) OR EXISTS (
        SELECT 1 FROM mine a JOIN claims_recognition b ON b.says_hash = a.says_hash
        JOIN claims_paper q ON q.id = b.paper_id
        WHERE q.claim_id <> a.claim_id AND a.kind IN ('bill', 'settlement')
    ) OR EXISTS (
        SELECT 1 FROM mine a JOIN claims_recognition b
          ON b.look && ARRAY(SELECT x FROM unnest(a.look) x WHERE x & 65535 <> 0)
        JOIN claims_paper q ON q.id = b.paper_id
        WHERE q.claim_id <> a.claim_id AND coalesce(b.says_hash = a.says_hash, true)
          AND 12 >= (SELECT sum(bit_count(((x # y) & 65535)::bit(32)))
                     FROM unnest(a.look, b.look) AS beside(x, y))
    )
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_settlements")]
    operations = [
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12),
        ),
        migrations.CreateModel(
            name="Bill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("number_hash", models.BinaryField()),
                ("serial_hash", models.BinaryField()),
                ("has_code", models.BooleanField()),
                ("entered_by_id", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="claims.claim",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.paper",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["serial_hash"], name="claims_bill_by_serial"),
                    models.Index(fields=["org_path"], name="claims_bill_by_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number_hash",), name="claims_bill_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("engine", models.CharField(max_length=40)),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=12)),
                ("content_digest", models.CharField(db_collation="C", max_length=64)),
                (
                    "look",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), null=True, size=None
                    ),
                ),
                ("says_hash", models.BinaryField(null=True)),
                ("content_cipher", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("confirmed_by_label", models.CharField(blank=True, max_length=80)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recognitions",
                        to="claims.paper",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["content_digest"], name="claims_recognition_by_digest"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["look"], name="claims_recognition_by_look"
                    ),
                    models.Index(fields=["says_hash"], name="claims_recognition_by_says"),
                    models.Index(fields=["org_path", "state"], name="claims_recognition_by_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "engine"), name="claims_recognition_once_an_engine"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "read"), _negated=True),
                            models.Q(("content_cipher__isnull", False), ("read_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="claims_recognition_read_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by_id__isnull", False),
                                ("content_cipher__isnull", False),
                                ("state", "confirmed"),
                            ),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True),
                                ("confirmed_at__isnull", True),
                                ("confirmed_by_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="claims_recognition_confirmed_by_somebody",
                    ),
                ],
            },
        ),
        by_path("claims_bill"),
        by_path("claims_recognition"),
        resolver(
            "claims_bill_used(whole bytea, serial bytea, with_code boolean, for_claim bigint)",
            "boolean STABLE",
            BILL_USED,
        ),
        resolver("claims_picture_used(recognition bigint)", "boolean STABLE", PICTURE_USED),
        by_index("claims_bill_used(bytea, bytea, boolean, bigint)", "claims_picture_used(bigint)"),
    ]
