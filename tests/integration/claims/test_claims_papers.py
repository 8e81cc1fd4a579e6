"""Papers that read themselves: asked for, read by a job, confirmed, and each bill used once."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from factories.bills import as_jpeg, as_png, make_page, photographed
from factories.claims import PDF, make_bench, stay, zy_cover
from factories.enrolment import collecting
from factories.tree import make_tree
from huzhu.audit.models import Entry
from huzhu.claims import actions, jobs, queries
from huzhu.claims.enums import RecognitionState
from huzhu.claims.errors import (
    BillNumberUnreadable,
    BillUsedBefore,
    FieldUnreadable,
    NotReadYet,
)
from huzhu.claims.events import PapersToRead
from huzhu.claims.formats import Field, PageSeen, Reading, engine_name, look_of, read_paper
from huzhu.claims.formats.recognise import engine_of_the_house
from huzhu.claims.models import Bill, Recognition
from huzhu.claims.reactions import on_papers_to_read
from huzhu.config.wiring import reactions_to
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.rules import service
from huzhu.vault.actions import destroy_key

ALL = everything()
BILL = {"bill_code": "61060122", "bill_number": "0012345678", "total": "17000.00"}


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def bench(tree):
    return make_bench(tree)


@pytest.fixture(scope="module")
def page():
    """A settlement sheet's picture; nothing reads it unless a test says so."""
    return make_page("sheet_in_rows", 1)


@pytest.fixture(scope="module")
def picture(page) -> bytes:
    return as_jpeg(page.picture)


def drafted(bench, at, tree, number=1, event=None):
    cover = zy_cover(tree["王益区一厂"], at, number)
    return actions.open_claim(
        by=bench.handler, at=at, person=cover.person, organisation=cover.organisation,
        event=event or stay(),
    )  # fmt: skip


def added(bench, at, claim, content, kind="settlement"):
    with collecting() as facts:
        paper = actions.add_paper(
            by=bench.handler, at=at, claim_ref=claim.ref, kind=kind, file_name=f"{kind}.jpg",
            content=content,
        )  # fmt: skip
    return paper, facts


def reading(kind="settlement", look=(), **values) -> Reading:
    fields = {n: Field(v, str(v), (1, 2, 30, 40), 99) for n, v in values.items()}
    return Reading(engine_name(), kind, (PageSeen(800, 600, 0),), fields, tuple(look))


def read(at, paper, **values):
    actions.note_reading(
        by=service("test"), at=at, paper_ref=paper.attachment_ref,
        reading=reading(paper.kind, **(values or {"total": 1700000})),
    )  # fmt: skip


def bill_read(bench, at, claim, picture, **values):
    paper, _ = added(bench, at, claim, picture, "bill")
    read(at, paper, **values)
    return paper


def confirmed(by, at, claim, paper, **typed):
    return actions.confirm_recognition(
        by=by, at=at, claim_ref=claim.ref, paper_ref=paper.attachment_ref, typed=typed
    )


# ── asked for ─────────────────────────────────────────────────────────────────────────────────


def test_picture_of_a_sheet_waits_to_be_read_and_is_asked_for(bench, at, tree, picture):
    claim = drafted(bench, at, tree)

    paper, facts = added(bench, at, claim, picture)

    row = Recognition.objects.get()
    assert facts == [PapersToRead(claim.ref, claim.org_path, (paper.attachment_ref,))]
    assert (row.paper, row.state, row.engine) == (paper, RecognitionState.WAITING, engine_name())
    assert reactions_to(facts[0]) == (on_papers_to_read,)


@pytest.mark.parametrize(
    ("kind", "content"), [("identity", None), ("bank_card", None), ("settlement", PDF)]
)
def test_other_papers_and_files_too_small_to_hold_print_are_left_alone(
    bench, at, tree, picture, kind, content
):
    claim = drafted(bench, at, tree)

    _, facts = added(bench, at, claim, content or picture, kind)

    assert (facts, Recognition.objects.count()) == ([], 0)


def test_claim_is_filed_while_its_papers_wait(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    added(bench, at, claim, picture)
    for kind in ("identity", "diagnosis"):
        added(bench, at, claim, PDF, kind)

    with collecting():
        assert actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref).filed_at == at


