"""Inside a throw-away house: a bureau's list of stays of people who are mostly covered.

Run by `benchmarks.settlements` in a process of its own; prints one line of JSON. Of ten rows eight
are of people with one or two covers, one is of somebody whose cover had not begun, one of nobody
known; every tenth has something for an officer.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date, datetime, timedelta

STARTS_ON = date(2025, 2, 21)
HEADERS = (
    "结算单号", "人员证件号码", "姓名", "医疗机构名称", "医疗机构编码", "医疗机构等级", "入院日期",
    "出院日期", "结算日期", "主要诊断代码", "主要诊断名称", "医疗费用总额", "医保统筹基金支付",
    "大病/大额支付", "医疗救助", "个人自付", "个人自费", "起付线", "乙类先行自付", "超限价自费",
)  # fmt: skip
DISEASES = (
    ("J18.900", "肺炎"),
    ("I10.x00", "高血压"),
    ("K35.800", "阑尾炎"),
    ("M51.200", "腰椎间盘突出"),
)
CLAIMS = 1_000


def main(rows: int) -> None:
    from huzhu.config.main import _start_database

    _start_database()
    import django

    django.setup()
    from huzhu.config.setup import prepare_database
    from huzhu.demo.journey import Journey

    prepare_database()
    journey = Journey(187_443, run_jobs=lambda: None)
    journey._open_the_house()
    journey._publish()
    _publish_more()
    work = _Work(journey.unit)
    people = work.cover(max(rows * 9 // 20, 10))
    work.take(_list(200, people, first=10_000_000))
    content = _list(rows, people)
    first = work.take(content)
    busy = work.cpu
    stays, listed = work.count(), work.made
    again = work.take(content)
    twice, work.made = work.count() - stays, listed
    claims = work.claim()
    print(
        json.dumps(
            {
                "first": rows / first,
                "busy": rows / busy,
                "again": rows / again,
                "twice": twice,
                "claims": claims,
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def _publish_more() -> None:
    """The province's own critical-illness plan."""
    from benefit_terms import load_edition
    from huzhu.kernel.clock import CIVIL_ZONE
    from huzhu.kernel.scope import acting_in, everything
    from huzhu.organisations.rules import service
    from huzhu.plans.actions import publish_edition
    from plan_book import edition_path

    at = datetime(2025, 1, 2, 10, tzinfo=CIVIL_ZONE)
    with acting_in(everything()):
        edition = load_edition(edition_path("ZJ", "2024"))
        publish_edition(by=service("bench"), at=at, edition=edition)


