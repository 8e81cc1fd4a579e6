"""What is typed about money that comes in: accounts, statements, splits, refunds, slips."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from huzhu.console.treasury.forms import DayField, YuanField
from huzhu.kernel.errors import Refusal
from huzhu.kernel.money import parse_yuan
from huzhu.plans.queries import plans
from huzhu.treasury.enums import AgeBucket, RefundState

PARTS = 6
PAPERS = ".pdf,.jpg,.jpeg,.png"


class AccountForm(forms.Form):
    """An account to which contributions are paid."""

    account_name = forms.CharField(label=_("Account name"), max_length=60)
    bank_name = forms.CharField(label=_("Bank and branch"), max_length=60)
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    starts_on = DayField(label=_("In use from"))


class StatementForm(forms.Form):
    """The bank's statement of one account."""

    account = forms.ChoiceField(label=_("Account for contributions"))
    file = forms.FileField(
        label=_("Bank statement"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls"}),
        help_text=_("As the bank gives it: Excel or CSV with date, credit, payer and purpose."),
    )

    def __init__(self, *args: Any, accounts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(one.ref, str(one)) for one in accounts]


class DeskFilter(forms.Form):
    account = forms.ChoiceField(label=_("Account for contributions"), required=False)
    text = forms.CharField(
        label=_("Payer, purpose or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, *args: Any, accounts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        self.fields["account"].choices = [(one.ref, str(one)) for one in accounts]

    def chosen(self) -> tuple[Any, str]:
        """(account or None, text)."""
        values = self.cleaned_data if self.is_valid() else {}
        by_ref = {one.ref: one for one in self.accounts}
        account = by_ref.get(values.get("account", "")) or next(iter(self.accounts), None)
        return account, (values.get("text") or "").strip()


class RefundForm(forms.Form):
    """Over-paid money back to the account it came from."""

    amount_fen = YuanField(label=_("Amount to refund (yuan)"))
    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    bank_name = forms.CharField(label=_("Payer's bank and branch"), max_length=60)
    payee_name = forms.CharField(label=_("Payer's account name"), max_length=60, required=False)
    account_number = forms.CharField(
        label=_("Payer's account number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": PAPERS}),
        help_text=_("The unit's request or the bank slip: PDF or picture."),
    )

    def __init__(self, *args: Any, line: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line.payer_account_tail:
            del self.fields["account_number"]
        if line.payer_name:
            del self.fields["payee_name"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class RefundFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *RefundState.choices]
    )

    def filters(self) -> dict[str, Any]:
        return dict(self.cleaned_data) if self.is_valid() else {}


class SlipForm(forms.Form):
    """A unit says that it paid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="slip_%s", **kwargs)

    amount_fen = YuanField(label=_("Amount paid (yuan)"))
    paid_on = DayField(label=_("Paid on"))
    bank_reference = forms.CharField(
        label=_("Bank reference"),
        max_length=64,
        required=False,
        help_text=_("If the slip shows one: the money is found sooner."),
    )
    file = forms.FileField(
        label=_("Bank slip"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": PAPERS}),
        help_text=_("PDF or picture."),
    )


class InstalmentsForm(forms.Form):
    """Days and amounts, as many rows as are filled."""

    reason = forms.CharField(label=_("Why in parts"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="part_%s", **kwargs)
        for number in range(1, PARTS + 1):
            day, amount = DayField(required=False), YuanField(required=False)
            day.label = gettext("Day of part %(number)s") % {"number": number}
            amount.label = gettext("Amount of part %(number)s (yuan)") % {"number": number}
            self.fields[f"day_{number}"], self.fields[f"amount_{number}"] = day, amount

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"day_{n}"], self[f"amount_{n}"]) for n in range(1, PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in range(1, PARTS + 1):
            day, amount = values.get(f"day_{number}"), values.get(f"amount_{number}")
            if bool(day) != bool(amount) and f"amount_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("A part needs its day and its amount."))
        return values

    def parts(self) -> list[tuple[date, int]]:
        rows = (
            (self.cleaned_data.get(f"day_{n}"), self.cleaned_data.get(f"amount_{n}"))
            for n in range(1, PARTS + 1)
        )
        return [(day, fen) for day, fen in rows if day and fen]


class ArrearsFilter(forms.Form):
    """Filters that live in the address."""

    bucket = forms.ChoiceField(
        label=_("Overdue for"), required=False, choices=[("", _("All")), *AgeBucket.choices]
    )
    plan = forms.ChoiceField(label=_("Plan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_english = (get_language() or "").startswith("en")
        self.fields["plan"].choices = [("", gettext("All"))] + [
            (plan.code, f"{plan.code} {plan.name_en if is_english else plan.name_zh}")
            for plan in plans()
        ]

    def filters(self) -> dict[str, Any]:
        return dict(self.cleaned_data) if self.is_valid() else {}


def split_of(typed: Any) -> tuple[dict[str, int], dict[str, str]]:
    """({due: fen}, {due: what is wrong}) of the inputs `fen_<due>` of a split by hand."""
    amounts: dict[str, int] = {}
    faults: dict[str, str] = {}
    for name, value in typed.items():
        if not name.startswith("fen_") or not value.strip():
            continue
        try:
            amounts[name[4:]] = parse_yuan(value)
        except Refusal as refusal:
            faults[name[4:]] = refusal.text(get_language() or "zh")
    return amounts, faults