def test_job_is_deferred_once_a_paper(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, facts = added(bench, at, claim, picture)

    for _ in range(2):
        on_papers_to_read(facts[0], service("test"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'paper_ref', args ->> 'org_path', priority FROM procrastinate_jobs WHERE task_name = 'read_paper'"
        )
        assert cursor.fetchall() == [(paper.attachment_ref, claim.org_path, jobs.AFTER_OTHERS)]


# ── read ──────────────────────────────────────────────────────────────────────────────────────


def run(paper_ref: str, org_path: str) -> None:
    """The job as the worker runs it, on the connection of the test."""
    jobs.read.func.__wrapped__(paper_ref, org_path)


class Eye:
    """An engine that sees what it is told to."""

    name = engine_name()

    def __init__(self, words=()):
        self.words, self.seen = tuple(words), 0

    def see(self, picture):
        from huzhu.claims.formats import Seen

        self.seen += 1
        return Seen(self.words, *picture.size)


def words():
    from huzhu.claims.formats import Word

    corners = ((10, 10), (300, 10), (300, 40), (10, 40))
    return [Word("医疗费总额：17,000.00", corners, 97)]


def test_job_reads_a_paper_and_seals_what_it_read(bench, at, tree, picture, monkeypatch):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    eye = Eye(words())
    monkeypatch.setattr(jobs, "engine_of_the_house", lambda: eye)

    for _ in range(2):
        run(paper.attachment_ref, claim.org_path)

    row = Recognition.objects.get()
    found, said = queries.reading_of(ALL, row)
    assert (row.state, eye.seen, said) == (RecognitionState.READ, 1, None)
    assert found.fields["total"].value == 1_700_000
    assert b"17,000.00" not in bytes(row.content_cipher)
    assert len(row.look) == 16
    assert Entry.objects.filter(act="read_paper").count() == 1


@pytest.mark.parametrize("content", [b"\xff\xd8\xff" + b"0" * 5000, b"%PDF-1.7\n" + b"0" * 5000])
def test_broken_file_is_unreadable_and_nothing_more(bench, at, tree, monkeypatch, content):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, content)
    monkeypatch.setattr(jobs, "engine_of_the_house", Eye)

    run(paper.attachment_ref, claim.org_path)

    assert Recognition.objects.get().state == RecognitionState.UNREADABLE


def test_page_without_a_field_is_unreadable(bench, at, tree, picture, monkeypatch):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    monkeypatch.setattr(jobs, "engine_of_the_house", Eye)

    run(paper.attachment_ref, claim.org_path)

    assert Recognition.objects.get().state == RecognitionState.UNREADABLE


def test_job_for_an_erased_person_does_nothing(bench, at, tree, picture, monkeypatch):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    monkeypatch.setattr(jobs, "engine_of_the_house", Eye)
    destroy_key(subject_id=claim.person_id, at=at)

    run(paper.attachment_ref, claim.org_path)

    assert Recognition.objects.get().state == RecognitionState.WAITING


def test_only_the_program_notes_a_reading(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)

    with pytest.raises(NotPermitted):
        actions.note_reading(
            by=bench.handler, at=at, paper_ref=paper.attachment_ref, reading=reading(total=1)
        )


def test_real_engine_reads_a_clean_certificate():
    """The one test of the models themselves: offline, and every field to the letter."""
    page = make_page("certificate", 11)

    found = read_paper(page.kind, as_png(page.picture), engine_of_the_house())

    assert {name: field.value for name, field in found.fields.items()} == page.truth


# ── confirmed ─────────────────────────────────────────────────────────────────────────────────


def test_confirming_fills_what_was_not_typed_and_keeps_what_was(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    read(at, paper)

    confirmed(bench.handler, at, claim, paper, total="17,000.00", proportional="4,999.00")

    claim.refresh_from_db()
    bill = queries.event_of(ALL, claim)["bill"]
    assert (bill["total_fen"], bill["proportional_fen"]) == (1_700_000, 500_000)
    (difference,) = queries.paper_differences(ALL, claim, queries.event_of(ALL, claim))
    assert (difference.name, difference.typed, difference.said) == (
        "proportional_fen", 500_000, 499_900,
    )  # fmt: skip


def test_confirming_writes_who_and_keeps_names_of_fields_only(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    read(at, paper)

    row = confirmed(bench.handler, at, claim, paper, total="1.00", name="张三")

    entry = Entry.objects.get(act="confirm_recognition")
    assert (row.state, row.confirmed_by_id) == ("confirmed", bench.handler.account_id)
    assert entry.after["fields"] == ["name", "total"]
    assert "张三" not in str(entry.after)


def test_filed_claim_is_not_changed_by_confirming(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    for kind in ("identity", "diagnosis"):
        added(bench, at, claim, PDF, kind)
    read(at, paper)
    with collecting():
        claim = actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    before = queries.event_of(ALL, claim)

    confirmed(bench.officer, at, claim, paper, total="17000.00")

    claim.refresh_from_db()
    assert queries.event_of(ALL, claim) == before


def test_confirmed_again_the_last_word_counts(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper = bill_read(bench, at, claim, picture)
    confirmed(bench.handler, at, claim, paper, **BILL)

    row = confirmed(bench.handler, at, claim, paper, **BILL | {"bill_number": "0012345679"})

    assert queries.reading_of(ALL, row)[1]["bill_number"] == "0012345679"
    assert Bill.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"total": "viel"}, FieldUnreadable),
        ({"admitted_on": "gestern"}, FieldUnreadable),
        ({"bill_number": "keine"}, BillNumberUnreadable),
    ],
)
def test_what_cannot_be_read_of_the_typed_is_refused_by_name(
    bench, at, tree, picture, typed, refusal
):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    read(at, paper)

    with pytest.raises(refusal):
        confirmed(bench.handler, at, claim, paper, **typed)


def test_paper_that_waits_cannot_be_confirmed(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)

    with pytest.raises(NotReadYet):
        confirmed(bench.handler, at, claim, paper, total="1.00")


def test_the_program_and_strangers_confirm_nothing(bench, at, tree, picture):
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, picture)
    read(at, paper)

    with pytest.raises(NotPermitted):
        confirmed(service("test"), at, claim, paper, total="1.00")
    with pytest.raises(NotVisible):
        confirmed(make_bench(tree, "渭滨区", "x").handler, at, claim, paper, total="1.00")


