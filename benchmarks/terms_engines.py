"""The measured terms in other people's engines: GoRules ZEN and OpenFisca.

Both decide one claim by itself; what earlier claims came to is kept outside and
given to them. ZEN reckons in decimals and agrees to the fen; OpenFisca reckons in
float32 and does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from benchmarks.terms_by_hand import plain_rows
from benchmarks.terms_claims import CAP_FEN, Amounts

# ── GoRules ZEN ──────────────────────────────────────────────────────────────────────────────

_INSIDE = 'kind == "inpatient" and admitted_on >= starts_on and admitted_on < ends_before'
_EXPRESSION = (
    f"{_INSIDE} ? min([floor("
    "(min([deductible + proportional, 200000]) * 60"
    " + max([min([deductible + proportional, 1000000]) - 200000, 0]) * 70"
    " + max([deductible + proportional - 1000000, 0]) * 80)"
    " * (stay == 1 ? 100 : 60) / 10000 + 0.5), cap - used]) : 0"
)


def zen_graph() -> Any:
    """The terms as a JSON decision model: bands and stays as decision tables, then expressions."""
    import zen

    return zen.ZenEngine().create_decision(json.dumps(_decision_model()))


def zen_expression() -> Any:
    """The same terms as one compiled expression."""
    import zen

    return zen.compile_expression(_EXPRESSION)


def zen_contexts(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The facts of each claim, days as numbers; of its first stay and with nothing paid before."""
    for kind, starts_on, ends_before, admitted_on, deductible, proportional in plain_rows(frame):
        yield {
            "kind": kind,
            "starts_on": starts_on,
            "ends_before": ends_before,
            "admitted_on": admitted_on,
            "deductible": deductible,
            "proportional": proportional,
            "stay": 1,
            "used": 0,
            "cap": CAP_FEN,
        }


def zen_graph_capped(frame: pl.DataFrame) -> Amounts:
    """A decision graph called for each claim; stays and cap are kept outside."""
    graph = zen_graph()
    return _claim_by_claim(frame, lambda context: graph.evaluate(context)["result"]["amount"])


def zen_expression_capped(frame: pl.DataFrame) -> Amounts:
    """A compiled expression called for each claim; stays and cap are kept outside."""
    return _claim_by_claim(frame, zen_expression().evaluate)


def zen_batch_alone(frame: pl.DataFrame) -> Amounts:
    """The decision graph given all claims at once; nothing across claims."""
    import zen

    model = {"type": "static", "content": {"terms": _decision_model()}}
    second = (frame["event_hospital_grade"] == "two").to_list()
    asked = [
        {"key": "terms", "context": context | {"stay": 1 + lower, "cap": 2**40}}
        for context, lower in zip(zen_contexts(frame), second, strict=True)
    ]
    said = zen.ZenEngine({"loader": model}).evaluate_batch(asked)
    return np.array([answer["data"]["result"]["amount"] for answer in said], dtype=np.int64)


def _claim_by_claim(frame: pl.DataFrame, decide: Any) -> Amounts:
    kept: dict[tuple[int, int], tuple[int, int]] = {}
    paid = []
    for person, context in zip(frame["person"].to_list(), zen_contexts(frame), strict=True):
        period = person, context["starts_on"]
        stays, context["used"] = kept.get(period, (0, 0))
        context["stay"] = stays + 1
        amount = int(decide(context))
        if amount > 0:
            kept[period] = stays + 1, context["used"] + amount
        paid.append(amount)
    return np.array(paid, dtype=np.int64)


def _decision_model() -> dict[str, Any]:
    bands = (
        ("< 200000", 0, 0, 60),
        ("[200000..1000000)", 200_000, 12_000_000, 70),
        ("", 1_000_000, 68_000_000, 80),
    )
    nodes = [
        {"id": "in", "type": "inputNode", "name": "claim"},
        _expressions("facts", ("base", "deductible + proportional"), ("inside", _INSIDE)),
        _table("bands", "base", ("above", "below", "band_rate"), bands),
        _table("stays", "stay", ("stay_rate",), (("== 1", 100), ("", 60))),
        _expressions(
            "reckon",
            ("gross", "floor((below + (base - above) * band_rate) * stay_rate / 10000 + 0.5)"),
            ("left", "cap - used"),
            ("amount", "inside ? min([$.gross, $.left]) : 0"),
            (
                "reason",
                '$.amount > 0 ? "" : inside ? "cap_exhausted" : "event_outside_cover"',
            ),
        ),
        {"id": "out", "type": "outputNode", "name": "decision"},
    ]
    names = [node["id"] for node in nodes]
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(names)
    ]
    positioned = [{**node, "position": {"x": 0, "y": 0}} for node in nodes]
    return {"nodes": positioned, "edges": edges}


