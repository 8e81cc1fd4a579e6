"""Every public query is asked for a scope, unless it stands here with its reason."""

from __future__ import annotations

import ast
from pathlib import Path

from architecture.source import SRC, plant, require_none, rooms, sources

EVERYBODYS = "the same for everybody; holds nothing of a jurisdiction"
WHOLE = "a check of the whole house, told as counts and faults"
SEEN = "takes a row that its caller has already found within a scope"
NAMED = {
    "plans": EVERYBODYS,
    "audit.faults": WHOLE,
    "audit.counts": WHOLE,
    "ledger.faults": WHOLE,
    "ledger.transaction_count": WHOLE,
    "organisations.officer_of": "finds out the scope itself",
    "organisations.line_above": "names of the unions above are no secret",
    "claims.opened_event": SEEN,
    "claims.earlier_payments": SEEN,
    "claims.exported_facts": SEEN,
    "claims.lane_rules": SEEN,
    "claims.cells_of_stay": SEEN,
    "claims.cells_of_stays": SEEN,
    "claims.reasons_in_words": SEEN,
    "claims.findings_in_words": SEEN,
    "claims.bill_in_words": SEEN,
    "claims.acts_on_stay": SEEN,
    "claims.words_of": SEEN,
    "claims.lane_columns": EVERYBODYS,
    "claims.bill_hashes": "a name made of values",
    "enrolment.budget_differences": WHOLE,
    "enrolment.employment_groups": EVERYBODYS,
    "enrolment.roster_template": EVERYBODYS,
    "treasury.source_of": "a name made of values",
    "members.identity_masked": SEEN,
    "members.phone_masked": SEEN,
}


def without_scope(src: Path) -> list[str]:
    found = []
    for source in sources(src):
        if source.part != "queries" or source.room not in rooms():
            continue
        for node in source.tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            arguments = [*node.args.posonlyargs, *node.args.args]
            if not arguments or arguments[0].arg != "scope":
                found.append(f"{source.room}.{node.name}")
    return found


def test_every_public_query_takes_a_scope():
    excused = {name for name in NAMED if "." not in name}
    unscoped = [name for name in without_scope(SRC) if name.split(".")[0] not in excused]
    require_none([name for name in unscoped if name not in NAMED])


def test_no_excuse_outlives_its_query():
    unscoped = without_scope(SRC)
    excuses = [name for name in NAMED if "." in name]
    require_none([name for name in excuses if name not in unscoped])


def test_query_without_scope_is_found(tmp_path):
    plant(tmp_path, "huzhu.claims.queries", "def good(scope): ...\ndef bad(claim, scope): ...\n")
    plant(tmp_path, "huzhu.members.queries.people", "def worse(): ...\ndef _own(): ...\n")
    assert without_scope(tmp_path) == ["claims.bad", "members.worse"]