# ── a bill once ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"bill_code": ""},
    ],
)
def test_bill_of_another_claim_is_refused_and_named_to_who_may_see_it(
    bench, at, tree, picture, typed
):
    first, second = (drafted(bench, at, tree, number) for number in (1, 2))
    confirmed(bench.handler, at, first, bill_read(bench, at, first, picture), **BILL)
    paper = bill_read(bench, at, second, picture + b"2")

    with pytest.raises(BillUsedBefore) as refused:
        confirmed(bench.handler, at, second, paper, **BILL | typed)
    assert first.ref in refused.value.text("zh")
    assert Bill.objects.get().claim == first


def test_bill_of_another_jurisdiction_is_refused_without_a_word_of_it(bench, at, tree, picture):
    there = zy_cover(tree["渭滨区一厂"], at, 2)
    first = drafted(bench, at, tree)
    confirmed(bench.handler, at, first, bill_read(bench, at, first, picture), **BILL)
    second = actions.open_claim(
        by=bench.handler, at=at, person=there.person, organisation=there.organisation, event=stay()
    )
    paper = bill_read(bench, at, second, picture + b"2")
    handler = make_bench(tree, "渭滨区", "x").handler

    with acting_in(handler.scope), pytest.raises(BillUsedBefore) as refused:
        confirmed(handler, at, second, paper, **BILL)
    assert first.ref not in refused.value.text("zh") + refused.value.text("en")
    with acting_in(handler.scope):
        assert queries.is_bill_used(handler.scope, second, "61060122", "0012345678")
        assert not queries.is_bill_used(handler.scope, second, "61060122", "0012345679")


def test_same_number_under_another_code_is_another_bill(bench, at, tree, picture):
    first, second = (drafted(bench, at, tree, number) for number in (1, 2))
    confirmed(bench.handler, at, first, bill_read(bench, at, first, picture), **BILL)

    paper = bill_read(bench, at, second, picture + b"2")
    confirmed(bench.handler, at, second, paper, **BILL | {"bill_code": "61060199"})

    assert Bill.objects.count() == 2


def test_database_refuses_a_number_twice(bench, at, tree, picture):
    first, second = (drafted(bench, at, tree, number) for number in (1, 2))
    paper = bill_read(bench, at, first, picture)
    confirmed(bench.handler, at, first, paper, **BILL)

    with pytest.raises(IntegrityError, match="claims_bill_number_once"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_bill (claim_id, paper_id, org_path, number_hash, serial_hash,"
                " has_code, entered_by_id, entered_at)"
                " SELECT %s, paper_id, org_path, number_hash, serial_hash, has_code, 1, now()"
                " FROM claims_bill",
                [second.pk],
            )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'read', read_at = NULL", "claims_recognition_read_has_content"),
        ("state = 'confirmed'", "claims_recognition_confirmed_by_somebody"),
        ("confirmed_at = now()", "claims_recognition_confirmed_by_somebody"),
    ],
)
def test_database_refuses_a_state_without_its_facts(bench, at, tree, picture, change, constraint):
    added(bench, at, drafted(bench, at, tree), picture)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE claims_recognition SET {change}")


# ── the same picture ──────────────────────────────────────────────────────────────────────────


def looked_at(at, paper, picture, **values):
    actions.note_reading(
        by=service("test"), at=at, paper_ref=paper.attachment_ref,
        reading=reading(paper.kind, look_of(picture), **values),
    )  # fmt: skip


