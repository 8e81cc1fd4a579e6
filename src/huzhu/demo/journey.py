"""The main job, once through the house: roster → cover → claim → three officers → bank → books.

Every step says what happened, with its figures, and whether it held against a reckoning of its
own. Case C01 of the published cases: one event, three plans, 56,312.10 yuan.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import plan_book
from benefit_terms import load_edition
from huzhu.analytics.queries import total
from huzhu.audit import actions as audit
from huzhu.audit import queries as trail
from huzhu.claims import actions as claims
from huzhu.claims import queries as claim_queries
from huzhu.claims.enums import ClaimState, PaperKind
from huzhu.claims.models import Claim
from huzhu.demo.accounts import officers, open_desks
from huzhu.demo.claims import ONE_PAGE
from huzhu.demo.rosters import c01_people, other_people, roster_file
from huzhu.demo.tree import Province, build_small_tree
from huzhu.enrolment import actions as enrolment
from huzhu.enrolment import queries as enrolment_queries
from huzhu.enrolment.enums import EnrolmentState, RosterState
from huzhu.kernel.clock import CIVIL_ZONE
from huzhu.kernel.money import Rounding, apply_rate, capital, yuan, yuan_plain
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, acting_in, everything
from huzhu.ledger import actions as ledger
from huzhu.ledger import queries as books
from huzhu.ledger.enums import AccountCode
from huzhu.members.queries import find_people
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer, service
from huzhu.plans.actions import publish_edition
from huzhu.treasury import actions as treasury
from huzhu.treasury import queries as money

EDITIONS = (("HB-ZY", "2025"), ("HB-NZ", "2025"), ("HB-ZJ", "2025"), ("ZY", "2025"))
STARTS_ON = date(2025, 2, 21)
DIAGNOSED_ON = date(2025, 5, 12)
DISCHARGED_ON = date(2025, 5, 20)
SHARES_CRITICAL = 4
RATE, WOMENS_FEN, CRITICAL_FEN = Fraction(7, 10), 1_500_000, 1_000_000
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))


@dataclass
class Step:
    """What happened, the figures, and whether they are what they had to be."""

    name: str
    figures: str
    held: bool


@dataclass
class Journey:
    """Walks the steps in order. `run_jobs` lets the background worker do what is waiting."""

    self_pay_fen: int
    run_jobs: Callable[[], None]
    by: Officer = field(default_factory=lambda: service("journey"))
    desk: dict[str, Officer] = field(default_factory=dict)
    province: Province = field(init=False)
    claim_ref: str = ""
    batch_ref: str = ""

    @property
    def expected(self) -> dict[str, int]:
        """What each plan must pay, reckoned here without the evaluator."""
        return {
            "HB-NZ": WOMENS_FEN,
            "HB-ZJ": CRITICAL_FEN * SHARES_CRITICAL,
            "HB-ZY": apply_rate(self.self_pay_fen, RATE, Rounding.FEN_HALF_UP),
        }

    @property
    def unit(self) -> Organisation:
        return self.province.units[0]

    def steps(self) -> Iterator[Step]:
        yield self._open_the_house()
        yield self._publish()
        for plan, file_name, rows in self._rosters():
            yield self._enrol(self.unit, plan, file_name, rows)
        yield self._enrol(self.province.units[1], "ZY", "二校.xlsx", other_people(30))
        yield self._receive_contribution()
        yield self._file()
        yield self._adjudicated()
        for step, name in (("claims", "理赔员"), ("head", "部门主管"), ("compliance", "合规管理")):
            yield self._approve(step, name)
        yield self._pay()
        yield self._settled()
        yield self._books()
        yield self._statistics()
        yield self._audit()

    # ── the steps ────────────────────────────────────────────────────────────────────────────

    def _open_the_house(self) -> Step:
        at = _at(date(2024, 12, 2))
        with acting_in(everything()):
            self.province = build_small_tree(by=self.by, at=at)
            accounts = open_desks(by=self.by, at=at, province=self.province)
            self.desk = officers(accounts, on=STARTS_ON)
            ledger.ensure_chart()
            ledger.open_book(by=self.by, at=at, organisation=self.province.office, name="账套")
            nodes = Organisation.objects.count()
        return Step("房子 / the house", f"{nodes} 个组织, {len(accounts)} 个账号", nodes > 5)

    def _publish(self) -> Step:
        at = _at(date(2025, 1, 6))
        with acting_in(everything()):
            digests = [
                publish_edition(
                    by=self.by, at=at, edition=load_edition(plan_book.edition_path(plan, version))
                ).digest[:8]
                for plan, version in EDITIONS
            ]
        return Step("条款 / editions", " ".join(digests), len(set(digests)) == len(EDITIONS))

    def _rosters(self) -> Iterator[tuple[str, str, Sequence[dict[str, Any]]]]:
        people = c01_people()
        women = [row for row in people if row["性别"] == "女"]
        yield "HB-ZY", "住院.xlsx", people
        yield "HB-NZ", "女职工.xlsx", women
        yield "HB-ZJ", "重大疾病.xlsx", [{**row, "份数": SHARES_CRITICAL} for row in people]

    def _enrol(
        self, unit: Organisation, plan: str, file_name: str, rows: Sequence[dict[str, Any]]
    ) -> Step:
        """Two jobs: one judges every row, one makes the covers."""
        by, at = self.desk["county"], _at(date(2025, 2, 18))
        with acting_in(by.scope):
            roster = enrolment.receive_roster(
                by=by, at=at, organisation=unit, plan_code=plan, starts_on=STARTS_ON,
                file_name=file_name, content=roster_file(rows),
            )  # fmt: skip
        self.run_jobs()
        with acting_in(by.scope):
            checked = enrolment_queries.roster_by_ref(by.scope, roster.ref)
            if checked.state == RosterState.CHECKED:
                enrolment.ask_posting_of_all(by=by, at=at, roster_ref=roster.ref)
        self.run_jobs()
        with acting_in(by.scope):
            posted = enrolment_queries.roster_by_ref(by.scope, roster.ref)
            covers = enrolment_queries.covers(by.scope).filter(enrolment__roster=posted).count()
        return Step(
            f"名册→保障 / roster {plan}",
            f"{posted.rows_good} 行合格, {posted.rows_bad} 行有误, {covers} 份保障",
            posted.state == RosterState.POSTED and covers == len(rows),
        )

    def _receive_contribution(self) -> Step:
        by = self.desk["finance"]
        with acting_in(by.scope):
            due = money.expected_receipts(by.scope).get(plan_code="ZY")
            treasury.record_receipt(
                by=by, at=_at(date(2025, 2, 20)), expected_ref=due.ref, amount_fen=due.amount_fen,
                received_on=date(2025, 2, 20), bank_reference="JOURNEY-1",
                slip=("回单.pdf", ONE_PAGE),
            )  # fmt: skip
        self.run_jobs()
        with acting_in(by.scope):
            enrolled = enrolment_queries.enrolment_by_ref(by.scope, due.owner_ref)
            dues = enrolment_queries.dues_of(by.scope, enrolled)
            parts = " + ".join(f"{d.get_source_display()} {yuan(d.amount_fen)}" for d in dues)
            in_books = _balance(by.scope, AccountCode.CONTRIBUTIONS)
        held = enrolled.state == EnrolmentState.PAID and in_books == due.amount_fen == 30 * 9500
        return Step("会费到账 / contribution", f"{yuan(due.amount_fen)} = {parts}", held)

    def _file(self) -> Step:
        by, at = self.desk["county"], _at(date(2025, 6, 3))
        with acting_in(by.scope):
            person = find_people(by.scope, "陈静安")[0]
            claim = claims.open_claim(
                by=by, at=at, person=person, organisation=self.unit, event=self._event()
            )
            for kind in (
                PaperKind.IDENTITY, PaperKind.SETTLEMENT, PaperKind.DIAGNOSIS, PaperKind.PATHOLOGY,
            ):  # fmt: skip
                claims.add_paper(
                    by=by, at=at, claim_ref=claim.ref, kind=kind, file_name=f"{kind}.pdf",
                    content=ONE_PAGE,
                )  # fmt: skip
            filed = claims.file_claim(by=by, at=at, claim_ref=claim.ref)
        self.claim_ref = filed.ref
        return Step(
            "申请 / claim filed",
            f"{filed.ref}, 五个工作日内 {filed.due_on}",
            filed.state == ClaimState.WITH_OFFICER and filed.due_on == date(2025, 6, 10),
        )

    def _adjudicated(self) -> Step:
        scope = self.desk["claims"].scope
        with acting_in(scope):
            decisions = claim_queries.decisions_of(scope, self._claim(scope))
            found = {d.plan_code: d.amount_fen for d in decisions}
        figures = " + ".join(f"{plan} {yuan(fen)}" for plan, fen in sorted(found.items()))
        whole = sum(found.values())
        return Step("核算 / adjudication", f"{figures} = {yuan(whole)}", found == self.expected)

    def _approve(self, step: str, name: str) -> Step:
        by = self.desk[step]
        at = _at(date(2025, 6, 4)) + timedelta(hours=list(self.desk).index(step) % 6)
        with acting_in(by.scope):
            claim = claims.approve_claim(by=by, at=at, claim_ref=self.claim_ref)
            state = claim.get_state_display()
        return Step(f"审核 / {name}", f"{by.label}: {state}", claim.state != ClaimState.RETURNED)

    def _pay(self) -> Step:
        maker, checker, releaser = (self.desk[n] for n in ("finance", "finance2", "finance3"))
        at = _at(date(2025, 6, 5))
        with acting_in(maker.scope):
            waiting = [i.ref for i in money.payments_of(maker.scope, self.claim_ref)]
            batch = treasury.make_batch(by=maker, at=at, instruction_refs=waiting)
            treasury.check_batch(by=checker, at=at, batch_ref=batch.ref)
            treasury.release_batch(by=releaser, at=at, batch_ref=batch.ref)
            _name, content = treasury.bank_file(by=maker, at=at, batch_ref=batch.ref, fmt="csv")
        self.batch_ref = batch.ref
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        sums = [line["金额(元)"] for line in lines]
        expected = yuan(sum(self.expected.values())).replace(",", "")
        return Step(
            "银行文件 / bank file",
            f"{batch.ref}: {len(lines)} 笔, {', '.join(sums)} 元",
            [s.replace(",", "") for s in sums] == [expected],
        )

    def _settled(self) -> Step:
        by, day = self.desk["finance"], date(2025, 6, 6)
        with acting_in(by.scope):
            paid = money.payments_of(by.scope, self.claim_ref)[0]
            line = f"{paid.ref},{yuan_plain(paid.amount_fen)},成功,,{day}"
            answer = f"指令编号,金额,结果,原因,日期\n{line}\n"
            treasury.import_bank_return(
                by=by, at=_at(day), batch_ref=self.batch_ref, file_name="回盘.csv",
                content=answer.encode(),
            )  # fmt: skip
        self.run_jobs()
        with acting_in(by.scope):
            claim = self._claim(by.scope)
        return Step(
            "到账 / settled",
            f"{yuan(claim.amount_fen)} 元 ({capital(claim.amount_fen)})",
            claim.state == ClaimState.PAID and claim.amount_fen == sum(self.expected.values()),
        )

    def _books(self) -> Step:
        scope = everything()
        with acting_in(scope):
            faults = [*books.faults(), *money.differences(scope)]
            bank = _balance(scope, AccountCode.BANK)
            payable = _balance(scope, AccountCode.BENEFITS_PAYABLE)
        expected = 30 * 9500 - sum(self.expected.values())
        return Step(
            "账平 / the books",
            f"银行存款 {yuan(bank)}, 应付 {yuan(payable)}, {len(faults)} 处不符",
            not faults and bank == expected and payable == 0,
        )

    def _statistics(self) -> Step:
        scope = everything()
        with acting_in(scope):
            row = total(scope, YEAR).now
        paying = sum(1 for fen in self.expected.values() if fen)
        held = (row.benefit_count, row.beneficiaries) == (paying, 1)
        held = held and row.benefits_fen == sum(self.expected.values())
        return Step(
            "统计 / statistics",
            f"{row.covers} 人次, 会费 {yuan(row.contributions_fen)}, "
            f"{row.benefit_count} 受益人次, 互助金 {yuan(row.benefits_fen)}",
            held and row.contributions_fen == 30 * 9500,
        )

    def _audit(self) -> Step:
        with acting_in(everything()):
            audit.seal_pending()
            faults, (entries, sealed) = trail.faults(), trail.counts()
        return Step(
            "审计链 / audit chain",
            f"{entries} 条, {sealed} 条已封存, {len(faults)} 处不符",
            not faults and entries == sealed > 0,
        )

    def _claim(self, scope: Any) -> Claim:
        return claim_queries.claim_by_ref(scope, self.claim_ref)

    def _event(self) -> dict[str, Any]:
        """C01: in-scope self-pay is what is given; the bill's parts add up to its total."""
        deductible = min(self.self_pay_fen, 60_000)
        pool = 400_000
        return {
            "kind": "inpatient",
            "cause": "illness",
            "admitted_on": "2025-05-10",
            "discharged_on": DISCHARGED_ON.isoformat(),
            "diagnosed_on": DIAGNOSED_ON.isoformat(),
            "hospital_grade": None,
            "diagnosis": {"icd10": "C50", "name": "乳腺癌", "severity": "severe"},
            "bill": {
                "total_fen": pool + self.self_pay_fen,
                "pool_paid_fen": pool,
                "large_paid_fen": 0,
                "deductible_fen": deductible,
                "proportional_fen": self.self_pay_fen - deductible,
                "class_b_first_fen": 0,
                "self_funded_fen": 0,
                "over_limit_fen": 0,
                "above_cap_fen": 0,
                "other_reimbursed_fen": 0,
            },
        }


def _balance(scope: Scope, code: str) -> int:
    """What an account holds over all books, in its own direction."""
    return sum(books.balances_by(scope, "book_id", account_code=code).values())


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=CIVIL_ZONE)
