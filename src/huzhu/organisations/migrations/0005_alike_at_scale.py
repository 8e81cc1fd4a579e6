"""Names alike elsewhere: the scope is read once for a search, not once for each pair of letters."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("huzhu.organisations.migrations.0004_protect_registration").ALIKE_ELSEWHERE
FOR_EACH = "ANY (string_to_array(current_setting('huzhu.scope', true), ','))"
ONCE = "ANY ((SELECT string_to_array(current_setting('huzhu.scope', true), ','))::text[])"


def _function(body: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION organisations_alike_elsewhere(pairs text[])
        RETURNS TABLE (name varchar, city varchar, likeness integer)
        STABLE LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
        SET enable_seqscan = off AS $body$ {body} $body$;
    """


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_protect_registration")]
    operations = [
        migrations.RunSQL(_function(BEFORE.replace(FOR_EACH, ONCE)), _function(BEFORE)),
    ]
