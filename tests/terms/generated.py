"""Editions made up at random: every kind of the vocabulary, in every combination.

They come from Hypothesis and are built from the annotations of the nodes, so that
a kind added to the language is generated at once; where a field means something
that its annotation does not say (the id of a cap, the edges of bands), `FIELDS`
has a strategy for it by name. Claims for them are in `generated_claims.py`, drawn
from a seed that Hypothesis chooses.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.edition import (
    Article,
    DatedValue,
    Edition,
    Effective,
    ListedDisease,
    Parameter,
)
from benefit_terms.errors import Unacceptable
from benefit_terms.family import Family, Text
from benefit_terms.quantities import Quantity
from benefit_terms.reader import hints_of, literal_values
from benefit_terms.values import AXES, Choice, ParameterRef

START = date(2025, 1, 1)
WORDS = {
    "severity": ("severe", "mild", "in_situ", "none"),
    "tier": ("t1", "t2"),
    "person_class": ("ordinary", "model", "hardship"),
    "employment": ("in_service", "retired"),
    "hospital_grade": ("one", "two", "three"),
    "circumstance": ("drunk_driving", "suicide"),
    "disease_list": ("l1", "l2"),
    "paid_beside": ("P2", "P3.extra"),
}
ANY_WORD = ("word", "other")
CODES = ("C50", "C61", "I21", "I22", "N18", "J18")
LISTS = (
    (
        "l1",
        (
            ("cancer", ListedDisease("癌", ("C50", "C61"))),
            ("heart", ListedDisease("心", ("I21", "I22"))),
        ),
    ),
    ("l2", (("kidney", ListedDisease("肾", ("N18", "C61"))),)),
)
FEN = (0, 1, 99, 100, 3333, 10000, 33333, 50000, 100000, 100100, 300000, 1000000)
RATES = tuple(
    Fraction(*pair)
    for pair in ((0, 1), (1, 10), (1, 3), (2, 5), (7, 10), (1, 1), (13, 10), (1, 7), (999, 1000))
)
DAYS = (0, 1, 2, 3, 5, 10, 30, 60, 180)
SPANS = (
    ("days", 0),
    ("days", 30),
    ("days", 180),
    ("months", 1),
    ("months", 2),
    ("years", 1),
    ("years", 2),
)
CAPS = tuple(f"cap_{per}" for per in literal_values(hints_of(c.Cap)["per"]))
BENEFITS = ("b0", "b1", "b2")


def quantity(unit: str) -> st.SearchStrategy[Quantity]:
    if unit == "rate":
        return st.sampled_from(RATES).map(lambda rate: Quantity(rate, "rate"))
    if unit == "fen":
        return st.sampled_from((*FEN, *FEN[-5:], *FEN[-5:])).map(
            lambda fen: Quantity(Fraction(fen), "fen")
        )
    if unit == "days":
        return st.sampled_from(DAYS).map(lambda days: Quantity(Fraction(days), "days"))
    return st.sampled_from(SPANS).map(lambda span: Quantity(Fraction(span[1]), span[0]))


@st.composite
def values(draw: st.DrawFn, unit: str, depth: int = 0) -> Any:
    """A number, a parameter, or a table that nests."""
    form = draw(st.sampled_from("qqqqqppdttt" if depth < 2 else "qqp"))
    if form == "q":
        return draw(quantity(unit))
    if form in "pd":
        name = draw(
            st.sampled_from(("plain", "dated", "table") if depth < 1 else ("plain", "dated"))
        )
        return ParameterRef(f"{unit}_{name}")
    axis = draw(st.sampled_from([*AXES, "ordinal", "ordinal"]))
    keys = draw(st.lists(st.sampled_from(keys_of(axis)), min_size=1, max_size=3, unique=True))
    rows = tuple((key, draw(values(unit, depth + 1))) for key in keys)
    otherwise = (
        draw(values(unit, depth + 1)) if draw(st.sampled_from((True, True, True, False))) else None
    )
    return Choice(axis, rows, otherwise)


def keys_of(axis: str) -> tuple[str, ...]:
    """Keys of rows that do not overlap."""
    domain = AXES[axis]
    if isinstance(domain, range):
        low = domain.start
        return (
            str(low),
            str(low + 1),
            f"{low + 2}-{low + 4}",
            f"{low + 5}-{min(low + 29, domain.stop - 1)}",
            f"{min(low + 30, domain.stop - 1)}+",
        )[: 5 if domain.stop - low > 31 else 3]
    return domain or WORDS.get(axis, ANY_WORD)


@st.composite
def bands(draw: st.DrawFn, cls: type[Any]) -> Any:
    """Ascending bands, mostly without gaps; a last one with or without an end."""
    edges = sorted(draw(st.lists(st.sampled_from(FEN), min_size=1, max_size=4, unique=True)))
    pays = "pays" if "pays" in {e.name for e in fields(cls)} else "rate"
    unit = "fen" if pays == "pays" else "rate"
    made = []
    for place, low in enumerate(edges):
        last = place + 1 == len(edges)
        high = None if last and draw(st.booleans()) else (low * 3 + 7 if last else edges[place + 1])
        above = low + 100 if draw(st.integers(0, 7)) == 0 else low
        rate = draw(st.one_of(quantity(unit), values(unit)))
        made.append(cls(money(above), rate, None if high is None else money(high)))
    return tuple(made)


def money(fen: int) -> Quantity:
    return Quantity(Fraction(fen), "fen")


@st.composite
def windows(draw: st.DrawFn) -> Any:
    ends = sorted(
        draw(st.lists(st.sampled_from((1, 2, 30, 60, 90)), min_size=1, max_size=3, unique=True))
    )
    begins = [1, *(end + 1 for end in ends[:-1])]
    return tuple(
        c.Window(
            from_day=draw(st.sampled_from((days(a), None))),
            through_day=draw(st.one_of(st.just(days(b)), values("span"))),
            result=draw(node_of(n.WindowResult)),
        )
        for a, b in zip(begins, ends, strict=True)
    )


def days(number: int) -> Quantity:
    return Quantity(Fraction(number), "days")


def some(words: tuple[str, ...], least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(
        st.sampled_from(words), min_size=least, max_size=max(least, len(words)), unique=True
    ).map(lambda found: tuple(sorted(found)))


def _conditions(most: int, least: int = 1) -> st.SearchStrategy[Any]:
    kinds = st.lists(
        st.sampled_from(sorted(n.Condition.members)), min_size=least, max_size=most, unique=True
    )
    return kinds.flatmap(
        lambda names: st.tuples(*(node_of(n.Condition.members[name]) for name in sorted(names)))
    )


BAND_KINDS: dict[str, type[Any]] = {
    "progressive_bands": n.Band,
    "whole_bands": n.Band,
    "banded_amount": n.AmountBand,
}
_few = st.sampled_from((1, 1, 2, 3))
#: Fields whose meaning their annotation does not tell: by class and field, or by field alone.
FIELDS: dict[str, Any] = {
    "id": st.just("?"),
    "says": st.just(()),
    "label": st.just(Text("项", "item")),
    "reason": st.just(Text("因", "reason")),
    "lists": some(("l1", "l2")),
    "benefits": st.one_of(st.just(()), some(BENEFITS)),
    "plans": some(("P2", "P3")),
    "codes": st.just(("drug", "implant")),
    "windows": windows(),
    "when": _conditions(2),
    "unless": st.one_of(st.just(()), st.just(()), _conditions(2)),
    "Benefit.when": st.one_of(
        st.just((n.EventKindIs(literal_values(n.EventKind)),)), _conditions(1), _conditions(2)
    ),
    "Exclusion.when": _conditions(3, least=2),
    "Refer.when": _conditions(3, least=2),
    "youngest": st.sampled_from((0, 16, 18)),
    "oldest": st.sampled_from((50, 60, 70)),
    "youngest_days": st.sampled_from((None, 28, 7000)),
    "not_for_holders_of": st.sampled_from(((), ("word",))),
    "oldest_at_renewal": st.sampled_from((None, 65)),
    "most": _few,
    "worst": st.sampled_from((2, 4)),
    "sex": st.sampled_from((None, "F", "M")),
    "exception_to": st.none(),
    "earlier": st.sampled_from(WORDS["severity"]),
    "now": st.sampled_from(WORDS["severity"]),
    "UnderCap.name": st.sampled_from(CAPS),
    "Accumulated.name": st.sampled_from(("account", "other")),
    "Accumulated.steps": st.deferred(
        lambda: st.lists(
            st.sampled_from(n.PLAIN_STEPS).flatmap(node_of).map(_on_one_claim),
            min_size=1,
            max_size=3,
        ).map(tuple)
    ),
    "MutuallyExclusive.benefits": some(BENEFITS, least=2),
    "LessPaid.benefits": some(BENEFITS),
    "SexOnly.sex": st.sampled_from(("F", "M")),
    "EmploymentAmong.among": some(WORDS["employment"]),
    "Items.at_most": st.sampled_from((None, 1, 3)),
    "InForce.from_": st.sampled_from((None, date(2025, 1, 1), date(2025, 2, 1))),
    "InForce.until": st.sampled_from((None, date(2025, 6, 1), date(2025, 12, 31))),
    "Waiting.causes": st.sampled_from((("illness", "accident"), ("illness",), ("accident",))),
    "dated_by": st.sampled_from(
        (
            ("admitted_on", "occurred_on"),
            ("occurred_on",),
            ("diagnosed_on", "admitted_on", "occurred_on"),
            ("died_on", "occurred_on"),
        )
    ),
    "date": st.sampled_from(((), (), ("occurred_on",), ("discharged_on", "occurred_on"))),
    "at_least": st.sampled_from((None, 1, 2, 3, 18, 30)),
    "at_most": st.sampled_from((None, 2, 3, 10, 40, 180)),
    "headcount": st.sampled_from((None, 10)),
}


def _on_one_claim(step: Any) -> Any:
    return _changed(step, per="claim") if hasattr(step, "per") else step


def _named(cls: type[Any], name: str) -> Any:
    if name == "bands" and getattr(cls, "kind", "") in BAND_KINDS:
        return bands(BAND_KINDS[cls.kind])
    if name == "among":
        axis = cls.kind
        if f"{cls.__name__}.among" in FIELDS:
            return FIELDS[f"{cls.__name__}.among"]
        domain = AXES.get(axis)
        if isinstance(domain, tuple):
            return some(domain)
        if axis in WORDS:
            return some(WORDS[axis])
        return None
    if name in ("at_least", "at_most") and get_origin(_plain(hints_of(cls)[name])) is Annotated:
        return None
    return FIELDS.get(f"{cls.__name__}.{name}", FIELDS.get(name))


def _plain(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        return options[0] if len(options) == 1 else hint
    return hint


def of_hint(hint: Any) -> st.SearchStrategy[Any]:
    """A strategy for an annotation of the vocabulary."""
    plain = _plain(hint)
    if plain is not hint:
        return st.one_of(st.none(), of_hint(plain))
    origin = get_origin(hint)
    if origin is Annotated:
        return values(get_args(hint)[1])
    if origin is Literal or (origin in (Union, types.UnionType)):
        return st.sampled_from(literal_values(hint))
    if origin is tuple:
        return st.lists(of_hint(get_args(hint)[0]), min_size=1, max_size=3, unique=True).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Family) and "kind" not in vars(hint):
        return node_of(hint)
    if is_dataclass(hint):
        return node_of(hint)  # type: ignore[arg-type]
    plainly: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: _few,
        str: st.just("word"),
    }
    return plainly[hint]


def node_of(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Any node of a family, or a record, built field by field."""
    if isinstance(cls, type) and issubclass(cls, Family) and "kind" not in vars(cls):
        names = sorted(cls.members)
        return st.sampled_from(names).flatmap(lambda name: node_of(cls.members[name]))
    return _node(cls)