SAYS = {
    "name": "张三", "total": 100, "admitted_on": "2025-06-10", "discharged_on": "2025-06-20",
}  # fmt: skip


def two_papers(bench, at, tree, one: bytes, other: bytes, kind="settlement"):
    first, second = (drafted(bench, at, tree, number) for number in (1, 2))
    return (
        first, added(bench, at, first, one, kind)[0],
        second, added(bench, at, second, other, kind)[0],
    )  # fmt: skip


def test_same_bytes_are_told_at_once(bench, at, tree, picture):
    first, paper, second, _ = two_papers(bench, at, tree, picture, picture)

    (same,) = queries.pictures_like(ALL, second)

    assert (same.other.paper, same.other.paper.claim) == (paper, first)


def test_picture_squeezed_and_made_smaller_is_told(bench, at, tree, page):
    small = page.picture.resize((page.picture.width // 2, page.picture.height // 2))
    *_, second, theirs = found = two_papers(
        bench, at, tree, as_jpeg(page.picture), as_jpeg(small, 55)
    )
    looked_at(at, found[1], page.picture, total=1)
    looked_at(at, theirs, small, total=1)

    assert [same.other.paper for same in queries.pictures_like(ALL, second)] == [found[1]]


def test_another_photograph_of_the_same_sheet_is_told_by_what_it_says(bench, at, tree, page):
    photograph = photographed(page.picture, "phone", random.Random(5))
    _, mine, second, theirs = two_papers(
        bench, at, tree, as_jpeg(page.picture), as_jpeg(photograph)
    )
    looked_at(at, mine, page.picture, **SAYS)
    looked_at(at, theirs, photograph, **SAYS)

    assert [same.other.paper for same in queries.pictures_like(ALL, second)] == [mine]


def test_another_sheet_of_the_same_printing_is_not_told(bench, at, tree, page):
    like = make_page("sheet_in_rows", 2).picture
    _, mine, second, theirs = two_papers(bench, at, tree, as_jpeg(page.picture), as_jpeg(like))
    looked_at(at, mine, page.picture, **SAYS)
    looked_at(at, theirs, page.picture, **SAYS | {"total": 101})

    assert queries.pictures_like(ALL, second) == []


def test_picture_of_another_jurisdiction_is_told_without_a_word_of_it(bench, at, tree, picture):
    two_papers(bench, at, tree, picture, picture)
    there = zy_cover(tree["渭滨区一厂"], at, 3)
    third = actions.open_claim(
        by=bench.handler, at=at, person=there.person, organisation=there.organisation, event=stay()
    )
    added(bench, at, third, picture)
    handler = make_bench(tree, "渭滨区", "x").handler

    with acting_in(handler.scope):
        (same,) = queries.pictures_like(handler.scope, third)

    assert same.other is None


def test_page_is_shown_upright(bench, at, tree, page):
    import io

    from PIL import Image

    lying = page.picture.transpose(Image.ROTATE_90)
    claim = drafted(bench, at, tree)
    paper, _ = added(bench, at, claim, as_jpeg(lying))
    actions.note_reading(
        by=service("test"), at=at, paper_ref=paper.attachment_ref,
        reading=Reading(
            engine_name(), "settlement", (PageSeen(*page.picture.size, 270),),
            {"total": Field(1, "1", (1, 2, 3, 4), 99)},
        ),
    )  # fmt: skip

    shown = queries.page_shown(ALL, Recognition.objects.get(), 0)

    assert Image.open(io.BytesIO(shown)).size == page.picture.size


# ── at one moment ─────────────────────────────────────────────────────────────────────────────

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("code", ["61060122", ""])
def test_two_who_confirm_one_bill_at_once_enter_it_once(own_database, picture, code):
    with publishing_to(lambda *_, **__: None):
        with acting_in(ALL):
            tree = make_tree()
            bench = make_bench(tree)
            claims = [drafted(bench, NOW, tree, number) for number in (1, 2)]
            papers = [
                bill_read(bench, NOW, claim, picture + bytes([n])) for n, claim in enumerate(claims)
            ]
        said: list[str] = []
        codes = ["61060122", code]
        start = threading.Barrier(2)

        def confirm(n):
            try:
                start.wait()
                with acting_in(ALL):
                    confirmed(
                        bench.handler, NOW, claims[n], papers[n], **BILL | {"bill_code": codes[n]}
                    )
                said.append("entered")
            except BillUsedBefore:
                said.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=confirm, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with acting_in(ALL):
            assert Bill.objects.count() == 1
    assert sorted(said) == ["entered", "refused"]
