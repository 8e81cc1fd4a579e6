"""Money out: instructions, three persons, the bank's file and what comes back."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import fastexcel
import pytest
from django.db import connection, transaction
from django.db.utils import Error, IntegrityError

from factories.members import card_number
from factories.money import (
    RETURN_HEADER,
    make_instruction,
    make_instructions,
    open_counter,
    released_batch,
    return_csv,
    return_line,
    return_xlsx,
)
from factories.tree import make_officer
from huzhu.attachments.errors import FileEmpty
from huzhu.audit.queries import entries_about
from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal
from huzhu.kernel.scope import acting_in
from huzhu.ledger.actions import open_book
from huzhu.ledger.enums import AccountCode
from huzhu.ledger.queries import balances_by, faults, transaction_count, transactions
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.treasury import errors
from huzhu.treasury.actions import (
    Order,
    bank_file,
    check_batch,
    import_bank_return,
    issue_instruction,
    issue_instructions,
    make_batch,
    reissue_instruction,
    release_batch,
    withdraw_batch,
)
from huzhu.treasury.enums import BatchState, InstructionState
from huzhu.treasury.events import PaymentFailed, PaymentSettled
from huzhu.treasury.models import BankReturn, Batch, Instruction, ReturnLine
from huzhu.treasury.queries import differences, payments_of
from huzhu.vault import actions as vault


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


def balance(counter, code) -> int:
    return sum(balances_by(counter.maker.scope, "plan_code", account_code=code).values())


def bring(counter, at, batch, content, name="回单.csv", by=None):
    return import_bank_return(
        by=by or counter.maker, at=at, batch_ref=batch.ref, file_name=name, content=content
    )


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def states(*instructions) -> list[str]:
    by_pk = Instruction.objects.in_bulk([i.pk for i in instructions])
    return [by_pk[i.pk].state for i in instructions]


# Instructions


def test_instruction_posts_the_benefit_by_plan(counter, at):
    made = make_instruction(counter, at)
    check_now()
    assert (made.amount_fen, made.state, made.account_tail) == (
        350_000,
        InstructionState.WAITING,
        card_number(1)[-4:],
    )
    expected = {("TZ",): 50_000, ("ZY",): 300_000}
    scope = counter.maker.scope
    for code in (AccountCode.BENEFITS, AccountCode.BENEFITS_PAYABLE):
        assert balances_by(scope, "plan_code", account_code=code) == expected
    assert differences(scope) == []


def test_account_number_is_kept_sealed(counter, at):
    made = make_instruction(counter, at)
    number = card_number(1)
    assert number.encode() not in bytes(made.account_cipher)
    blob = made.account_cipher
    assert vault.reveal(subject_id=made.subject_id, purpose="account", blob=blob) == number


def issue(counter, at, by=None, **changes):
    if not vault.keys_of(subject_ids=[900]):
        vault.create_keys(subject_ids=[900])
    values = {
        "owner_ref": "C1",
        "organisation_path": counter.place,
        "subject_id": 900,
        "payee_name": "王芳",
        "bank_name": "建设银行",
        "account_number": card_number(9),
        "lines": [("ZY", 100)],
    }
    return issue_instruction(by=by or service("test"), at=at, **(values | changes))


@pytest.mark.parametrize("role", [Role.CLAIMS_OFFICER, Role.COMPLIANCE_OFFICER])
def test_claims_side_issues_where_its_scope_reaches(counter, at, role):
    by = make_officer("claims", role, counter.tree["铜川市"])
    with acting_in(by.scope):
        assert issue(counter, at, by=by).org_path == counter.place
        check_now()
    other = make_officer("other", role, counter.tree["宝鸡市"])
    with acting_in(other.scope), pytest.raises(NotPermitted):
        issue(counter, at, by=other, owner_ref="C2")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"lines": []}, errors.LinesWrong),
        ({"lines": [("ZY", 0)]}, errors.LinesWrong),
        ({"lines": [("ZY", 100), ("TZ", -1)]}, errors.LinesWrong),
        ({"account_number": "6227 00"}, errors.BadPayoutAccount),
        ({"account_number": "62270000000000000x"}, errors.BadPayoutAccount),
        ({"payee_name": "=cmd()"}, errors.BadPayee),
        ({"payee_name": ""}, errors.BadPayee),
        ({"bank_name": "@bank"}, errors.BadPayee),
    ],
)
def test_bad_instruction_is_refused(counter, at, changes, refusal):
    with pytest.raises(refusal):
        issue(counter, at, **changes)
    assert (Instruction.objects.count(), transaction_count()) == (0, 0)


def test_refused_account_number_is_not_repeated(counter, at):
    with pytest.raises(errors.BadPayoutAccount) as refused:
        issue(counter, at, account_number="622700000000000012345678901234567890")
    assert "62270000" not in str(refused.value)


def test_claim_is_instructed_once(counter, at):
    first = issue(counter, at)
    with pytest.raises(errors.AlreadyInstructed) as refused:
        issue_instruction(
            by=service("test"),
            at=at,
            owner_ref="C1",
            organisation_path=counter.place,
            subject_id=900,
            payee_name="王芳",
            bank_name="建行",
            account_number=card_number(9),
            lines=[("ZY", 100)],
        )
    assert refused.value.values["ref"] == first.ref


def commit_raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    check_now()


def test_database_refuses_lines_that_do_not_add_up(counter, at):
    made = make_instruction(counter, at)
    check_now()
    line = (
        "INSERT INTO treasury_instructionline (instruction_id, org_path, plan_code, amount_fen)"
        " VALUES (%s, '/', 'ZY', 1)"
    )
    for sql in (line, "UPDATE treasury_instruction SET amount_fen = 1 WHERE id = %s"):
        with pytest.raises(Error, match="lines come to"), transaction.atomic():
            commit_raw(sql, made.pk)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM treasury_instructionline")


def test_database_refuses_a_second_instruction_alive(counter, at):
    made = make_instruction(counter, at)
    made.pk, made.ref = None, "P2026-0000000-X"
    with pytest.raises(IntegrityError, match="one_alive"), transaction.atomic():
        made.save(force_insert=True)


# Batches


def test_three_persons_take_a_batch_to_the_bank(counter, at):
    one, two = make_instructions(counter, at, 2)
    batch = make_batch(by=counter.maker, at=at, instruction_refs=[one.ref, two.ref, one.ref])
    assert (batch.org_path, batch.count, batch.total_fen, batch.state) == (
        counter.tree.office.path,
        2,
        700_000,
        BatchState.MADE,
    )
    assert states(one, two) == ["batched", "batched"]
    check_batch(by=counter.checker, at=at, batch_ref=batch.ref)
    released = release_batch(by=counter.director, at=at, batch_ref=batch.ref)
    assert released.state == BatchState.RELEASED
    assert states(one, two) == ["sent", "sent"]
    scope = counter.maker.scope
    acts = [e.act for e in entries_about(scope, object_type="batch", object_ref=batch.ref)]
    assert acts == ["make_batch", "check_batch", "release_batch"]
    assert transaction_count() == 2


def test_maker_does_not_check_under_another_account_either(counter, at):
    token = counter.maker.person_token
    twin = make_officer("twin", Role.FINANCE_OFFICER, counter.tree.office, token=token)
    batch = make_batch(
        by=counter.maker, at=at, instruction_refs=[make_instruction(counter, at).ref]
    )
    for by in (counter.maker, twin):
        with pytest.raises(errors.CheckerIsMaker):
            check_batch(by=by, at=at, batch_ref=batch.ref)


def test_releaser_is_a_third_person(counter, at):
    token = counter.checker.person_token
    twin = make_officer("twin", Role.OFFICE_DIRECTOR, counter.tree.office, token=token)
    batch = make_batch(
        by=counter.maker, at=at, instruction_refs=[make_instruction(counter, at).ref]
    )
    check_batch(by=counter.checker, at=at, batch_ref=batch.ref)
    for by, step in ((counter.maker, "made"), (counter.checker, "checked"), (twin, "checked")):
        with pytest.raises(errors.ReleaserNotThird) as refused:
            release_batch(by=by, at=at, batch_ref=batch.ref)
        assert refused.value.values["step_en"] == step


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE treasury_batch SET checked_by_token = made_by_token, checked_by_id = 1, checked_at = now()",
        "UPDATE treasury_batch SET checked_at = now()",
        "UPDATE treasury_batch SET state = 'checked'",
        "UPDATE treasury_batch SET state = 'released'",
        "UPDATE treasury_batch SET released_by_token = made_by_token, released_by_id = 1, released_at = now()",
        "UPDATE treasury_batch SET checked_by_token = 'x', checked_by_id = 1, checked_at = now(),"
        " released_by_token = 'x', released_by_id = 2, released_at = now(), state = 'released'",
    ],
)
def test_database_refuses_missing_or_repeated_signatures(counter, at, sql):
    make_batch(by=counter.maker, at=at, instruction_refs=[make_instruction(counter, at).ref])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("role", [Role.CLAIMS_OFFICER, Role.OFFICE_DIRECTOR, Role.AUDITOR])
def test_others_neither_make_nor_check(counter, at, role):
    by = make_officer("other", role, counter.tree.office)
    made = make_instruction(counter, at)
    with pytest.raises(NotPermitted):
        make_batch(by=by, at=at, instruction_refs=[made.ref])
    batch = make_batch(by=counter.maker, at=at, instruction_refs=[made.ref])
    with pytest.raises(NotPermitted):
        check_batch(by=by, at=at, batch_ref=batch.ref)


def test_no_service_moves_money(counter, at):
    with pytest.raises(NotPermitted):
        make_batch(by=service("test"), at=at, instruction_refs=[make_instruction(counter, at).ref])


def test_batch_of_nothing_of_unseen_and_of_batched_is_refused(counter, at):
    made = make_instruction(counter, at)
    with pytest.raises(errors.NothingToBatch):
        make_batch(by=counter.maker, at=at, instruction_refs=[])
    with pytest.raises(NotVisible):
        make_batch(by=counter.maker, at=at, instruction_refs=[made.ref, "P2026-0009999-X"])
    make_batch(by=counter.maker, at=at, instruction_refs=[made.ref])
    fresh = make_instruction(counter, at, 2)
    with pytest.raises(errors.NotWaiting) as refused:
        make_batch(by=counter.maker, at=at, instruction_refs=[made.ref, fresh.ref])
    assert refused.value.values["ref"] == made.ref
    assert (Batch.objects.count(), states(fresh)) == (1, ["waiting"])


def test_instructions_of_two_books_share_no_batch(counter, at):
    open_book(by=service("test"), at=at, organisation=counter.tree["宝鸡市"], name="宝鸡")
    refs = [
        make_instruction(counter, at).ref,
        make_instruction(counter, at, 2, path=counter.tree["渭滨区一厂"].path).ref,
    ]
    with pytest.raises(errors.BooksDiffer):
        make_batch(by=counter.maker, at=at, instruction_refs=refs)


def test_act_out_of_turn_is_refused(counter, at):
    batch = make_batch(
        by=counter.maker, at=at, instruction_refs=[make_instruction(counter, at).ref]
    )
    with pytest.raises(errors.WrongBatchState):
        release_batch(by=counter.releaser, at=at, batch_ref=batch.ref)
    with pytest.raises(errors.WrongBatchState):
        bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="csv")


def test_withdrawn_batch_frees_its_instructions(counter, at):
    made = make_instruction(counter, at)
    batch = make_batch(by=counter.maker, at=at, instruction_refs=[made.ref])
    check_batch(by=counter.checker, at=at, batch_ref=batch.ref)
    withdrawn = withdraw_batch(by=counter.checker, at=at, batch_ref=batch.ref, reason="账号待核")
    assert (withdrawn.state, withdrawn.withdrawn_reason) == (BatchState.WITHDRAWN, "账号待核")
    assert states(made) == ["waiting"]
    released = released_batch(counter, at, [made])
    with pytest.raises(errors.WrongBatchState):
        withdraw_batch(by=counter.maker, at=at, batch_ref=released.ref, reason="迟了")


# The bank's file


def test_bank_file_in_both_formats_says_the_same(counter, at):
    one, two = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, [one, two])
    name, content = bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="csv")
    assert name == f"{batch.ref}.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        ["序号", "指令编号", "账号", "户名", "开户行", "金额(元)", "摘要"],
        [
            "1",
            one.ref,
            card_number(1),
            "王芳",
            "中国建设银行铜川分行",
            "3500.00",
            f"职工互助金 {one.owner_ref}",
        ],
        [
            "2",
            two.ref,
            card_number(2),
            "王芳",
            "中国建设银行铜川分行",
            "3500.00",
            f"职工互助金 {two.owner_ref}",
        ],
    ]
    _, book = bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="xlsx")
    sheet = fastexcel.read_excel(book).load_sheet(0, header_row=None, dtypes="string")
    assert [list(row) for row in sheet.to_polars().rows()] == rows
    digest = hashlib.sha256(content).hexdigest()
    batch.refresh_from_db()
    assert batch.file_digest == digest
    opened = entries_about(counter.maker.scope, object_type="batch", object_ref=batch.ref)
    found = [e.after for e in opened if e.act == "open_bank_file"]
    assert found == [
        {"count": 2, "digest": digest, "format": "csv"},
        {"count": 2, "digest": digest, "format": "xlsx"},
    ]
    assert card_number(1) not in str(found)


def test_bank_file_that_changed_is_not_exported(counter, at):
    batch = released_batch(counter, at, [make_instruction(counter, at)])
    bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="csv")
    batch.instructions.update(payee_name="李四")
    with pytest.raises(errors.BankFileAltered):
        bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="xlsx")


def test_director_opens_no_account_numbers(counter, at):
    batch = released_batch(counter, at, [make_instruction(counter, at)])
    with pytest.raises(NotPermitted):
        bank_file(by=counter.director, at=at, batch_ref=batch.ref, fmt="csv")
    with pytest.raises(errors.FormatUnknown):
        bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="pdf")


# What comes back


@pytest.mark.parametrize("make", [return_csv, return_xlsx])
def test_return_settles_and_fails(counter, at, make):
    one, two = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, [one, two])
    content = make([return_line(one), return_line(two, failed="账号不存在")])
    done = bring(counter, at, batch, content)
    check_now()
    assert (done.paid_count, done.failed_count) == (1, 1)
    assert states(one, two) == ["paid", "failed"]
    two.refresh_from_db()
    assert (two.failure, two.settled_on) == ("账号不存在", None)
    batch.refresh_from_db()
    assert batch.state == BatchState.SETTLED
    assert balance(counter, AccountCode.BANK) == -350_000
    assert balance(counter, AccountCode.BENEFITS_PAYABLE) == 350_000
    assert (differences(counter.maker.scope), faults()) == ([], [])
    assert counter.facts == [
        PaymentSettled(
            owner_ref=one.owner_ref,
            instruction_ref=one.ref,
            amount_fen=350_000,
            settled_on=at.date(),
            org_path=one.org_path,
        ),
        PaymentFailed(
            owner_ref=two.owner_ref,
            instruction_ref=two.ref,
            reason="账号不存在",
            org_path=two.org_path,
        ),
    ]


def test_same_file_again_changes_nothing(counter, at):
    made = make_instruction(counter, at)
    batch = released_batch(counter, at, [made])
    content = return_csv([return_line(made)])
    first = bring(counter, at, batch, content)
    assert bring(counter, at, batch, content, name="again.csv").pk == first.pk
    assert (BankReturn.objects.count(), transaction_count(), len(counter.facts)) == (1, 2, 1)


def test_same_outcome_in_another_file_is_left_out(counter, at):
    one, two = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, [one, two])
    lines = [return_line(one), return_line(two, failed="销户")]
    bring(counter, at, batch, return_csv(lines))
    again = bring(counter, at, batch, return_xlsx(lines))
    assert (again.paid_count, again.failed_count) == (0, 0)
    assert (ReturnLine.objects.count(), len(counter.facts)) == (2, 2)


def test_another_outcome_is_refused(counter, at):
    one, two = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, [one, two])
    bring(counter, at, batch, return_csv([return_line(one), return_line(two, failed="销户")]))
    for lines in ([return_line(one, failed="退票")], [return_line(two)]):
        with pytest.raises(errors.ReturnOutcomeDiffers) as refused:
            bring(counter, at, batch, return_csv(lines))
        assert refused.value.values["row"] == 2


def test_headers_in_other_words_below_a_title(counter, at):
    made = make_instruction(counter, at)
    batch = released_batch(counter, at, [made])
    header = ["客户业务编号", "交易状态", "交易金额（元）", "处理信息", "交易日期"]
    line = [made.ref.lower(), "交易成功", "3500", "", "2026年3月2日"]
    above = [["中国建设银行代发回单", "", "", "", ""], ["", "", "", "", ""]]
    footer = ["合计", "", "3500.00", "", ""]
    content = return_csv([line, footer], header, above=above, encoding="gb18030")
    assert bring(counter, at, batch, content).paid_count == 1


def test_sheet_with_results_may_stand_behind_another(counter, at):
    made = make_instruction(counter, at)
    batch = released_batch(counter, at, [made])
    content = return_xlsx([return_line(made)], sheets=("说明", "结果"))
    assert bring(counter, at, batch, content, name="r.xlsx").paid_count == 1


def malformed(one, two, other, waiting) -> dict[str, tuple[type[Refusal], bytes, int | None]]:
    """{what is wrong: (refusal, file, row)}; in each, one line is good."""
    good = return_line(one)

    def rows(*lines):
        return return_csv([good, *lines])

    return {
        "0 bytes": (FileEmpty, b"", None),
        "noise": (errors.ReturnUnreadable, b"\xff\xfe\x00\x81\xff", None),
        "broken zip": (errors.ReturnUnreadable, b"PK\x03\x04" + bytes(60), None),
        "broken xls": (errors.ReturnUnreadable, b"\xd0\xcf\x11\xe0" + bytes(600), None),
        "wrong sheet": (errors.NoReturnSheet, return_xlsx([], ("姓名", "身份证号")), None),
        "another table": (errors.NoReturnSheet, return_csv([["1", "2"]], ("序号", "账号")), None),
        "no amount column": (
            errors.ReturnColumnMissing,
            return_csv([[one.ref, "成功", "", "2026-03-02"]], ("指令编号", "结果", "原因", "日期")),
            1,
        ),
        "header only": (errors.ReturnHasNoLines, return_csv([]), None),
        "unknown": (
            errors.ReturnUnknownInstruction,
            rows(return_line(two, 指令编号="P2026-0009999-X")),
            3,
        ),
        "no reference": (errors.ReturnCellWrong, rows(return_line(two, 指令编号="")), 3),
        "other batch": (errors.ReturnOfAnotherBatch, rows(return_line(other)), 3),
        "never sent": (errors.ReturnOfAnotherBatch, rows(return_line(waiting)), 3),
        "amount": (errors.ReturnAmountDiffers, rows(return_line(two, 金额="3500.01")), 3),
        "amount text": (errors.ReturnCellWrong, rows(return_line(two, 金额="三千五")), 3),
        "amount parts": (errors.ReturnCellWrong, rows(return_line(two, 金额="3500.001")), 3),
        "outcome": (errors.ReturnCellWrong, rows(return_line(two, 结果="处理中")), 3),
        "date": (errors.ReturnCellWrong, rows(return_line(two, 日期="2026-02-30")), 3),
        "date before": (
            errors.ReturnDateImplausible,
            rows(return_line(two, 日期="2026-03-01")),
            3,
        ),
        "date after": (errors.ReturnDateImplausible, rows(return_line(two, 日期="2026-03-03")), 3),
        "no reason": (errors.ReturnReasonMissing, rows(return_line(two, 结果="失败")), 3),
        "duplicate": (errors.ReturnDuplicate, rows(return_line(two), good), 4),
        "line missing": (errors.ReturnLineMissing, rows(), None),
    }


MALFORMED = [
    "0 bytes",
    "noise",
    "broken zip",
    "broken xls",
    "wrong sheet",
    "another table",
    "no amount column",
    "header only",
    "unknown",
    "no reference",
    "other batch",
    "never sent",
    "amount",
    "amount text",
    "amount parts",
    "outcome",
    "date",
    "date before",
    "date after",
    "no reason",
    "duplicate",
    "line missing",
]


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_return_is_refused_whole(counter, at, case):
    one, two, other, waiting = make_instructions(counter, at, 4)
    batch = released_batch(counter, at, [one, two])
    released_batch(counter, at, [other])
    cases = malformed(one, two, other, waiting)
    assert list(cases) == MALFORMED
    refusal, content, row = cases[case]
    with pytest.raises(refusal) as refused:
        bring(counter, at, batch, content)
    assert refused.value.values.get("row") == row
    assert states(one, two, other, waiting) == ["sent", "sent", "sent", "waiting"]
    assert (BankReturn.objects.count(), ReturnLine.objects.count(), counter.facts) == (0, 0, [])
    assert balance(counter, AccountCode.BANK) == 0


def test_file_of_another_batch_is_refused(counter, at):
    one, two = make_instructions(counter, at, 2)
    first, second = released_batch(counter, at, [one]), released_batch(counter, at, [two])
    content = return_csv([return_line(one)])
    bring(counter, at, first, content)
    with pytest.raises(errors.ReturnImportedElsewhere):
        bring(counter, at, second, content)


def test_return_before_release_is_refused(counter, at):
    made = make_instruction(counter, at)
    batch = make_batch(by=counter.maker, at=at, instruction_refs=[made.ref])
    with pytest.raises(errors.WrongBatchState):
        bring(counter, at, batch, return_csv([return_line(made)]))


def test_claims_officer_imports_no_return(counter, at):
    made = make_instruction(counter, at)
    batch = released_batch(counter, at, [made])
    by = make_officer("claims", Role.CLAIMS_OFFICER, counter.tree.office)
    with pytest.raises(NotPermitted):
        bring(counter, at, batch, return_csv([return_line(made)]), by=by)


def test_hundreds_of_lines_take_few_queries(counter, at, django_assert_max_num_queries):
    made = make_instructions(counter, at, 200)
    batch = released_batch(counter, at, made)
    content = return_csv([return_line(i) for i in made])
    with django_assert_max_num_queries(45):
        assert bring(counter, at, batch, content).paid_count == 200
    check_now()
    assert differences(counter.maker.scope) == []


# Issued again


def failed_one(counter, at):
    made = make_instruction(counter, at)
    batch = released_batch(counter, at, [made])
    bring(counter, at, batch, return_csv([return_line(made, failed="账号不存在")]))
    return made


def test_failed_payment_is_issued_again_and_paid_once(counter, at):
    old = failed_one(counter, at)
    new = reissue_instruction(
        by=counter.maker,
        at=at,
        instruction_ref=old.ref,
        bank_name="工商银行",
        account_number=card_number(77),
    )
    check_now()
    assert (states(old, new), new.replaces_id, new.amount_fen) == (
        ["replaced", "waiting"],
        old.pk,
        old.amount_fen,
    )
    assert payments_of(counter.maker.scope, old.owner_ref) == [old, new]
    assert transaction_count() == 1
    later = at + timedelta(hours=1)
    batch = released_batch(counter, later, [new])
    bring(counter, later, batch, return_csv([return_line(new)]))
    check_now()
    kinds = sorted(transactions(counter.maker.scope).values_list("kind", flat=True))
    assert kinds == ["benefit_approved", "benefit_paid"]
    assert balance(counter, AccountCode.BENEFITS_PAYABLE) == 0
    assert balance(counter, AccountCode.BENEFITS) == old.amount_fen
    assert (differences(counter.maker.scope), faults()) == ([], [])


def test_only_a_failed_payment_is_issued_again(counter, at):
    old = failed_one(counter, at)
    act = {"at": at, "bank_name": "工商银行", "account_number": card_number(77)}
    new = reissue_instruction(by=counter.maker, instruction_ref=old.ref, **act)
    for ref in (old.ref, new.ref):
        with pytest.raises(errors.NotFailed):
            reissue_instruction(by=counter.maker, instruction_ref=ref, **act)
    handler = make_officer("handler", Role.COUNTY_HANDLER, counter.tree["王益区"])
    with acting_in(handler.scope), pytest.raises(NotPermitted):
        reissue_instruction(by=handler, instruction_ref=old.ref, **act)


def test_failed_line_of_a_replaced_payment_is_left_out(counter, at):
    old = failed_one(counter, at)
    batch = Batch.objects.get()
    reissue_instruction(
        by=counter.maker,
        at=at,
        instruction_ref=old.ref,
        bank_name="工商银行",
        account_number=card_number(77),
    )
    again = bring(counter, at, batch, return_xlsx([return_line(old, failed="账号不存在")]))
    assert again.failed_count == 0
    assert states(old) == ["replaced"]


def test_header_names_are_those_of_the_readme():
    assert RETURN_HEADER == ("指令编号", "结果", "金额", "原因", "日期")


def order(counter, number: int, owner: str, **changes) -> Order:
    subject = 7_100_000 + number
    if not vault.keys_of(subject_ids=[subject]):
        vault.create_keys(subject_ids=[subject])
    values = {
        "owner_ref": owner,
        "organisation_path": counter.place,
        "subject_id": subject,
        "payee_name": "王芳",
        "bank_name": "中国建设银行铜川分行",
        "account_number": card_number(number),
        "lines": [("ZY", 1000 * number)],
    }
    return Order(**(values | changes))


def test_payments_are_ordered_together_as_one_by_one(counter, at):
    made = issue_instructions(
        by=service("test"), at=at, orders=[order(counter, n, f"C-{n}") for n in (1, 2, 3)]
    )
    assert [(i.owner_ref, i.amount_fen, i.state) for i in made] == [
        (f"C-{n}", 1000 * n, "waiting") for n in (1, 2, 3)
    ]
    for instruction, number in zip(made, (1, 2, 3), strict=True):
        opened = vault.reveal(
            subject_id=instruction.subject_id, purpose="account", blob=instruction.account_cipher
        )
        assert opened == card_number(number)
        (entry,) = entries_about(
            counter.maker.scope, object_type="instruction", object_ref=instruction.ref
        )
        assert entry.after["lines"] == [["ZY", 1000 * number]]
    check_now()
    assert balance(counter, AccountCode.BENEFITS_PAYABLE) == 6000
    assert differences(counter.maker.scope) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"owner_ref": "C-1"}, errors.AlreadyInstructed),
        ({"lines": []}, errors.LinesWrong),
        ({"account_number": "12"}, errors.BadPayoutAccount),
    ],
)
def test_one_bad_order_orders_nothing(counter, at, changes, refusal):
    orders = [order(counter, 1, "C-1"), order(counter, 2, "C-2", **changes)]
    with pytest.raises(refusal), transaction.atomic():
        issue_instructions(by=service("test"), at=at, orders=orders)
    assert not Instruction.objects.exists()
