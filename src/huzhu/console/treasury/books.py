"""The books: trial balance, down to the transactions behind an account, down to their sides."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.console.access import officer_view
from huzhu.console.treasury.forms import BalanceFilter, TransactionFilter
from huzhu.kernel.clock import civil_date
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.pagination import page_of
from huzhu.kernel.scope import within
from huzhu.ledger import queries
from huzhu.ledger.enums import AccountKind
from huzhu.ledger.models import Entry
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.treasury.queries import differences
from huzhu.ui.excel import excel_response

SEEN_BY = (
    Role.FINANCE_OFFICER, Role.COMPLIANCE_OFFICER, Role.OFFICE_DIRECTOR, Role.AUDITOR,
)  # fmt: skip


@officer_view(*SEEN_BY)
@require_safe
def trial_balance(request: HttpRequest) -> HttpResponse:
    form = BalanceFilter(request.GET, books=list(queries.books(request.scope)))
    book, until = form.chosen(civil_date(request.at))
    found = queries.trial_balance(request.scope, book, until) if book else []
    rows = [{"line": line, **_named(request, line)} for line in found]
    if request.GET.get("export") == "xlsx":
        return _export(rows, until)
    context = {
        "form": form,
        "book": book,
        "until": until,
        "rows": rows,
        "debit_fen": sum(line.debit_fen for line in found),
        "credit_fen": sum(line.credit_fen for line in found),
    }
    return render(request, "console/treasury/ledger.html", context)


@officer_view(*SEEN_BY)
@require_safe
def transaction_list(request: HttpRequest) -> HttpResponse:
    """All of them, or those that touch one account."""
    accounts = [
        (account.code, f"{account.code} {_name(request, account)}")
        for account in queries.accounts(request.scope)
    ]
    form = TransactionFilter(request.GET, accounts=accounts)
    filters = form.filters()
    code = filters.pop("account")
    found = queries.transactions(request.scope, **filters)
    if code:
        touching = Entry.objects.filter(within(request.scope), account__code=code)
        found = found.filter(pk__in=touching.values("transaction"))
    debits = Sum("entries__amount_fen", filter=Q(entries__amount_fen__gt=0))
    page = page_of(found.annotate(amount_fen=debits), request.GET.get("page"))
    context = {"form": form, "page": page, "account": dict(accounts).get(code, "")}
    return render(request, "console/treasury/transactions.html", context)


@officer_view(*SEEN_BY)
@require_safe
def transaction(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.transaction_by_ref(request.scope, ref)
    entries = list(queries.entries_of(request.scope, found))
    places = dict(
        Organisation.objects.filter(path__in={entry.org_path for entry in entries}).values_list(
            "path", "name"
        )
    )
    for entry in entries:
        entry.name = _name(request, entry.account)
        entry.place = places.get(entry.org_path, "")
        entry.debit_fen, entry.credit_fen = max(entry.amount_fen, 0), max(-entry.amount_fen, 0)
    reversal = queries.transactions(request.scope).filter(reverses=found).first()
    context = {"transaction": found, "entries": entries, "reversal": reversal}
    return render(request, "console/treasury/transaction.html", context)


@officer_view(*SEEN_BY)
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether every transaction balances, and the books agree with receipts and payments."""
    context = {"faults": queries.faults(), "differences": differences(request.scope)}
    return render(request, "console/treasury/ledger_check.html", context)


def _name(request: HttpRequest, account: Any) -> str:
    return account.name_en if request.lang == "en" else account.name_zh


def _named(request: HttpRequest, line: Any) -> dict[str, Any]:
    return {"name": _name(request, line), "kind": AccountKind(line.kind).label}


def _export(rows: list[dict[str, Any]], until: Any) -> HttpResponse:
    headings = [
        _("Ledger account"), _("Account name"), _("Kind"), _("Debit (yuan)"), _("Credit (yuan)"),
        _("Balance (yuan)"),
    ]  # fmt: skip
    lines = (
        [
            row["line"].code, row["name"], row["kind"], yuan_plain(row["line"].debit_fen),
            yuan_plain(row["line"].credit_fen), yuan_plain(row["line"].balance_fen),
        ]
        for row in rows
    )  # fmt: skip
    return excel_response(f"{_('Trial balance')} {until}.xlsx", headings, lines, _("Ledger"))