@st.composite
def _node(draw: st.DrawFn, cls: type[Any]) -> Any:
    held = {}
    for entry in fields(cls):
        strategy = _named(cls, entry.name)
        if strategy is None:
            strategy = of_hint(hints_of(cls)[entry.name])
        has_default = entry.default is not MISSING or entry.default_factory is not MISSING
        if (
            has_default
            and entry.name not in ("at_least", "at_most")
            and draw(st.integers(0, 2)) == 0
        ):
            continue
        held[entry.name] = draw(strategy)
    try:
        return cls(**held)
    except Unacceptable:
        if {"at_least", "at_most"} <= set(held):
            return cls(**{**held, "at_least": 1, "at_most": None})
        raise


ENROLS = {"period", "fee", "participation", "checklist", "equal_shares", "joining", "cover_start"}
_SOLE = {"benefit", "cap"}


@st.composite
def editions(draw: st.DrawFn, only: type[Any] | None = None) -> Edition:
    """An edition of up to three benefits and a handful of other clauses.

    `only` is a kind that must stand in it.
    """
    made: list[Any] = [_benefit(draw, name) for name in BENEFITS[: draw(st.integers(1, 3))]]
    if draw(st.integers(0, 5)) == 0 and len(made) > 1:
        made[1] = _changed(made[1], exception_to="b0")
    for cap in CAPS:
        per: Any = cap.removeprefix("cap_")
        made.append(c.Cap(cap, draw(values("fen")), per, per_share=draw(st.booleans())))
    others = sorted(set(c.Clause.members) - _SOLE - ENROLS)
    for kind in draw(st.lists(st.sampled_from(others), max_size=8)):
        made.append(draw(node_of(c.Clause.members[kind])))
    if only is not None:
        made.append(draw(node_of(only)))
    made = [
        clause if clause.id != "?" else _changed(clause, id=f"x{at}")
        for at, clause in enumerate(made)
    ]
    firsts = {type(clause): at for at, clause in reversed(list(enumerate(made)))}
    single = (c.Continuity, c.MembershipYears, c.FinalRounding)
    kept = [x for at, x in enumerate(made) if not isinstance(x, single) or firsts[type(x)] == at]
    return Edition(
        language=1,
        plan="T",
        version="1",
        title=Text("试", "Trial"),
        effective=Effective(date(2024, 1, 1)),
        articles=(Article("1", "条文", clauses=tuple(kept)),),
        parameters=_parameters(draw),
        lists=LISTS,
    )


