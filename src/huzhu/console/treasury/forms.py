"""What is typed and chosen on the pages of money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from huzhu.kernel.periods import Period
from huzhu.ledger.enums import TransactionKind
from huzhu.plans.queries import plans
from huzhu.treasury.enums import BatchState, InstructionState
from huzhu.ui.fields import DayField, YuanField


class ReceiptFilter(forms.Form):
    """Filters that live in the address."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Not all received")), ("complete", _("All received"))],
    )
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    owner_ref = forms.CharField(label=_("Enrolment number"), required=False, max_length=24)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_english = (get_language() or "").startswith("en")
        self.fields["plan"].choices = [("", gettext("All"))] + [
            (plan.code, f"{plan.code} {plan.name_en if is_english else plan.name_zh}")
            for plan in plans()
        ]

    def filters(self) -> dict[str, Any]:
        values = self.cleaned_data if self.is_valid() else {}
        state = values.get("state")
        return {
            "is_open": None if not state else state == "open",
            "plan": values.get("plan"),
            "owner_ref": (values.get("owner_ref") or "").strip().upper(),
        }


class ReceiptForm(forms.Form):
    """Money that came, from the bank slip."""

    amount_fen = YuanField(label=_("Amount (yuan)"))
    received_on = DayField(label=_("Received on"))
    bank_reference = forms.CharField(
        label=_("Bank reference"),
        max_length=64,
        help_text=_("From the bank slip: it keeps one transfer from being recorded twice."),
    )
    slip = forms.FileField(
        label=_("Bank slip"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("PDF or picture."),
    )


class PaymentFilter(forms.Form):
    """Waiting ones when nothing is chosen."""

    state = forms.ChoiceField(label=_("State"), required=False)
    owner_ref = forms.CharField(label=_("Claim number"), required=False, max_length=24)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [*InstructionState.choices, ("all", gettext("All"))]

    def filters(self) -> dict[str, Any]:
        values = self.cleaned_data if self.is_valid() else {}
        owner_ref = (values.get("owner_ref") or "").strip().upper()
        state = values.get("state") or ("all" if owner_ref else InstructionState.WAITING)
        return {"state": "" if state == "all" else state, "owner_ref": owner_ref}


class BatchFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *BatchState.choices]
    )

    def filters(self) -> dict[str, Any]:
        return dict(self.cleaned_data) if self.is_valid() else {}


class ReissueForm(forms.Form):
    """The corrected account of the same person."""

    bank_name = forms.CharField(label=_("Bank and branch"), max_length=60)
    account_number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """The bank's file of results."""

    file = forms.FileField(
        label=_("Return file of the bank"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls"}),
        help_text=_("CSV or Excel with the columns 指令编号, 结果, 金额, 原因, 日期."),
    )


class BalanceFilter(forms.Form):
    """Which book, and up to which day."""

    book = forms.TypedChoiceField(label=_("Book"), coerce=int, empty_value=None, required=False)
    until = DayField(label=_("Up to and including"), required=False)

    def __init__(self, *args: Any, books: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.books = books
        self.fields["book"].choices = [(book.pk, book.name) for book in books]

    def chosen(self, today: date) -> tuple[Any, date]:
        """(book or None, last day)."""
        values = self.cleaned_data if self.is_valid() else {}
        by_id = {book.pk: book for book in self.books}
        book = by_id.get(values.get("book")) or next(iter(self.books), None)
        return book, values.get("until") or today


class TransactionFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *TransactionKind.choices]
    )
    account = forms.ChoiceField(label=_("Ledger account"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("Up to and including"), required=False)
    text = forms.CharField(label=_("Number or source"), required=False, max_length=80)
    book = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, accounts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", gettext("All")), *accounts]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("first") and values.get("last") and values["last"] < values["first"]:
            self.add_error("last", _("This day lies before the first one."))
        return values

    def filters(self) -> dict[str, Any]:
        """For the query; `account` is a code."""
        self.is_valid()
        values = self.cleaned_data
        first, last = values.get("first"), values.get("last")
        period = None
        if first or last:
            period = Period(first or date(2000, 1, 1), (last or date(2999, 12, 31)) + timedelta(1))
        names = ("kind", "account", "text", "book")
        return {"period": period, **{name: values.get(name) for name in names}}
