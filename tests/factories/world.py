"""Two counties in two cities, each with one of everything that has an address or a path."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F
from PIL import Image

from factories.claims import (
    PDF,
    Bench,
    approve,
    filed_claim,
    make_bench,
    publish,
    stay,
)
from factories.enrolment import (
    as_xlsx,
    checked_roster,
    collecting,
    line,
    lines,
    make_cover,
    posted_roster,
)
from factories.members import card_number, make_identity, make_name, new_person
from factories.money import return_csv, return_line
from factories.people import PAPER, agreed
from factories.settlements import imported, make_source, settlement_line
from factories.statements import came, statement_csv
from factories.tree import AT, Tree, make_tree
from factories.units import PAPERS, filed, registered, typed
from huzhu.accounts.models import Account
from huzhu.attachments.models import Attachment
from huzhu.claims import actions as claims
from huzhu.claims.formats import Field, PageSeen, Reading, engine_name
from huzhu.claims.models import Claim, SettledStay, SettlementImport, SettlementSource
from huzhu.enrolment import actions as enrolment
from huzhu.enrolment.models import (
    Certificate,
    Cover,
    Enrolment,
    FundingBudget,
    FundingRule,
    GiftProgramme,
    QualityFinding,
    Renewal,
    RenewalCampaign,
    RosterImport,
)
from huzhu.kernel.identity import mask_identity, mask_phone
from huzhu.kernel.money import yuan
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger.actions import open_book
from huzhu.ledger.models import Transaction
from huzhu.members import actions as people
from huzhu.members.models import Consent, FamilyTie, Person, PersonChange
from huzhu.notices.actions import notify
from huzhu.notices.models import Notice
from huzhu.organisations import actions as organisations
from huzhu.organisations.actions import appoint
from huzhu.organisations.enums import (
    WITHOUT_BUSINESS_DATA,
    ApplicationKind,
    Role,
    UnitPaperKind,
)
from huzhu.organisations.models import Organisation, UnitApplication
from huzhu.organisations.queries import officer_of
from huzhu.organisations.rules import Officer, service
from huzhu.plans import actions as terms
from huzhu.plans.queries import edition_by_version
from huzhu.treasury import actions as treasury
from huzhu.treasury.models import (
    Batch,
    CollectionAccount,
    ExpectedReceipt,
    Instruction,
    Invoice,
    Receipt,
    Refund,
    SlipUpload,
    StatementImport,
    StatementLine,
)

ZY_STARTS_ON = date(2025, 4, 1)
BUSINESS = tuple(role for role in Role if role not in WITHOUT_BUSINESS_DATA)
WITH_REFERENCE = {
    "roster": RosterImport,
    "enrolment": Enrolment,
    "cover": Cover,
    "claim": Claim,
    "instruction": Instruction,
    "batch": Batch,
    "expected": ExpectedReceipt,
    "receipt": Receipt,
    "transaction": Transaction,
    "attachment": Attachment,
    "unit_application": UnitApplication,
    "person_change": PersonChange,
    "certificate": Certificate,
    "campaign": RenewalCampaign,
    "renewal": Renewal,
    "finding": QualityFinding,
    "collection_account": CollectionAccount,
    "statement": StatementImport,
    "statement_line": StatementLine,
    "refund": Refund,
    "invoice": Invoice,
    "slip": SlipUpload,
    "budget": FundingBudget,
    "funding_rule": FundingRule,
    "gift": GiftProgramme,
    "settlement_source": SettlementSource,
    "settlements": SettlementImport,
    "stay": SettledStay,
}
PEOPLE = 3


@dataclass
class County:
    """A county with one of everything. `refs` are references by kind; `markers` are texts that
    may stand on no page shown elsewhere; `secrets` are the bare numbers of its people; `numbers_of`
    are what forms name by number, by field."""

    city: Organisation
    county: Organisation
    unit: Organisation
    numbers: range
    handler: Officer
    unit_handler: Officer
    staff: Officer
    refs: dict[str, list[str]] = field(default_factory=dict)
    markers: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    people: list[Person] = field(default_factory=list)
    notice_id: int = 0
    numbers_of: dict[str, int] = field(default_factory=dict)

    @property
    def every_ref(self) -> list[str]:
        """References of all kinds, organisations left out."""
        return [ref for kind, refs in self.refs.items() if kind != "orgcode" for ref in refs]

    @property
    def codes(self) -> list[str]:
        return self.refs["orgcode"]


@dataclass
class World:
    """`a` and `b` lie in two cities; `office` holds every role over all of it, and `office_refs`
    are references, by kind, of what is the office's alone."""

    tree: Tree
    a: County
    b: County
    office: Officer
    office_refs: dict[str, list[str]] = field(default_factory=dict)


