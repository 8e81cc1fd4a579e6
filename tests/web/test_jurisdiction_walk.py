"""Every address, asked by officers of one county with everything that belongs to another.

The rule tried: what is said of somebody else's reference is, to the byte, what is said of a
reference that does not exist. Addresses are found in the resolver, so a new one is walked too.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, product
from types import ModuleType
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver, path, reverse
from django.urls.converters import StringConverter
from django.urls.resolvers import RoutePattern, URLResolver
from django.utils.html import escape

from factories.claims import PDF
from factories.members import card_number, make_identity
from factories.money import return_csv, return_line
from factories.world import County, World, make_world
from huzhu.accounts.models import Account
from huzhu.audit.models import Entry
from huzhu.console.access import officer_view
from huzhu.kernel.converters import CONVERTERS
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.references import make_reference
from huzhu.kernel.scope import acting_in
from huzhu.ledger.models import Book
from huzhu.notices.models import Notice
from huzhu.treasury.models import Batch, Instruction

# For every converter an address may use: the values of a county that fit it.
FACTORY = {
    "reference": lambda county: [ref for refs in county.refs.values() for ref in some(refs)],
    "orgcode": lambda county: [*county.codes, *(refs[0] for refs in county.refs.values())],
    "division": lambda county: [code for code in county.codes if code.isdigit()],
}
MOST_OF_A_KIND = 3
# Without an officer, or with nothing but the account itself: no business data behind them.
BEFORE_LOGIN = re.compile(r"^(healthz|accounts/.*|i18n/)$")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
TOKENS = re.compile(
    r'(csrfmiddlewaretoken" value="|"X-CSRFToken": "|X-CSRFToken&quot;: &quot;)[A-Za-z0-9]+'
)
INPUT = re.compile(r"<input\b[^>]*>")
FIGURES = re.compile(r"<tbody.*?</tbody>", re.DOTALL)
NAME = re.compile(r'\bname="(\w+)"')
NOT_ASKED = re.compile(r'type="(?:date|file|checkbox|radio|submit|number)"|csrfmiddlewaretoken')
WALKERS = ("handler", "unit_handler", "staff")
TYPED = {
    "reason": "核对", "severity": "mild", "severity_reason": "核对", "format": "csv",
    "plan_code": "ZY", "starts_on": "2026-05-01", "amount_fen": "1", "received_on": "2026-03-01",
    "bank_reference": "流水九", "bank_name": "中国银行", "number": card_number(7),
    "account_number": card_number(7), "name": "赵敏", "kind": "inpatient", "cause": "illness",
    "admitted_on": "2025-06-10", "discharged_on": "2025-06-20", "icd10": "J18.900",
    "diagnosis": "社区获得性肺炎", "total": "100", "paper_kind": "other", "then": "file",
}  # fmt: skip


def some(refs: list[str]) -> list[str]:
    """At most three of a kind, the first and the last among them: the others are their like.

    Divisions have no reference; a roster's people, covers and papers come before a claim's.
    """
    found = [ref for ref in refs if not ref.isdigit()]
    if len(found) <= MOST_OF_A_KIND:
        return found
    step = (len(found) - 1) / (MOST_OF_A_KIND - 1)
    return [found[round(number * step)] for number in range(MOST_OF_A_KIND)]


# ── the table of addresses ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Route:
    """An address with its parameters as (name, converter's registered name or None)."""

    template: str
    parameters: tuple[tuple[str, str | None], ...]

    def address(self, values: Iterable[str]) -> str:
        given = iter(values)
        return "/" + PARAMETER.sub(lambda _found: next(given), self.template)


def routes(patterns=None, prefix: str = "", above=()) -> Iterator[Route]:
    """All of them, namespaces included."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        template = prefix + str(item.pattern)
        if isinstance(item.pattern, RoutePattern):
            found = [(n, _registered(n, c, template)) for n, c in item.pattern.converters.items()]
        else:
            found = [(str(item.pattern), None)]
        parameters = (*above, *found)
        if isinstance(item, URLResolver):
            yield from routes(item.url_patterns, template, parameters)
        else:
            yield Route(template, parameters)


def _registered(name: str, converter, template: str) -> str | None:
    if isinstance(converter, StringConverter) and template.startswith("api/"):
        return name if name == "reference" else None
    return next((kind for kind, known in CONVERTERS.items() if type(converter) is known), None)


def unwalkable(patterns=None) -> list[str]:
    """Addresses with a parameter for which nobody can say what belongs to whom."""
    return [
        route.template
        for route in routes(patterns)
        if any(kind not in FACTORY for _, kind in route.parameters)
    ]


def asked_for(*, parameters: bool) -> list[Route]:
    found = [route for route in routes() if bool(route.parameters) == parameters]
    return [route for route in found if not BEFORE_LOGIN.match(route.template)]


def nobodys(value: str) -> str:
    """A value of the same shape that belongs to nobody."""
    if value.isdigit():
        return "619999"
    prefix = re.match(r"[A-Z]+", value).group()
    return make_reference(prefix, 9_999_999, 2026)


# ── asking ────────────────────────────────────────────────────────────────────────────────────


def client_of(officer) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


def form_of(values: dict) -> bytes:
    """A form with a file, as a browser sends it."""
    files = {name: SimpleUploadedFile("a.pdf", PDF) for name in ("file", "slip")}
    return encode_multipart(BOUNDARY, values | files)


TRIED = [0]


def ask(client: Client, method: str, address: str, form: bytes | None = None):
    TRIED[0] += 1
    if method == "GET":
        return client.get(address)
    content = encode_multipart(BOUNDARY, {}) if form is None else form
    return client.generic("POST", address, content, content_type=MULTIPART_CONTENT)


def text_of(response) -> str:
    """What a reader could find in an answer: of a workbook, all its sheets."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("application/json"):
        content = json.dumps(json.loads(content), ensure_ascii=False).encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(
                book.read(name) for name in book.namelist() if "docProps" not in name
            )
    return content.decode("utf-8", "replace") + response.headers.get("Location", "")


def answer(response, *typed: str) -> tuple[int, str]:
    """Status and text without tokens and without what was asked."""
    text = TOKENS.sub("", text_of(response))
    for value in typed:
        for written in (value, quote(value), escape(value)):
            text = text.replace(written, "…")
    return response.status_code, text


def found_of(county: County, text: str, *typed: str) -> set[str]:
    """The county's markers that stand in a text, but for those that were typed."""
    known = " ".join(typed)
    return {marker for marker in county.markers if marker in text and marker not in known}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told_apart(
    client: Client, route: Route, values: tuple[str, ...], method: str, form: bytes | None, known
) -> str | None:
    """None when nothing distinguishes these values from values that do not exist.

    What is said of nothing is asked once for a route: of every kind it must be the same.
    """
    key = (route, method)
    if key not in known:
        nothing = tuple(nobodys(value) for value in values)
        known[key] = answer(ask(client, method, route.address(nothing), form), *nothing)
    status, text = answer(ask(client, method, route.address(values), form), *values)
    if status not in (403, 404, 405):
        return f"{method} {route.address(values)} answers {status}"
    if (status, text) != known[key]:
        return f"{method} {route.address(values)} differs from what does not exist"
    return None


def is_dull(route: Route, method: str, known) -> bool:
    """Whether the method or the role is refused before anything is looked for: what is said of one
    value is then said of all, and one was asked."""
    return known[route, method][0] in (403, 405)


def foreign_values(route: Route, world: World, *, most: int = 99) -> list[tuple[str, ...]]:
    """What is B's, at most so many of a kind; for two parameters B with B, and A's own with B's."""
    kinds = [kind for _, kind in route.parameters]
    if len(kinds) == 1:
        found = dict.fromkeys(FACTORY[kinds[0]](world.b))
        by_prefix = groupby(found, key=lambda value: value[0])
        of_b = [(value,) for _, same in by_prefix for value in list(same)[:most]]
        return of_b + [(value,) for value in offices_own(world) if kinds[0] != "division"]
    return [pair for owner in (world.a, world.b) for pair in pairs(owner, world.b, most=most)]


def offices_own(world: World) -> list[str]:
    """What belongs to the office alone: nobody of a county or city may know of it."""
    return [ref for refs in world.office_refs.values() for ref in refs]


def pairs(owner: County, part: County, *, most: int = 99) -> list[tuple[str, str]]:
    """Whatever has papers or receipts in one county, with a file, or anything, of another."""
    owners = [ref for kind in ("claim", "expected") for ref in owner.refs[kind][:most]]
    owners += [owner.refs[kind][0] for kind in ("unit_application", "gift", "refund")]
    owners += [owner.refs["statement_line"][-1], *owner.refs["member"][-4:][:most]]
    papers = part.refs["attachment"]
    parts = [
        *(papers if most > MOST_OF_A_KIND else some(papers)[:most]), part.refs["receipt"][-1],
        *(part.refs[kind][0] for kind in ("receipt", "claim", "member")),
    ]  # fmt: skip
    return list(product(owners, parts))


# ── fixtures ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def _quietly(settings):
    """Facts go nowhere, thousands of 404s are not written to the log, and sessions not to the
    database: a row that one transaction changes thousands of times is slower to read each time."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    logging.disable(logging.WARNING)
    with publishing_to(lambda fact, **_: None):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(house, at) -> World:
    return make_world(at)


# ── every address ─────────────────────────────────────────────────────────────────────────────


def test_every_parameter_has_values_in_both_counties(world):
    assert unwalkable() == []
    assert set(FACTORY) == set(CONVERTERS)
    for county, values in product((world.a, world.b), FACTORY.values()):
        assert values(county)
    assert len(asked_for(parameters=True)) >= 40
    assert {"api/v1/claims/<reference>", "claims/<reference:ref>/"} <= {
        route.template for route in routes()
    }


@pytest.mark.parametrize("planted", ["x/<int:pk>/", "x/<slug:name>/", "api/x/<name>", "<path:p>"])
def test_planted_parameter_without_values_is_found(planted):
    patterns = [path(planted, lambda request, **_: HttpResponse()), *get_resolver().url_patterns]
    assert unwalkable(patterns) == [planted]


@pytest.mark.parametrize(
    ("walker", "way"), [*product(WALKERS, ("GET", "POST")), ("staff", "POST nothing")]
)
def test_foreign_reference_is_answered_like_one_that_does_not_exist(world, walker, way):
    client, method = client_of(getattr(world.a, walker)), way.partition(" ")[0]
    sent = form_of(TYPED) if way == "POST" else None
    known, faults, before = {}, [], TRIED[0]
    for route in asked_for(parameters=True):
        for values in foreign_values(route, world, most=1):
            if fault := told_apart(client, route, values, method, sent, known):
                faults.append(fault)
            if is_dull(route, method, known):
                break
    assert TRIED[0] - before > 40 * 10
    assert faults == []


@pytest.mark.parametrize("walker", WALKERS)
def test_what_a_role_forbids_is_forbidden_for_own_things_too(world, walker):
    """A 403 tells nothing: it is the same for one's own, for others' and for what is not there."""
    client = client_of(getattr(world.a, walker))
    forbidden = 0
    for route, method in product(asked_for(parameters=True), ("GET", "POST")):
        kinds = [kind for _, kind in route.parameters]
        own = [refs[0] for refs in world.a.refs.values()]
        if kinds[0] == "reference":
            own = [ref for ref in own if not ref.isdigit()]
        nothing = tuple(nobodys(own[0]) for _ in kinds)
        expected = answer(ask(client, method, route.address(nothing)), *nothing)
        if expected[0] != 403:
            continue
        forbidden += 1
        for value in own:
            values = (value,) * len(kinds)
            with undone():
                assert answer(ask(client, method, route.address(values)), *values) == expected
    assert (forbidden == 0) is (walker == "staff")


def test_nothing_there_looks_like_no_such_address(world):
    """A reference with a wrong check character is refused by the resolver, not by a view."""
    client = client_of(world.a.staff)
    for route in asked_for(parameters=True):
        if route.template.startswith("api/") or "orgcode" in route.template:
            continue
        for ref in (world.b.refs["claim"][0], world.b.refs["batch"][0]):
            values = (ref,) * len(route.parameters)
            wrong = tuple(v[:-1] + ("0" if v[-1] != "0" else "1") for v in values)
            seen = answer(client.get(route.address(values)), *values)
            if seen[0] == 404:
                assert seen == answer(client.get(route.address(wrong)), *wrong)


def test_own_officers_get_every_address(world):
    """The table is alive: who may see B's things is answered 200 on every page, and every act is
    reached."""
    named = {"plan": "ZY", "from": "2026-04-01", **world.b.numbers_of}
    client, form, dead = client_of(world.b.staff), form_of(TYPED | named), []
    office, own = client_of(world.office), [(ref,) for ref in offices_own(world)]
    for route in asked_for(parameters=True):
        kinds = [kind for _, kind in route.parameters]
        values = [(value,) for value in _likeliest(route, kinds[0], world.b)]
        if len(kinds) == 2:
            values = pairs(world.b, world.b)
        if _is_answered(client, route, values, form):
            continue
        if len(kinds) == 2 or not _is_answered(office, route, own, form):
            dead.append(route.template)
    assert dead == []


def _likeliest(route: Route, kind: str | None, county: County) -> list[str]:
    """All that fits, first what is called like something in the address."""
    known = FACTORY[kind](county)
    words = set(re.findall(r"[a-z]+", route.template))
    named = [
        ref
        for name, refs in county.refs.items()
        if any(word.startswith(name.rpartition("_")[2]) for word in words)
        for ref in refs
        if ref in known or (kind == "reference" and not ref.isdigit() and name != "orgcode")
    ]
    return list(dict.fromkeys([*named, *known]))


def _is_answered(client: Client, route: Route, values, form: bytes) -> bool:
    """Whether it is for any of these values; by the other method, if the first is not known."""
    method = "GET"
    for value in values:
        address = route.address(value)
        with undone():
            status = ask(client, method, address, form).status_code
            if status == 405:
                method = "POST"
                status = ask(client, method, address, form).status_code
        if status in (200, 302, 422):
            return True
    return False


def test_planted_leak_is_found(world):
    """A view that opens whatever it is asked for does not pass the walk."""

    @officer_view()
    def leaky(request, ref):
        return HttpResponse(ref)

    module = ModuleType("leaky_urls")
    module.urlpatterns = [path("leaky/<reference:ref>/", leaky), *get_resolver().url_patterns]
    sys.modules["leaky_urls"] = module
    with override_settings(ROOT_URLCONF="leaky_urls"):
        route = next(iter(routes()))
        client = client_of(world.a.handler)
        assert told_apart(client, route, (world.b.refs["claim"][0],), "GET", None, {})


# ── lists, exports and searches ───────────────────────────────────────────────────────────────


def listed(client: Client) -> dict[str, str]:
    """What every address without parameters shows, plain and as a workbook; by address."""
    shown = {}
    for route in asked_for(parameters=False):
        for query in ("", "?export=xlsx", "?state=all", "?group=county", "?group=plan"):
            response = client.get(f"/{route.template}{query}")
            shown[f"/{route.template}{query}"] = text_of(response)
    return shown


@pytest.mark.parametrize("walker", WALKERS)
def test_lists_and_workbooks_hold_nothing_of_another_county(world, walker):
    client = client_of(getattr(world.a, walker))
    for address, text in listed(client).items():
        assert found_of(world.b, text) == set(), address


def test_lists_and_workbooks_hold_what_is_ones_own(world):
    client = client_of(world.b.staff)
    alive = {address for address, text in listed(client).items() if found_of(world.b, text)}
    names = (
        "todo", "rosters", "covers", "covers_export", "claims", "receipts", "payments", "batches",
        "ledger_transactions", "audit", "audit_workbook", "statistics",
        "statistics_export", "statistics_data",
    )  # fmt: skip
    assert {reverse(f"console:{name}") for name in names} - alive == set()
    assert {f"{reverse(f'console:{name}')}?export=xlsx" for name in ("claims", "receipts")} <= alive
    assert reverse("api-1:claim_list") in alive
    handler = listed(client_of(world.b.handler))
    assert f"{world.b.county.name}的通知" in handler[reverse("console:notices")]


def test_searching_for_what_is_foreign_finds_what_searching_for_nothing_finds(world):
    client, faults, tried, said = client_of(world.a.staff), [], 0, {}
    pages = {r.template: client.get(f"/{r.template}") for r in asked_for(parameters=False)}
    pages = {name: text_of(page) for name, page in pages.items() if page.status_code == 200}
    names = {template: fields_of(text) for template, text in pages.items()}
    every = set().union(*names.values())
    assert {"text", "unit", "place", "q", "owner_ref", "ref", "officer", "book"} <= every
    for template, (value, unknown) in product(pages, _searches(world)):
        for name in names[template] or WITHOUT_A_FORM:
            tried += 1
            key = (template, name, len(unknown), unknown.isdigit(), unknown.isascii())
            if key not in said:
                said[key] = _searched(client, template, name, unknown)
            here = _searched(client, template, name, value)
            if here != said[key] or found_of(world.b, here[1], value):
                faults.append(f"/{template}?{name}={value}")
    assert faults == []
    assert tried > 300


def _searched(client: Client, template: str, name: str, asked: str) -> tuple[int, str]:
    return answer(client.get(f"/{template}", {name: asked, "state": "all"}), asked)


def fields_of(page: str) -> set[str]:
    """What can be typed into a page's forms, hidden fields included."""
    typed = [field for field in INPUT.findall(page) if not NOT_ASKED.search(field)]
    return {NAME.search(field).group(1) for field in typed if NAME.search(field)} - {"next"}


def test_book_of_another_city_shows_what_no_book_shows(world):
    """Its number may be echoed; the figures are those of one's own book."""
    client, book = client_of(world.a.staff), Book.objects.get(org_path=world.b.city.path)
    for name in ("ledger", "ledger_transactions"):
        asked, nothing = (
            text_of(client.get(reverse(f"console:{name}"), {"book": number}))
            for number in (book.pk, 987_654)
        )
        assert found_of(world.b, asked) == set()
        assert FIGURES.findall(asked) == FIGURES.findall(nothing)
    assert FIGURES.findall(text_of(client.get(reverse("console:ledger"))))


# What a workbook or a chart may be asked, whose form stands on another page.
WITHOUT_A_FORM = ("text", "unit", "place", "ref", "officer")
SEARCHED = ("claim", "cover", "member", "transaction")


def _searches(world: World) -> list[tuple[str, str]]:
    """(what is B's, the same of nobody); of equal length, for pages that show it cut."""
    b = world.b
    person = b.people[0]
    return [
        *((b.refs[kind][0], nobodys(b.refs[kind][0])) for kind in SEARCHED),
        (b.county.code, "619999"),
        (b.unit.code, nobodys(b.unit.code)),
        (b.unit.name, "无" * len(b.unit.name)),
        (person.name, "无" * len(person.name)),
        (make_identity(b.numbers.start).number, make_identity(5_555_555).number),
        (b.handler.label, "x" * len(b.handler.label)),
    ]


# ── forms that carry references ───────────────────────────────────────────────────────────────


def fingerprint(county: County) -> list[tuple]:
    """Every row of the county, table by table, as one digest each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'org_path'"
            " AND table_schema = 'public' AND table_name <> 'audit_entry' ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        parts = [
            f"SELECT '{t}', md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), ''))"
            f" FROM {t} r WHERE org_path ^@ %s"
            for t in tables
        ]
        cursor.execute(" UNION ALL ".join(parts), [county.city.path] * len(tables))
        return sorted(cursor.fetchall())


def foreign_form(world: World) -> dict[str, object]:
    """Everything a form might name, pointing at B."""
    b = world.b
    ids = {"person": b.people[0].pk, "organisation": b.unit.pk, "notice": b.notice_id}
    ids |= b.numbers_of
    return {
        **TYPED, **ids,
        "ref": b.refs["instruction"], "unit": b.unit.code, "place": b.county.code,
        "code": b.unit.code, "q": make_identity(b.numbers.start).number,
        "owner_ref": b.refs["claim"][0], "claim_ref": b.refs["claim"][0],
        "paper": b.refs["attachment"][0], "slip_ref": b.refs["attachment"][0],
        "person_ref": b.refs["member"][0], "org_path": b.unit.path,
    }  # fmt: skip


def test_forms_that_name_foreign_things_show_and_change_nothing_of_them(world):
    client, values = client_of(world.a.staff), foreign_form(world)
    form, before = form_of(values), fingerprint(world.b)
    typed = [" ".join(v) if isinstance(v, list) else str(v) for v in values.values()]
    answered = set()
    for route in asked_for(parameters=True) + asked_for(parameters=False):
        kinds = [kind for _, kind in route.parameters]
        own = [[ref for refs in world.a.refs.values() for ref in refs[:1]] for _ in kinds[:1]]
        for value in product(*own) if len(kinds) < 2 else ():
            with undone():
                response = ask(client, "POST", route.address(value), form)
                if response.status_code in (403, 405):
                    break
                assert found_of(world.b, text_of(response), *typed) == set(), route
                if response.status_code in (200, 302, 422):
                    answered.add(route.template)
                    assert fingerprint(world.b) == before, route
    assert len(answered) >= 15


def test_batch_of_foreign_payments_is_refused(world):
    client, count = client_of(world.a.staff), Batch.objects.count()
    own = Instruction.objects.filter(org_path=world.a.unit.path, batch=None).get().ref
    foreign = Instruction.objects.filter(org_path=world.b.unit.path, batch=None).get().ref
    for others in ([], [own]):
        asked, nothing = (
            answer(client.post(reverse("console:batch_make"), {"ref": [*others, ref]}), ref)
            for ref in (foreign, nobodys(foreign))
        )
        assert asked == nothing
        assert asked[0] == 404
    assert Batch.objects.count() == count
    assert client.post(reverse("console:batch_make"), {"ref": [own]}).status_code == 302


def test_claim_at_a_foreign_unit_is_refused(world):
    client = client_of(world.a.handler)
    where = reverse("console:claim_open", args=[world.a.refs["member"][0]])
    for unit in (world.b.unit.code, nobodys(world.b.unit.code)):
        assert client.post(where, {**TYPED, "unit": unit}).status_code == 404


def test_notice_of_somebody_else_stays_unread(world):
    client = client_of(world.a.handler)
    client.post(reverse("console:notices_read"), {"notice": world.b.notice_id})
    with acting_in(world.b.handler.scope):
        assert Notice.objects.get(pk=world.b.notice_id).read_at is None


def test_number_of_a_foreign_person_finds_nobody(world):
    client, start = client_of(world.a.staff), world.b.numbers.start
    numbers = (make_identity(start).number, make_identity(5_555_555).number)
    found, nobody = (
        answer(client.post(reverse("console:members"), {"q": number}), number) for number in numbers
    )
    assert found == nobody
    phones = (f"139{start:08d}", "13955555555")
    found, nobody = (
        answer(client.post(reverse("console:members"), {"q": phone}), phone) for phone in phones
    )
    assert found == nobody


def test_bank_return_that_names_a_foreign_payment_is_refused(world):
    batch = world.a.refs["batch"][0]
    foreign = Instruction.objects.filter(org_path=world.b.unit.path).first()
    client, answers = client_of(world.a.staff), []
    for ref in (foreign.ref, nobodys(foreign.ref)):
        content = return_csv([return_line(foreign, 指令编号=ref)])
        file = SimpleUploadedFile("a.csv", content)
        response = client.post(reverse("console:batch_return", args=[batch]), {"file": file})
        answers.append(answer(response, ref))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_walk_leaves_no_trace_in_the_foreign_trail(world):
    """Refused acts of A write nothing under B."""
    client, form = client_of(world.a.staff), form_of(TYPED)
    below = {"org_path__startswith": world.b.city.path}
    before = Entry.objects.filter(**below).count()
    for route in asked_for(parameters=True):
        for kind in ("claim", "batch", "roster", "member", "expected", "instruction"):
            values = (world.b.refs[kind][0],) * len(route.parameters)
            if "orgcode" not in route.template:
                ask(client, "POST", route.address(values), form)
    assert Entry.objects.filter(**below).count() == before
