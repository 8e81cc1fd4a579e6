"""Applications, papers and histories inside their jurisdiction; a succession seen from both sides;
units alike found across it, by name and city only; the pairs of the names there are already."""

from django.db import migrations

from huzhu.kernel.dbrules import SEES, by_index, by_path, no_changes, policy, resolver
from huzhu.organisations.rules import grams

PREDECESSOR = SEES.format(column="org_path")
SUCCESSOR = SEES.format(column="successor_path")

# Of a unit elsewhere: its name, its city, how much alike (per mille). Five at most, so that nobody
# lists another city's units by asking.
ALIKE_ELSEWHERE = """
    WITH likely AS (
        SELECT g.organisation_id AS unit,
               (2000 * count(*) / (max(g.size) + cardinality(pairs)))::integer AS likeness
        FROM organisations_namegram g
        WHERE g.gram = ANY (pairs)
          AND NOT g.org_path
              ^@ ANY (string_to_array(current_setting('huzhu.scope', true), ','))
        GROUP BY g.organisation_id
        HAVING 2000 * count(*) / (max(g.size) + cardinality(pairs)) >= 600
    )
    SELECT o.name, coalesce(c.name, ''), l.likeness
    FROM likely l
    JOIN organisations_organisation o ON o.id = l.unit AND o.ends_before IS NULL
    LEFT JOIN organisations_organisation c ON c.id = o.city_id
    ORDER BY l.likeness DESC, o.name, o.id LIMIT 5
"""


def pair_names(apps, schema_editor):
    organisation = apps.get_model("organisations", "Organisation")
    name_gram = apps.get_model("organisations", "NameGram")
    alias = schema_editor.connection.alias
    rows = []
    for unit in organisation.objects.using(alias).filter(kind="unit").iterator():
        pairs = grams(unit.name)
        rows += [
            name_gram(gram=pair, organisation_id=unit.pk, org_path=unit.path, size=len(pairs))
            for pair in pairs
        ]
    name_gram.objects.using(alias).bulk_create(rows, batch_size=5000)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_registration_of_units")]
    operations = [
        *[
            by_path(f"organisations_{name}")
            for name in ("unitprofile", "unitapplication", "unitpaper", "headcount", "namegram")
        ],
        policy("organisations_succession", f"{PREDECESSOR} OR {SUCCESSOR}", PREDECESSOR),
        no_changes("organisations_headcount"),
        no_changes("organisations_succession"),
        resolver(
            "organisations_alike_elsewhere(pairs text[])",
            "TABLE (name varchar, city varchar, likeness integer) STABLE",
            ALIKE_ELSEWHERE,
        ),
        by_index("organisations_alike_elsewhere(text[])"),
        migrations.RunPython(pair_names, migrations.RunPython.noop),
    ]