def make_world(at: datetime = AT) -> World:
    """Wants the whole tree visible (the fixture `house`). Takes about two seconds."""
    tree = make_tree()
    publish(at, ("ZY", "2025"))
    bench = make_bench(tree)
    a = _county(tree, "铜川市", "王益区", range(1, 40), "wangyi")
    b = _county(tree, "宝鸡市", "渭滨区", range(29_101, 29_140), "weibin")
    for place, fen, sum_paid in ((a, 1_234_500, 9_500), (b, 987_600, 7_100)):
        open_book(by=service("test"), at=at, organisation=place.city, name=f"{place.city.name}账")
        _fill(place, bench, at, bill_fen=fen, received_fen=sum_paid)
    office = make_staff("office", tree.office, *BUSINESS)
    return World(tree, a, b, office, _terms(office, at))


def _terms(office: Officer, at: datetime) -> dict[str, list[str]]:
    """A draft of the office with a replay that waits."""
    published = edition_by_version("ZY", "2025")
    with collecting():
        draft = terms.duplicate_edition(
            by=office, at=at, digest=published.digest, version="2099",
            effective_from=date(2099, 1, 1),
        )  # fmt: skip
        replay = terms.ask_replay(
            by=office, at=at, draft_ref=draft.ref, first_year=2025, last_year=2025
        )
    return {"draft": [draft.ref], "replay": [replay.ref]}


def make_staff(username: str, place: Organisation, *roles: Role) -> Officer:
    """One account with several roles over a place, and no password, which is slow to hash."""
    account = Account.objects.create(
        username=username,
        display_name=f"staff-{username}",
        person_token=f"token-{username}",
        password="!",
        must_change_password=False,
        created_at=AT,
    )
    for role in roles:
        appoint(
            by=service("test"),
            at=AT,
            account=account,
            organisation=place,
            role=role,
            starts_on=date(2020, 1, 1),
        )
    with acting_in(everything()):
        return officer_of(account, on=date(2026, 3, 2), origin="test")


def _county(tree: Tree, city: str, county: str, numbers: range, name: str) -> County:
    return County(
        city=tree[city],
        county=tree[county],
        unit=tree[f"{county}一厂"],
        numbers=numbers,
        handler=make_staff(f"{name}-handler", tree[county], Role.COUNTY_HANDLER),
        unit_handler=make_staff(f"{name}-unit", tree[f"{county}一厂"], Role.UNIT_HANDLER),
        staff=make_staff(f"{name}-city", tree[city], *BUSINESS),
    )


def _fill(place: County, bench: Bench, at: datetime, *, bill_fen: int, received_fen: int) -> None:
    _enrol(place, at)
    covers = _covers(place, at)
    _claim(place, bench, at, covers, bill_fen)
    _settle(place, at)
    _pay(place, at)
    _receive(place, at, received_fen)
    _money_in(place, at)
    _tell(place, at)
    _register(place, at)
    _families(place, at)
    _renew(place, at, covers)
    _who_pays(place, at)
    _note_refs(place)
    _note_markers(place)


def _enrol(place: County, at: datetime) -> None:
    """A roster that became covers, one with faults, one nobody can read."""
    start = place.numbers.start
    posted_roster(place.unit, at, as_xlsx(lines(10, start)), name=f"{place.unit.name}名册.xlsx")
    faulty = [*lines(2, start + 20), line(start + 22, 身份证号="11010519491231002Z")]
    name = f"{place.unit.name}错行.xlsx"
    checked_roster(place.unit, at, as_xlsx(faulty), name=name, starts_on=date(2027, 4, 1))


def _covers(place: County, at: datetime) -> list[Cover]:
    """Three people covered since 2025, paid to a bank whose name says where."""
    bank = {"bank_name": f"中国建设银行{place.city.name}分行"}
    start = place.numbers.start + 30
    return [
        make_cover(place.unit, at, start + number, plan="ZY", starts_on=ZY_STARTS_ON, **bank)
        for number in range(PEOPLE)
    ]