def _benefit(draw: st.DrawFn, name: str) -> c.Benefit:
    benefit: c.Benefit = draw(node_of(c.Benefit))
    steps = draw(st.lists(node_of(n.Step), max_size=5))
    return _changed(benefit, id=name, exception_to=None, steps=tuple(steps))


def _changed(node: Any, **held: Any) -> Any:
    return type(node)(**{**{e.name: getattr(node, e.name) for e in fields(node)}, **held})


def _parameters(draw: st.DrawFn) -> tuple[tuple[str, Parameter], ...]:
    made = []
    for unit in ("fen", "rate", "days", "span"):
        made.append((f"{unit}_plain", Parameter(unit, "x", "assumed", draw(quantity(unit)))))  # type: ignore[arg-type]
        dated = tuple(
            DatedValue(
                day,
                draw(
                    st.one_of(
                        quantity(unit),
                        values(unit, 2).filter(lambda v: not isinstance(v, ParameterRef)),
                    )
                ),
            )
            for day in (date(2000, 1, 1), date(2025, 3, 1), date(2025, 9, 1))
        )
        made.append((f"{unit}_dated", Parameter(unit, "x", "assumed", values=dated)))  # type: ignore[arg-type]
        table = draw(values(unit, 1).filter(lambda v: not isinstance(v, ParameterRef)))
        made.append((f"{unit}_table", Parameter(unit, "x", "assumed", table)))  # type: ignore[arg-type]
    return tuple(made)