def _table(name: str, field: str, outputs: tuple[str, ...], rows: Any) -> dict[str, Any]:
    return {
        "id": name,
        "type": "decisionTableNode",
        "name": name,
        "content": {
            "hitPolicy": "first",
            "passThrough": True,
            "inputs": [{"id": "when", "name": field, "field": field}],
            "outputs": [{"id": out, "name": out, "field": out} for out in outputs],
            "rules": [
                {"_id": f"{name}{number}", "when": row[0]}
                | {out: str(value) for out, value in zip(outputs, row[1:], strict=True)}
                for number, row in enumerate(rows)
            ],
        },
    }


def _expressions(name: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    held = [{"id": key, "key": key, "value": value} for key, value in pairs]
    content = {"passThrough": True, "expressions": held}
    return {"id": name, "type": "expressionNode", "name": name, "content": content}


# ── OpenFisca ────────────────────────────────────────────────────────────────────────────────


def openfisca_forms() -> Iterator[tuple[str, Any]]:
    """The two ways to write these terms in OpenFisca: with its own scale of rates, and without."""
    yield "OpenFisca, its marginal rate scale", _Fisca("payment_by_scale")
    yield "OpenFisca, a formula of min and max", _Fisca("payment_by_formula")


class _Fisca:
    """A tax and benefit system with this one benefit; called with a frame, gives float32 yuan."""

    def __init__(self, variable: str) -> None:
        self.variable = variable
        self.system = _system()

    def __call__(self, frame: pl.DataFrame) -> Any:
        from openfisca_core.simulations import SimulationBuilder

        builder = SimulationBuilder()
        simulation = builder.build_default_simulation(self.system, count=frame.height)
        for name, values in _inputs(frame).items():
            simulation.set_input(name, "2025-01", values)
        return simulation.calculate(self.variable, "2025-01")


def _inputs(frame: pl.DataFrame) -> dict[str, Any]:
    on = frame["event_admitted_on"].to_physical().to_numpy()
    inside = (frame["cover_starts_on"].to_physical().to_numpy() <= on) & (
        on < frame["cover_ends_before"].to_physical().to_numpy()
    )
    base = frame["bill_deductible_fen"].to_numpy() + frame["bill_proportional_fen"].to_numpy()
    second = (frame["event_hospital_grade"] == "two").to_numpy()
    return {"base": base / 100, "inside": inside, "lower_rate": second}


def _system() -> Any:
    from openfisca_core.entities import build_entity
    from openfisca_core.parameters import ParameterNode
    from openfisca_core.periods import MONTH
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="A claim", is_person=True)

    def variable(name: str, held: type, formula: Any = None) -> type:
        body = {"value_type": held, "entity": person, "definition_period": MONTH, "label": name}
        return type(name, (Variable,), body | ({"formula": formula} if formula else {}))

    def by_scale(claim: Any, period: Any, parameters: Any) -> Any:
        banded = parameters(period).bands.calc(claim("base", period))
        return banded * np.where(claim("lower_rate", period), 0.6, 1) * claim("inside", period)

    def by_formula(claim: Any, period: Any, parameters: Any) -> Any:
        base = claim("base", period)
        banded = np.minimum(base, 2_000) * 0.6 + np.clip(base - 2_000, 0, 8_000) * 0.7
        banded += np.maximum(base - 10_000, 0) * 0.8
        return banded * np.where(claim("lower_rate", period), 0.6, 1) * claim("inside", period)

    system = TaxBenefitSystem([person])
    system.parameters = ParameterNode("", data={"bands": _scale()})
    for made in (
        variable("base", float),
        variable("inside", bool),
        variable("lower_rate", bool),
        variable("payment_by_scale", float, by_scale),
        variable("payment_by_formula", float, by_formula),
    ):
        system.add_variable(made)
    return system


def _scale() -> dict[str, Any]:
    def since(value: float) -> dict[str, Any]:
        return {"2024-01-01": {"value": value}}

    rows = ((0, 0.6), (2_000, 0.7), (10_000, 0.8))
    return {
        "metadata": {"type": "marginal_rate", "threshold_unit": "currency", "rate_unit": "/1"},
        "brackets": [{"threshold": since(low), "rate": since(rate)} for low, rate in rows],
    }
