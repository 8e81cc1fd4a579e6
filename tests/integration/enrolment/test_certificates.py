"""Certificates: the same while nothing changes, believed by their signature, seen by place."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from factories.enrolment import as_xlsx, lines, make_cover, posted_roster, publish_plan
from factories.members import make_identity
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import CertificateStanding as S
from huzhu.enrolment.errors import (
    CertificateRevoked,
    NothingToCertify,
    RevocationWithoutReason,
)
from huzhu.enrolment.models import Certificate, Cover
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import Scope, acting_in
from huzhu.members.models import Person
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.vault import actions as vault

NOBODY = Scope(("/-/",))
ADDRESS = "https://example.test/verify/"
IN_FORCE = date(2026, 6, 1)


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


@pytest.fixture
def cover(tree, at):
    return make_cover(tree["王益区一厂"], at, 1)


@pytest.fixture
def handler(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


def issue(handler, at, cover) -> Certificate:
    return actions.issue_certificate(by=handler, at=at, cover_ref=cover.ref)


def asked(code: str, on: date = IN_FORCE):
    """As the public page asks: in a scope that sees nothing."""
    with acting_in(NOBODY):
        return queries.certified_by_code(NOBODY, code, on)


def text_of(certificate: Certificate, language: str = "zh") -> str:
    pdf = queries.certificate_pdf(
        service("test").scope, certificate, language=language, address=ADDRESS
    )
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_certificate_is_the_same_while_nothing_changes(handler, at, cover):
    first = issue(handler, at, cover)
    assert issue(handler, at, cover) == first
    acts = Entry.objects.filter(object_type="certificate").values_list("act", "object_ref")
    assert list(acts) == [("issue_certificate", first.ref)]


def test_changed_name_makes_a_new_one_and_ends_the_old(handler, at, cover):
    first = issue(handler, at, cover)
    Person.objects.filter(pk=cover.person_id).update(name="赵敏丽")
    second = issue(handler, at, cover)
    assert second.ref != first.ref
    assert asked(first.code).standing is S.REPLACED
    assert asked(second.code).standing is S.VALID


def test_paper_names_person_unit_plan_period_and_code(handler, at, cover):
    made = issue(handler, at, cover)
    text = text_of(made)
    number = make_identity(1).number
    assert number not in text
    for part in (
        cover.person.name, number[:6] + "********" + number[-4:], "王益区一厂", "ZY",
        "2026年4月1日至2027年3月31日", made.code, made.ref, cover.ref, "王益区·wangyi",
        ADDRESS,
    ):  # fmt: skip
        assert part in text, part


def test_paper_speaks_english(handler, at, cover):
    assert "Certificateofmutual-aidcover" in text_of(issue(handler, at, cover), "en")


def test_list_certificate_masks_everybody(tree, handler, at):
    enrolment = posted_roster(tree["王益区一厂"], at, as_xlsx(lines(10)))
    made = actions.issue_list_certificate(by=handler, at=at, enrolment_ref=enrolment.ref)
    text = text_of(made)
    covers = Cover.objects.filter(enrolment=enrolment).select_related("person")
    assert "10人" in text
    assert [c.person.name for c in covers if c.person.name in text] == []
    assert text.count("********") == 10
    found = asked(made.code)
    assert (found.standing, found.persons, found.holder) == (S.VALID, 10, "")
    again = actions.issue_list_certificate(by=handler, at=at, enrolment_ref=enrolment.ref)
    assert again == made


def test_right_code_tells_plan_period_and_first_character(handler, at, cover):
    found = asked(issue(handler, at, cover).code)
    assert (found.plan_code, found.starts_on, found.last_day) == (
        "ZY", date(2026, 4, 1), date(2027, 3, 31),
    )  # fmt: skip
    assert found.holder == cover.person.name[0] + "**"
    assert cover.person.name not in repr(found)


@pytest.mark.parametrize(
    ("on", "standing"),
    [(date(2026, 3, 2), S.NOT_YET), (IN_FORCE, S.VALID), (date(2027, 4, 1), S.ENDED)],
)
def test_standing_follows_the_day(handler, at, cover, on, standing):
    assert asked(issue(handler, at, cover).code, on).standing is standing


def test_ended_and_void_covers_say_so(handler, at, cover):
    made = issue(handler, at, cover)
    actions.terminate_cover(by=service("test"), at=at, cover=cover, on=date(2026, 5, 1))
    assert asked(made.code).standing is S.ENDED
    Cover.objects.filter(pk=cover.pk).update(status="void")
    assert asked(made.code).standing is S.VOID


def test_wrong_codes_find_nothing_by_the_same_statements(
    handler, at, cover, django_assert_num_queries
):
    made = issue(handler, at, cover)
    wrong = [made.code[:-1] + ("1" if made.code[-1] == "0" else "0"), made.ref, "x", "张" * 30]
    for code in wrong:
        with acting_in(NOBODY), django_assert_num_queries(3):
            assert queries.certified_by_code(NOBODY, code, IN_FORCE) is None


def test_row_that_nobody_signed_is_not_believed(handler, at, cover):
    made = issue(handler, at, cover)
    forged = made.code[:-2] + ("11" if made.code[-2:] != "11" else "22")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enrolment_certificate (ref, enrolment_id, org_path, code, key_id,"
            " content_digest, issued_at, issued_by_label, issued_by_place, revoke_reason)"
            " VALUES ('CE2026-9999999-0', %s, %s, %s, %s, 'x', %s, '', '', '')",
            [cover.enrolment_id, cover.org_path, forged, made.key_id, at],
        )
    assert asked(forged) is None


def test_codes_of_an_older_key_are_still_right(handler, at, cover, tree):
    first = issue(handler, at, cover)
    newer = vault.rotate_signing_key()
    second = issue(handler, at, make_cover(tree["王益区二校"], at, 2))
    assert (first.key_id, second.key_id) == (newer - 1, newer)
    assert asked(first.code).standing is S.VALID
    assert asked(second.code).standing is S.VALID


def test_revoked_certificate_cannot_be_printed_nor_revoked_again(handler, at, cover):
    made = issue(handler, at, cover)
    with pytest.raises(RevocationWithoutReason):
        actions.revoke_certificate(by=handler, at=at, certificate_ref=made.ref, reason=" ")
    actions.revoke_certificate(by=handler, at=at, certificate_ref=made.ref, reason="单位更名")
    made.refresh_from_db()
    with pytest.raises(CertificateRevoked):
        actions.require_standing(made)
    with pytest.raises(CertificateRevoked):
        actions.revoke_certificate(by=handler, at=at, certificate_ref=made.ref, reason="再次")
    assert asked(made.code).standing is S.REPLACED


def test_void_cover_is_not_certified(handler, at, cover):
    Cover.objects.filter(pk=cover.pk).update(status="void")
    with pytest.raises(NothingToCertify):
        issue(handler, at, cover)


def test_auditor_sees_and_does_not_issue(tree, at, cover):
    auditor = make_officer("shenji", Role.AUDITOR, tree.office)
    with pytest.raises(NotPermitted):
        issue(auditor, at, cover)


def test_another_county_sees_nothing_of_it(tree, handler, at, cover):
    made = issue(handler, at, cover)
    other = make_officer("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])
    with acting_in(other.scope):
        assert Certificate.objects.count() == 0
        with pytest.raises(NotVisible):
            queries.certificate_by_ref(other.scope, made.ref)
        with pytest.raises(NotVisible):
            issue(other, at, cover)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE enrolment_certificate SET revoke_reason = 'x'")
            assert cursor.rowcount == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enrolment_certificate SET code = 'x'",
        "UPDATE enrolment_certificate SET content_digest = 'x'",
        "DELETE FROM enrolment_certificate",
        "UPDATE enrolment_certificate SET revoked_at = now()",
    ],
)
def test_database_keeps_what_was_issued(handler, at, cover, statement):
    issue(handler, at, cover)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_one_cover_has_one_current_certificate(handler, at, cover):
    made = issue(handler, at, cover)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enrolment_certificate (ref, cover_id, org_path, code, key_id,"
            " content_digest, issued_at, issued_by_label, issued_by_place, revoke_reason)"
            " SELECT 'CE2026-9999999-0', cover_id, org_path, 'other', key_id, 'x', issued_at, '',"
            " '', '' FROM enrolment_certificate WHERE id = %s",
            [made.pk],
        )
