"""The JSON Schema of a dataclass, by the same annotations that the reader follows."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from .nodes import Family
from .quantities import WRITTEN_AS
from .reader import field_names, hints_of, literal_values
from .values import AXES

_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": ["string", "integer"]},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}


def schema_of(root: type[Any], skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """JSON Schema 2020-12 of `root`; fields named in `skip` are not part of the document."""
    definitions: dict[str, Any] = {}
    top = _record(root, definitions, skip)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": definitions}


def _record(cls: type[Any], defs: dict[str, Any], skip: tuple[str, ...] = ()) -> dict[str, Any]:
    kept = [entry for entry in fields(cls) if entry.name not in skip]
    required = [
        entry.name.rstrip("_")
        for entry in kept
        if entry.default is MISSING and entry.default_factory is MISSING
    ]
    return {
        "type": "object",
        "description": (cls.__doc__ or "").strip(),
        "properties": {e.name.rstrip("_"): _schema(hints_of(cls)[e.name], defs) for e in kept},
        "required": required,
        "additionalProperties": False,
    }


def _schema(wanted: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(wanted)
    if origin is Annotated:
        return _value(get_args(wanted)[1], defs)
    if origin is Literal:
        return {"enum": list(literal_values(wanted))}
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(wanted) if option is not type(None)]
        if len(options) > 1:
            return {"enum": list(literal_values(wanted))}
        return {"anyOf": [_schema(options[0], defs), {"type": "null"}]}
    if origin is tuple:
        return _several(get_args(wanted)[0], defs)
    if isinstance(wanted, type) and issubclass(wanted, Family) and "kind" not in vars(wanted):
        return _shared(wanted.__name__, defs, lambda: _family(wanted, defs))
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _shared(wanted.__name__, defs, lambda: _record(wanted, defs))
    return _SCALARS[wanted]


def _several(item: Any, defs: dict[str, Any]) -> dict[str, Any]:
    if get_origin(item) is tuple:
        return {"type": "object", "additionalProperties": _schema(get_args(item)[1], defs)}
    if isinstance(item, type) and issubclass(item, Family) and item.form == "mapping":
        return _schema(item, defs)
    listed = {"type": "array", "items": _schema(item, defs)}
    word = item is str or get_origin(item) is Literal
    return {"anyOf": [listed, _schema(item, defs)]} if word else listed


def _shared(name: str, defs: dict[str, Any], build: Any) -> dict[str, Any]:
    if name not in defs:
        defs[name] = {}
        defs[name] = build()
    return {"$ref": f"#/$defs/{name}"}


def _family(family: type[Family], defs: dict[str, Any]) -> dict[str, Any]:
    bodies = {kind: _body(node, family, defs) for kind, node in family.members.items()}
    if family.form == "mapping":
        return {
            "type": "object",
            "properties": bodies,
            "additionalProperties": False,
            "minProperties": 1,
        }
    if family.form == "kind":
        return {"oneOf": list(bodies.values())}
    bare = {"enum": [kind for kind, node in family.members.items() if _may_be_bare(node)]}
    keyed = {
        "type": "object",
        "properties": bodies,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [keyed, bare]} if bare["enum"] else keyed


def _may_be_bare(node: type[Any]) -> bool:
    return all(e.default is not MISSING or e.default_factory is not MISSING for e in fields(node))


def _body(node: type[Any], family: type[Family], defs: dict[str, Any]) -> dict[str, Any]:
    record = _record(node, defs)
    names = field_names(node)
    if family.form != "kind" and names:
        return {"anyOf": [_schema(hints_of(node)[names[0]], defs), record]}
    if family.form == "kind":
        record["properties"] = {"kind": {"const": node.kind}, **record["properties"]}
        record["required"] = ["kind", *record["required"]]
    return record


def _value(unit: str, defs: dict[str, Any]) -> dict[str, Any]:
    name = f"value_{unit}"
    if name not in defs:
        here = {"$ref": f"#/$defs/{name}"}
        table = {
            "type": "object",
            "properties": {
                "by": {"enum": list(AXES)},
                "rows": {"type": "object", "additionalProperties": here},
                "otherwise": here,
            },
            "required": ["by", "rows"],
            "additionalProperties": False,
        }
        text = {"type": "string", "description": f"Write {WRITTEN_AS[unit]}, or `$parameter`."}
        defs[name] = {"anyOf": [text, table]}
    return {"$ref": f"#/$defs/{name}"}