class _Work:
    def __init__(self, unit) -> None:
        from huzhu.claims import actions, rules
        from huzhu.claims.models import SettlementSource
        from huzhu.kernel.clock import CIVIL_ZONE
        from huzhu.kernel.scope import acting_in, everything
        from huzhu.organisations.rules import service

        self.unit, self.by = unit, service("bench")
        self.at = datetime(2026, 1, 12, 10, tzinfo=CIVIL_ZONE)
        with acting_in(everything()):
            self.source = actions.create_settlement_source(
                by=self.by, at=self.at, organisation=unit.parent, name="医疗保障局"
            )
            mapping = rules.guess_mapping(HEADERS)
            SettlementSource.objects.filter(pk=self.source.pk).update(mapping=mapping)
        self.service = service("bench-job", over=self.source.org_path)

    def cover(self, count: int) -> list[dict[str, str]]:
        """People with the inpatient plan; half of them with the critical illness plan as well."""
        from huzhu.demo.rosters import other_people, roster_file
        from huzhu.enrolment import actions
        from huzhu.kernel.clock import CIVIL_ZONE
        from huzhu.kernel.facts import publishing_to
        from huzhu.kernel.scope import acting_in, everything
        from huzhu.organisations.models import Organisation

        people = list({p["身份证号"]: p for p in other_people(count, offset=3_000_000)}.values())
        at = datetime(2025, 2, 18, 10, tzinfo=CIVIL_ZONE)
        with publishing_to(lambda *_, **__: None):
            for plan, part in (("ZY", people), ("ZJ", people[::2])):
                with acting_in(everything()):
                    Organisation.objects.filter(pk=self.unit.pk).update(staff_count=len(part))
                    roster = actions.receive_roster(
                        by=self.by, at=at, plan_code=plan, starts_on=STARTS_ON,
                        organisation=Organisation.objects.get(pk=self.unit.pk),
                        file_name="x.xlsx", content=roster_file(part),
                    )  # fmt: skip
                roster = actions.check_roster(by=self.by, at=at, roster_ref=roster.ref)
                with acting_in(everything()):
                    actions.ask_posting_of_good_rows(by=self.by, at=at, roster_ref=roster.ref)
                    actions.post_roster(by=self.by, at=at, roster_ref=roster.ref)
        return people

    def take(self, content: bytes) -> float:
        """Seconds from the list's bytes to sorted stays."""
        from huzhu.claims import actions
        from huzhu.kernel.facts import publishing_to
        from huzhu.kernel.scope import acting_in

        started, self.cpu = time.perf_counter(), time.process_time()
        with publishing_to(lambda *_, **__: None):
            with acting_in(self.service.scope):
                made = actions.receive_settlements(
                    by=self.service, at=self.at, source_ref=self.source.ref,
                    file_name="x.csv", content=content,
                )  # fmt: skip
            done = actions.check_settlements(by=self.service, at=self.at, import_ref=made.ref)
        assert done.state == "checked", done.refusal
        self.made, self.cpu = done, time.process_time() - self.cpu
        print({n: getattr(done, f"rows_{n}") for n in ("new", "same", "changed", "bad", "unknown")})
        return time.perf_counter() - started

    def count(self) -> int:
        from huzhu.claims.models import SettledStay
        from huzhu.kernel.scope import acting_in

        with acting_in(self.service.scope):
            return SettledStay.objects.count()

    def claim(self) -> float:
        """Claims a second, of some of the straight lane."""
        from huzhu.claims.actions.stay_claims import _claim_batch
        from huzhu.claims.queries import lane_counts, stays_to_claim
        from huzhu.kernel.facts import publishing_to
        from huzhu.kernel.scope import acting_in

        with acting_in(self.service.scope):
            print({n: c["stays"] for n, c in lane_counts(self.service.scope, self.made).items()})
            waiting = stays_to_claim(self.service.scope, self.made)
            ids = list(waiting.values_list("pk", flat=True)[:CLAIMS])
        made, started = 0, time.perf_counter()
        with publishing_to(lambda *_, **__: None):
            for start in range(0, len(ids), 500):
                made += _claim_batch(self.service, self.at, ids[start : start + 500])
        return made / (time.perf_counter() - started)


def _list(rows: int, people: list[dict[str, str]], first: int = 0) -> bytes:
    from huzhu.kernel.identity import demo_identity

    lines = [",".join(HEADERS)]
    for number in range(first, first + rows):
        person = people[number % len(people)]
        identity, name = person["身份证号"], person["姓名"]
        days = 40 + (number // len(people)) % 3 * 60 + number % 50
        if number % 10 == 7:
            identity = demo_identity("999999", date(1950, 1, 1) + timedelta(days=number % 9000),
                                     number // 9000 % 500, "F")  # fmt: skip
        if number % 10 == 3:
            days = -200 + number % 50
        admitted = STARTS_ON + timedelta(days=days)
        discharged = admitted + timedelta(days=4 + number % (90 if number % 10 == 5 else 12))
        code, disease = DISEASES[number % 4] if number % 20 else ("C50.911", "乳腺恶性肿瘤")
        own = 60_000 + number % 9_000 * 37
        parts = [own * 4, 0, 0, own, own // 3, 50_000, own // 20, 0]
        total = sum(parts[:5])
        money = [f"{fen // 100}.{fen % 100:02d}" for fen in (total, *parts)]
        days_of = [day.isoformat() for day in (admitted, discharged, discharged)]
        cells = [
            f"S{number:09d}",
            identity,
            name,
            "市人民医院",
            "H61020000001",
            "三级",
            *days_of,
            code,
            disease,
        ]
        lines.append(",".join([*cells, *money]))
    return "\r\n".join(lines).encode()


if __name__ == "__main__":
    main(int(sys.argv[1]))
