"""What is typed on the pages of members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.kernel.identity import Identity, parse_document
from huzhu.members.actions import Agreed, Evidence, Wanted
from huzhu.members.enums import (
    ChangeState,
    ConsentChannel,
    ConsentKind,
    EndReason,
    IdentityKind,
    Sex,
    TieKind,
)
from huzhu.members.models import Person

_GOING = (EndReason.MOVED, EndReason.RETIRED, EndReason.LEFT)
_QUIET = {"autocomplete": "off"}
_PAPERS = {"accept": ".pdf,.jpg,.jpeg,.png"}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, document, mobile or account number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "data-autofocus": ""}
        ),
    )


class AccountForm(forms.Form):
    bank_name = forms.CharField(label=_("Bank"), max_length=60)
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class Changes(forms.Form):
    """Which requests are shown."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *ChangeState.choices]
    )


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def _text(label: Any, *, longest: int = 60, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs=_QUIET), **options
    )


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


def _paper(label: Any, **options: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=_("A picture or a PDF, at most 20 MB."),
        widget=forms.FileInput(attrs=_PAPERS),
        **options,
    )


class PaperForm(forms.Form):
    """A form that may bring a paper along, as `file`."""

    @property
    def evidence(self) -> Evidence | None:
        upload = self.cleaned_data.get("file")
        return Evidence(upload.name or "", upload.read()) if upload else None


class ChangeForm(PaperForm):
    """Everything may be left empty that stays as it is."""

    name = _text(_("New name"), required=False)
    identity_kind = forms.ChoiceField(
        label=_("Document"), required=False, choices=IdentityKind.choices
    )
    identity_number = _text(_("New document number"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", "—"), *Sex.choices],
        help_text=_("Only where the number does not tell sex and date of birth."),
    )
    birth_on = _day(_("Born on"), required=False)
    phone = _text(_("New mobile number"), longest=20, required=False)
    why = _why()
    file = _paper(_("Proof of the change"), required=False)

    def wanted(self, person: Person) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            name=given["name"] or None,
            identity=self._identity(person) if given["identity_number"] else None,
            phone=given["phone"] or None,
        )

    def _identity(self, person: Person) -> Identity:
        given = self.cleaned_data
        return parse_document(
            given["identity_kind"],
            given["identity_number"],
            sex=given["sex"] or person.sex,
            birth_on=given["birth_on"] or person.birth_on,
        )


class GoingForm(forms.Form):
    """Where people go, or that and why they leave."""

    what = forms.ChoiceField(
        label=_("Kind of change"),
        choices=[(reason.value, reason.label) for reason in _GOING],
    )
    on = _day(_("Day"), help_text=_("Of a move the first day there, else the last day here."))
    target = _text(
        _("New unit"),
        longest=120,
        required=False,
        help_text=_("Of a move: code or full name of the unit."),
    )


class PlaceForm(GoingForm):
    """The same of one person, who may stand at several units."""

    unit = forms.ChoiceField(label=_("Unit now"))
    field_order = ("unit", "what", "on", "target")

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = places


class DeathForm(PaperForm):
    on = _day(_("Died on"))
    file = _paper(_("Proof of death"), required=False)


class TieForm(forms.Form):
    """The other one of a family, found by a number."""

    other = _text(
        _("The other person"), help_text=_("Member number, or a whole document or mobile number.")
    )
    role = forms.ChoiceField(
        label=_("The other person is"),
        choices=[("child", _("the child")), ("parent", _("the parent"))],
    )
    kind = forms.ChoiceField(label=_("The child is a"), choices=TieKind.choices)


class ConsentForm(PaperForm):
    kind = forms.ChoiceField(label=_("Agreed to"), choices=ConsentKind.choices)
    channel = forms.ChoiceField(label=_("How"), choices=ConsentChannel.choices)
    text_version = _text(
        _("Version of the text"), longest=40, help_text=_("As printed at its foot, such as 2026-1.")
    )
    given_on = _day(_("Agreed on"))
    guardian_name = _text(
        _("Guardian"),
        required=False,
        help_text=_("For children under 14; left empty, the recorded parent."),
    )
    file = _paper(_("Signed consent"), required=False)

    @property
    def agreed(self) -> Agreed:
        given = self.cleaned_data
        return Agreed(
            ConsentKind(given["kind"]),
            ConsentChannel(given["channel"]),
            given["text_version"],
            given["given_on"],
        )


class MergeForm(PaperForm):
    other = _text(
        _("The other record"),
        help_text=_("Its member number. That record will point to this one, which stays."),
    )
    why = _why()
    file = _paper(_("Proof that they are one person"), required=False)