def _claim(
    place: County, bench: Bench, at: datetime, covers: Sequence[Cover], bill_fen: int
) -> None:
    """Two decided to be paid, one with the officer, one still a draft."""
    first, second, third = covers
    for cover, fen in ((first, bill_fen), (second, bill_fen + 100)):
        event = stay(deductible_fen=0, proportional_fen=fen)
        approve(bench, at, filed_claim(bench, at, cover, event))
    filed_claim(bench, at, third, stay(deductible_fen=0, proportional_fen=bill_fen + 200))
    with collecting():
        draft = claims.open_claim(
            by=place.handler,
            at=at,
            person=third.person,
            organisation=place.unit,
            event=stay("2025-07-01"),
        )
        _bill_read(place, at, draft)


def _bill_read(place: County, at: datetime, draft: Claim) -> None:
    """A bill of the draft, read and confirmed; its number begins as the county's people do."""
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(picture, "JPEG")
    content = picture.getvalue() + place.unit.name.encode() * 300
    paper = claims.add_paper(
        by=place.handler, at=at, claim_ref=draft.ref, kind="bill", file_name="票据.jpg",
        content=content,
    )  # fmt: skip
    number = bill_number(place)
    fields = {"bill_number": Field(number, number, (1, 2, 3, 4), 99)}
    looks = [(row << 16) | 0xF0F0 for row in range(16)]
    reading = Reading(engine_name(), "bill", (PageSeen(800, 600, 0),), fields, tuple(looks))
    ref = paper.attachment_ref
    claims.note_reading(by=service("test"), at=at, paper_ref=ref, reading=reading)
    claims.confirm_recognition(
        by=place.handler, at=at, claim_ref=draft.ref, paper_ref=ref,
        typed={"bill_code": "61060122", "bill_number": number},
    )  # fmt: skip


def bill_number(place: County) -> str:
    return f"{place.numbers.start:010d}"


def _settle(place: County, at: datetime) -> None:
    """A bureau's list with a stay, one of somebody nobody knows; a later list changed the stay."""
    source = make_source(place.county, at, f"{place.county.name}医保局")
    number, on = place.numbers.start + 30, date(2025, 8, 10)
    stranger = settlement_line(place.numbers.stop - 1, admitted_on=on)
    imported(source, at, [settlement_line(number, admitted_on=on), stranger])
    more = {"个人自费": "1001.00", "医疗费用总额": "12001.00"}
    imported(source, at, [settlement_line(number, admitted_on=on, **more)])


def _pay(place: County, at: datetime) -> None:
    """One instruction went to the bank and was paid, the other waits."""
    paid = Instruction.objects.filter(org_path=place.unit.path).order_by("id").first()
    checker, releaser = (
        make_staff(f"{place.handler.label}-{name}", place.city, Role.FINANCE_OFFICER)
        for name in ("checker", "releaser")
    )
    with collecting():
        batch = treasury.make_batch(by=place.staff, at=at, instruction_refs=[paid.ref])
        treasury.check_batch(by=checker, at=at, batch_ref=batch.ref)
        treasury.release_batch(by=releaser, at=at, batch_ref=batch.ref)
        treasury.import_bank_return(
            by=place.staff,
            at=at,
            batch_ref=batch.ref,
            file_name=f"{place.county.name}回盘.csv",
            content=return_csv([return_line(paid)]),
        )


def _receive(place: County, at: datetime, fen: int) -> None:
    """Part of what the first enrolment owes, with the bank's slip."""
    expected = ExpectedReceipt.objects.filter(org_path=place.unit.path).order_by("id").first()
    with collecting():
        treasury.record_receipt(
            by=place.staff,
            at=at,
            expected_ref=expected.ref,
            amount_fen=fen,
            received_on=date(2026, 3, 2),
            bank_reference=f"{place.county.name}流水",
            slip=(f"{place.county.name}回单.pdf", PDF),
        )


