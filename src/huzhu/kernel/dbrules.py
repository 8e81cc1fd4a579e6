"""Migration operations for what stands in the database itself: policies, grants, resolvers."""

from __future__ import annotations

from django.db import migrations

APP_ROLE = "huzhu_app"
RESOLVER_ROLE = "huzhu_resolver"
SEES = "{column} ^@ ANY (string_to_array(current_setting('huzhu.scope', true), ','))"


def by_path(table: str, column: str = "org_path") -> migrations.RunSQL:
    """Rows of `table` are seen and written only inside the transaction's scope."""
    sees = SEES.format(column=column)
    return policy(table, sees, sees)


def policy(table: str, using: str, check: str) -> migrations.RunSQL:
    """One policy for reading (`using`) and one for each way of writing (`check`)."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({using});
        CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK ({check});
        CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({using}) WITH CHECK ({check});
        CREATE POLICY {table}_removed ON {table} FOR DELETE USING ({using});
        """,
        f"""
        DROP POLICY {table}_seen ON {table}; DROP POLICY {table}_added ON {table};
        DROP POLICY {table}_changed ON {table}; DROP POLICY {table}_removed ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def no_changes(table: str) -> migrations.RunSQL:
    """Takes from the application what the append-only triggers refuse anyway."""
    return migrations.RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE};",
        f"GRANT UPDATE, DELETE ON {table} TO {APP_ROLE};",
    )


def resolver(signature: str, returns: str, body: str, language: str = "sql") -> migrations.RunSQL:
    """A SECURITY DEFINER function that looks across jurisdictions.

    Owned by a role that nobody can log in as; its search_path is fixed; only the application may
    call it. `signature` is `name(argument type, …)`; `returns` is the SQL after RETURNS, with its
    volatility (`boolean STABLE`). It must return evaluator fields or yes/no, never a record of
    somebody else's jurisdiction.
    """
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE {language}
        SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$;
        ALTER FUNCTION {signature_types(signature)} OWNER TO {RESOLVER_ROLE};
        REVOKE ALL ON FUNCTION {signature_types(signature)} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {signature_types(signature)} TO {APP_ROLE};
        """,
        f"DROP FUNCTION {signature_types(signature)};",
    )


def by_index(*functions: str, never: tuple[str, ...] = ("enable_seqscan",)) -> migrations.RunSQL:
    """These functions, as `name(types)`, look up by index whatever the planner believes.

    Their plans are kept for a session, also from when the tables were small, and a whole table read
    once for each key is not what was meant. `never` names the ways that the planner may not take.
    """
    of_each = [(function, way) for function in functions for way in never]
    return migrations.RunSQL(
        [f"ALTER FUNCTION {function} SET {way} = off" for function, way in of_each],
        [f"ALTER FUNCTION {function} RESET {way}" for function, way in of_each],
    )


def signature_types(signature: str) -> str:
    """`f(a bigint, b date)` → `f(bigint, date)`."""
    name, _, rest = signature.partition("(")
    arguments = [part.strip() for part in rest.rstrip(")").split(",") if part.strip()]
    return f"{name}({', '.join(part.split(' ', 1)[1] for part in arguments)})"
