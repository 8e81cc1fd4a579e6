"""An officer as a value: who, with which appointments, hence what scope and which roles."""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.kernel.actor import Actor
from huzhu.kernel.scope import ROOT, Scope, everything
from huzhu.organisations.enums import WITHOUT_BUSINESS_DATA, Role


@dataclass(frozen=True)
class Held:
    """One appointment in force."""

    role: Role
    org_path: str
    organisation_id: int
    organisation_name: str = ""
    department: str = ""


@dataclass(frozen=True)
class Officer(Actor):
    """An Actor with appointments. Services hold none and are given a scope by name."""

    held: tuple[Held, ...] = ()
    service_scope: Scope | None = None

    @property
    def scope(self) -> Scope:
        """What this officer's transactions may see. Raises kernel.scope.EmptyScope for nobody."""
        if self.service_scope is not None:
            return self.service_scope
        paths = {h.org_path for h in self.held if h.role not in WITHOUT_BUSINESS_DATA}
        return Scope(_without_nested(paths), self.account_id)

    @property
    def has_business_scope(self) -> bool:
        return self.service_scope is not None or any(
            h.role not in WITHOUT_BUSINESS_DATA for h in self.held
        )

    @property
    def is_service(self) -> bool:
        return self.service_scope is not None

    def holds(self, *roles: Role, over: str | None = None) -> bool:
        """Whether one of `roles` is held, over the place `over` when it is given."""
        return any(
            h.role in roles and (over is None or over.startswith(h.org_path)) for h in self.held
        )

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(dict.fromkeys(h.role for h in self.held))


def service(name: str, *, over: str = ROOT) -> Officer:
    """The program itself, acting by `name` within the path `over`."""
    scope = everything() if over == ROOT else Scope((over,))
    return Officer(
        account_id=None,
        label=f"system:{name}",
        origin=name,
        person_token=f"system:{name}",
        service_scope=scope,
    )


def _without_nested(paths: set[str]) -> tuple[str, ...]:
    """A path inside another adds nothing to the scope and costs the index a range."""
    return tuple(sorted(p for p in paths if not any(p != q and p.startswith(q) for q in paths)))