def _money_in(place: County, at: datetime) -> None:
    """A statement with money nobody has matched, part of it asked back; an invoice and a slip."""
    start = place.numbers.start
    account = treasury.open_collection_account(
        by=place.staff, at=at, organisation=place.city, account_name=f"{place.city.name}互助账户",
        bank_name=f"中国建设银行{place.city.name}营业部", number=f"61050110{start:012d}",
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    treasury.import_statement(
        by=place.staff, at=at, account_ref=account.ref, file_name=f"{place.city.name}流水.csv",
        content=statement_csv(
            [
                came("1.23", payer=f"{place.county.name}某单位", reference=f"{place.county.name}单号"),
                came("0.01", reference=f"{place.county.name}次号"),
            ]
        ),
    )  # fmt: skip
    line, second = StatementLine.objects.filter(account=account).order_by("id")
    treasury.request_refund(
        by=place.staff, at=at, line_ref=line.ref, amount_fen=100, reason="多缴",
        evidence=[(f"{place.county.name}退款申请.pdf", PDF)], bank_name="中国农业银行",
    )  # fmt: skip
    due = ExpectedReceipt.objects.filter(org_path=place.unit.path).order_by("id").last()
    treasury.issue_invoice(
        by=place.unit_handler, at=at, expected_refs=[due.ref], due_on=date(2026, 4, 1)
    )
    treasury.upload_slip(
        by=place.unit_handler, at=at, expected_refs=[due.ref], amount_fen=due.amount_fen,
        paid_on=date(2026, 3, 2), bank_reference="", slip=(f"{place.county.name}付款.pdf", PDF),
    )  # fmt: skip
    open_due = ExpectedReceipt.objects.filter(
        org_path=place.unit.path, amount_fen__gt=F("received_fen")
    ).last()
    treasury.agree_instalments(
        by=place.staff, at=at, expected_ref=open_due.ref, reason=f"{place.county.name}分期",
        parts=[(date(2026, 2, 1), 1), (date(2026, 5, 1), open_due.amount_fen - 1)],
    )  # fmt: skip
    part = treasury.Allocation(second.ref, open_due.ref, 1)
    treasury.allocate_lines(by=place.staff, at=at, allocations=[part])
    treasury.remind_arrears(by=place.staff, at=at + timedelta(days=120))


def _register(place: County, at: datetime) -> None:
    """A unit in effect that another was divided from, and one with the city for review."""
    filer, number = place.handler, place.numbers.start
    city = make_staff(f"{filer.label}-reviewer", place.city, Role.CITY_OFFICER)
    name = f"{place.county.name}{place.city.name}"
    unit = registered(filer, city, at, place.county, f"{name}机修所", number)
    parts = {
        "goes_on": "yes", "part_name_1": f"{name}锻压所", "part_staff_count_1": "9",
        "part_women_count_1": "4",
    }  # fmt: skip
    made = filed(filer, at, ApplicationKind.SPLIT, parts, UnitPaperKind.RESOLUTION, unit=unit)
    organisations.approve_application(by=city, at=at, application_ref=made.ref)
    proposal = typed(f"{name}托儿园", number + 1)
    filed(filer, at, ApplicationKind.REGISTER, proposal, *PAPERS, place=place.county)


def _families(place: County, at: datetime) -> None:
    """A child with a parent and consents, a number changed, one to be changed, somebody dead."""
    start, unit, handler = place.numbers.start, place.unit, place.handler
    approver = make_staff(f"{handler.label}-approver", place.county, Role.COUNTY_HANDLER)
    child = new_person(
        start + 35, phone=None, bank_account=None, parent=make_identity(start + 34),
        parent_name=make_name(start + 34),
    )  # fmt: skip
    rows = [child, *(new_person(start + n) for n in (36, 38))]
    ids = people.register_people(by=service("test"), at=at, rows=rows, organisation=unit)
    changed, dead = (
        Person.objects.get(pk=ids[people.identity_hash(row.identity)]) for row in rows[1:]
    )
    with collecting():
        people.record_consents(
            by=handler, at=at, organisation=unit, person_ids=list(ids.values()), agreed=agreed(),
            evidence=PAPER,
        )  # fmt: skip
        for wanted in (
            people.Wanted(identity=make_identity(start + 37)),
            people.Wanted(name="秦越人"),
        ):
            change = people.request_change(
                by=handler, at=at, person=changed, wanted=wanted, why="更正", evidence=PAPER
            )
            if wanted.identity:
                people.approve_change(by=approver, at=at, change_ref=change.ref)
        people.record_death(by=handler, at=at, person=dead, on=date(2026, 3, 1), evidence=PAPER)
    within = {"org_path__startswith": place.city.path}
    place.numbers_of["tie"] = FamilyTie.objects.filter(**within).latest("id").pk
    place.numbers_of["consent"] = Consent.objects.filter(**within).latest("id").pk


def _renew(place: County, at: datetime, covers: Sequence[Cover]) -> None:
    """A certificate, a campaign, a renewal with somebody who leaves and somebody new; findings."""
    by, name = place.handler, place.county.name
    enrolment.issue_certificate(by=by, at=at, cover_ref=covers[0].ref)
    enrolment.make_campaign(
        by=by, at=at, organisation=place.county, name=f"{name}续保", plan_codes=["ZY"],
        window=Period(date(2026, 3, 1), date(2026, 5, 1)),
    )  # fmt: skip
    begun = enrolment.begin_renewal(
        by=by, at=at, organisation=place.unit, plan_code="ZY", starts_on=date(2026, 4, 1)
    )
    enrolment.mark_renewal(by=by, at=at, renewal_ref=begun.ref, leaving=[covers[1].ref])
    cells = {"name": f"新{name[0]}人", "identity": make_identity(place.numbers.stop - 1).number}
    joiner = enrolment.add_joiner(by=by, at=at, renewal_ref=begun.ref, cells=cells)
    place.numbers_of["joiner"] = joiner.pk
    enrolment.check_quality(by=service("test", over=place.city.path), at=at)


def _who_pays(place: County, at: datetime) -> None:
    """A budget that waits, one given on to the county, a rule, a gift programme with a proof."""
    name, second = (
        place.city.name,
        make_staff(f"{place.handler.label}-second", place.city, Role.FINANCE_OFFICER),
    )

    def proposed(source: str, what: str) -> FundingBudget:
        return enrolment.create_budget(
            by=place.staff, at=at, organisation=place.city, source=source, name=f"{name}{what}",
            amount_fen=4_321_000 + place.numbers.start, starts_on=date(2020, 1, 1),
            ends_before=date(2090, 1, 1), reason=f"{name}年度安排",
        )  # fmt: skip

    union, donor = proposed("union", "补贴"), proposed("donor", "捐赠")
    proposed("subsidy", "待批")
    for budget in (union, donor):
        enrolment.approve_order(by=second, at=at, budget_ref=budget.ref)
    enrolment.allocate_budget(
        by=place.staff, at=at, budget_ref=union.ref, organisation=place.county, amount_fen=1_000
    )
    term = enrolment.FundingTerm("union", "rest", budget_id=union.pk)
    enrolment.set_funding_rule(
        by=place.staff, at=at, organisation=place.city, plan_code="ZY", term=term,
        starts_on=date(2080, 1, 1),
    )  # fmt: skip
    wanted = enrolment.NewGift(
        name=f"{name}赠送", donor=f"{name}基金会", plan_code="ZY", budget_ref=donor.ref,
        quota_persons=4_000 + place.numbers.start, groups=["courier"],
        starts_on=date(2020, 1, 1), ends_before=date(2090, 1, 1),
    )  # fmt: skip
    gift = enrolment.create_gift(by=place.staff, at=at, organisation=place.city, gift=wanted)
    enrolment.approve_gift(by=second, at=at, gift_ref=gift.ref)
    enrolment.add_gift_proof(
        by=place.handler, at=at, gift_ref=gift.ref, organisation=place.unit, group="courier",
        kind="employer", file_name=f"{name}平台证明.pdf", content=PDF,
    )  # fmt: skip


def _tell(place: County, at: datetime) -> None:
    text = f"{place.county.name}的通知"
    to = place.handler.account_id
    notify(account_ids=[to], kind="test", text_zh=text, text_en=text, at=at)
    with acting_in(place.handler.scope):
        place.notice_id = Notice.objects.get(account_id=to).pk


def _note_refs(place: County) -> None:
    path = place.city.path
    found = Person.objects.filter(employments__org_path__startswith=path).distinct()
    place.people = list(found.order_by("id"))
    nodes = Organisation.objects.filter(path__startswith=path)
    place.refs = {
        kind: list(
            model.objects.filter(org_path__startswith=path)
            .order_by("id")
            .values_list("ref", flat=True)
        )
        for kind, model in WITH_REFERENCE.items()
    }
    place.refs["member"] = [person.ref for person in place.people]
    place.refs["orgcode"] = list(nodes.order_by("path").values_list("code", flat=True))
    empty = [kind for kind, refs in place.refs.items() if not refs]
    if empty:
        raise AssertionError(f"the world of {place.county.name} lacks {empty}")


def _note_markers(place: County) -> None:
    """Numbers of divisions and four digits alone would be found by chance; they are left out."""
    path = place.city.path
    decided = Claim.objects.filter(org_path__startswith=path, amount_fen__gt=0)
    place.markers = {
        *place.every_ref,
        *(code for code in place.codes if not code.isdigit()),
        *(person.name for person in place.people),
        *Organisation.objects.filter(path__startswith=path).values_list("name", flat=True),
        *(officer.label for officer in (place.handler, place.unit_handler, place.staff)),
        *(yuan(claim.amount_fen) for claim in decided),
    }
    for number in place.numbers:
        identity, phone = make_identity(number).number, new_person(number).phone
        bare = {identity, phone, card_number(number)}
        tail = f"**** {card_number(number)[-4:]}"
        place.secrets |= bare
        place.markers |= {*bare, mask_identity(identity), mask_phone(phone), tail}
