"""The bank's statements: uploading one, what it brought; and the accounts they are of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.treasury.incoming_forms import AccountForm, StatementForm
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import Role
from huzhu.organisations.queries import organisations
from huzhu.treasury import actions, permissions, queries

SEEN_BY = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, Role.AUDITOR)
PAGE = 100


@officer_view(*SEEN_BY)
@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request, None)


@officer_view(*SEEN_BY, again=statement_list)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    form = StatementForm(request.POST, request.FILES, accounts=own_accounts(request))
    if not form.is_valid():
        return _list_page(request, form, status=422)
    file = form.cleaned_data["file"]
    taken = actions.import_statement(
        by=request.officer,
        at=request.at,
        account_ref=form.cleaned_data["account"],
        file_name=file.name,
        content=file.read(),
    )
    told = _("%(new)s lines of money that came; %(known)s known before, %(debits)s payments out.")
    messages.success(
        request,
        told % {"new": taken.new_count, "known": taken.known_count, "debits": taken.debit_count},
    )
    return redirect("console:statement", ref=taken.ref)


@officer_view(*SEEN_BY)
@require_safe
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """What one file brought, and what has become of it."""
    found = queries.statement_by_ref(request.scope, ref)
    lines = queries.statement_lines(request.scope, statement=found)
    page = page_of(lines, request.GET.get("page"), PAGE)
    for line in page.items:
        dress(line)
    context = {
        "statement": found,
        "page": page,
        "open_count": queries.statement_lines(request.scope, statement=found, is_open=True).count(),
    }
    return render(request, "console/treasury/statement.html", context)


@officer_view(*SEEN_BY)
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    return _accounts_page(request, AccountForm(request.typed or None))


@officer_view(*SEEN_BY, again=account_list)
@require_POST
def open_account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _accounts_page(request, form, status=422)
    place = _own_place(request)
    actions.open_collection_account(
        by=request.officer, at=request.at, organisation=place, **form.cleaned_data
    )
    messages.success(request, _("The account is registered; it stands on invoices from now on."))
    return redirect("console:collection_accounts")


@officer_view(*SEEN_BY, again=account_list)
@require_POST
def close_account(request: HttpRequest, ref: str) -> HttpResponse:
    actions.close_collection_account(
        by=request.officer, at=request.at, account_ref=ref, ends_before=civil_date(request.at)
    )
    messages.success(request, _("The account is closed; its statements can still be imported."))
    return redirect("console:collection_accounts")


def own_accounts(request: HttpRequest) -> list[Any]:
    """Those whose statements this officer may take in."""
    return [
        account
        for account in queries.collection_accounts(request.scope)
        if request.scope.covers(account.org_path)
    ]


def dress(line: Any) -> Any:
    """What is left to be cleared, and the tone of it."""
    line.left_fen = line.amount_fen - line.allocated_fen - line.refunded_fen
    if not line.left_fen:
        line.state, line.tone = _("Cleared"), "good"
    elif line.allocated_fen or line.refunded_fen:
        line.state, line.tone = _("Cleared in part"), "info"
    else:
        line.state, line.tone = _("To be cleared"), "wait"
    return line


def _own_place(request: HttpRequest) -> Any:
    """Where this officer keeps accounts: the highest place of the finance appointment."""
    roles = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR)
    paths = sorted(held.org_path for held in request.officer.held if held.role in roles)
    if not paths:
        raise NotPermitted
    return organisations(request.scope).get(path=paths[0])


def _list_page(request: HttpRequest, form: StatementForm | None, status: int = 200) -> HttpResponse:
    accounts = own_accounts(request)
    may = any(
        permissions.may_import_statement(request.officer, account.org_path) for account in accounts
    )
    context = {
        "form": form or StatementForm(accounts=accounts),
        "accounts": accounts,
        "may_import": may,
        "page": page_of(queries.statements(request.scope), request.GET.get("page")),
    }
    return render(request, "console/treasury/statements.html", context, status=status)


def _accounts_page(request: HttpRequest, form: AccountForm, status: int = 200) -> HttpResponse:
    if not form.is_bound:
        form.initial = {"starts_on": civil_date(request.at)}
    rows = [
        {
            "account": account,
            "may_close": account.ends_before is None
            and permissions.may_keep_account(request.officer, account.org_path),
        }
        for account in queries.collection_accounts(request.scope)
    ]
    roles = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR)
    context = {"form": form, "rows": rows, "may_open": request.officer.holds(*roles)}
    return render(request, "console/treasury/accounts.html", context, status=status)
