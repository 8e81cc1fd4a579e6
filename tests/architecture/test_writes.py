"""Nobody writes another module's tables.

What a syntax tree can tell honestly: a manager's writing method on an imported model, an instance
made of one, and SQL that names another module's table. A `.save()` on something found elsewhere
cannot be told; the database's policies and the reviewer stand behind this.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from architecture.source import SRC, Source, plant, require_none, rooms, sources

WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "acreate",
    "update", "bulk_update", "delete",
}  # fmt: skip
WRITING_SQL = re.compile(
    rf"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+({'|'.join(rooms())})_\w+",
    re.IGNORECASE,
)


def strange_models(source: Source) -> set[str]:
    """Names in this file that stand for models of another module, or for its models file."""
    found = set()
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("huzhu."):
            continue
        parts = node.module.split(".")
        if parts[1] == source.room:
            continue
        if parts[2:3] == ["models"]:
            found |= {alias.asname or alias.name for alias in node.names}
        elif len(parts) == 2:
            found |= {a.asname or a.name for a in node.names if a.name == "models"}
    return found


def root_and_path(node: ast.expr) -> tuple[str, list[str]]:
    """`Claim.objects.filter(…).update` → ("Claim", ["objects", "filter", "update"])."""
    path: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            path.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return node.id, path[::-1]
        else:
            return "", path[::-1]


def strange_writes(source: Source) -> Iterator[str]:
    strangers = strange_models(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            root, path = root_and_path(node.func)
            is_made = not path or (len(path) == 1 and path[0][:1].isupper())
            is_written = "objects" in path and path[-1] in WRITES
            if root in strangers and (is_made or is_written):
                yield f"{source.module}:{node.lineno} {'.'.join([root, *path])}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for match in WRITING_SQL.finditer(node.value):
                if match[1].lower() != source.room:
                    yield f"{source.module}:{node.lineno} {' '.join(match[0].split())}"


def all_strange_writes(src: Path) -> list[str]:
    return [
        write
        for source in sources(src, migrations=True)
        if source.module.startswith("huzhu.")
        for write in strange_writes(source)
    ]


def test_nobody_writes_anothers_tables():
    require_none(all_strange_writes(SRC))


def test_strange_writes_are_found(tmp_path):
    text = (
        "from huzhu.members.models import Person as P\n"
        "from huzhu.plans import models as plans\n"
        "from huzhu.claims.models import Claim\n"
        "P.objects.filter(pk=1).update(name='x')\n"
        "plans.Plan.objects.create()\n"
        "P(name='x').save()\n"
        "P.objects.filter(pk=1).first()\n"
        "Claim.objects.create()\n"
        "SQL = 'INSERT INTO enrolment_cover VALUES (1); UPDATE claims_claim SET x = 1'\n"
    )
    plant(tmp_path, "huzhu.claims.actions", text)
    assert sorted(all_strange_writes(tmp_path)) == [
        "huzhu.claims.actions:4 P.objects.filter.update",
        "huzhu.claims.actions:5 plans.Plan.objects.create",
        "huzhu.claims.actions:6 P",
        "huzhu.claims.actions:9 INSERT INTO enrolment_cover",
    ]
