"""The accounts to which contributions are paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.errors import AccountOpenAlready
from huzhu.treasury.models import CollectionAccount
from huzhu.treasury.permissions import may_keep_account
from huzhu.treasury.queries import collection_account_by_ref
from huzhu.treasury.rules import account_digits, written_in_file


def open_collection_account(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    account_name: str,
    bank_name: str,
    number: str,
    starts_on: date,
) -> CollectionAccount:
    """An account to which contributions are paid from a day on.

    One transaction: account, audit. Refuses NotPermitted, BadPayee, BadPayoutAccount,
    AccountOpenAlready.
    """
    if not may_keep_account(by, organisation.path):
        raise NotPermitted
    digits = account_digits(number)
    with transaction.atomic():
        account = CollectionAccount(
            ref=allocate_reference(prefix="CA", at=at),
            organisation=organisation,
            org_path=organisation.path,
            account_name=written_in_file(account_name, "户名", "account name"),
            bank_name=written_in_file(bank_name, "开户行", "bank name"),
            number=digits,
            starts_on=starts_on,
            opened_by_id=by.account_id,
            opened_at=at,
        )
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            raise AccountOpenAlready(tail=digits[-4:]) from None
        _audit_account(by, at, "open_collection_account", account)
    return account


def close_collection_account(
    *, by: Officer, at: datetime, account_ref: str, ends_before: date
) -> CollectionAccount:
    """No invoice names it from that day on; its statements may still be imported.

    One transaction: lock, account, audit. Refuses NotVisible, NotPermitted.
    """
    seen = collection_account_by_ref(by.scope, account_ref)
    if not may_keep_account(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        account = CollectionAccount.objects.select_for_update().get(pk=seen.pk)
        if account.ends_before is None:
            account.ends_before = max(ends_before, account.starts_on + timedelta(days=1))
            account.save(update_fields=["ends_before"])
            _audit_account(by, at, "close_collection_account", account)
    return account


def _audit_account(by: Officer, at: datetime, act: str, account: CollectionAccount) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="collection_account",
        object_ref=account.ref,
        org_path=account.org_path,
        after={
            "name": account.account_name,
            "bank": account.bank_name,
            "number_tail": account.number[-4:],
            "starts_on": account.starts_on.isoformat(),
            "ends_before": account.ends_before.isoformat() if account.ends_before else None,
        },
    )
