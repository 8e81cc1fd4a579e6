"""The fields of the vocabulary that the columnar evaluator reads, kind by kind.

A kind or a field that is added to the language is not in this table. Until it is
carried out in columns, editions that use it are decided by the reference as a
whole: slower, never differently. A test names what is missing here.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from .. import clauses as c
from .. import nodes as n
from ..edition import DatedValue, Edition, Parameter
from ..family import Family
from ..values import Choice

#: By class, the names of the fields that decide something; `id` and `says` never do.
READ: dict[type[Any], str] = {
    n.AgeWithin: "at_least at_most on",
    n.CauseIs: "among",
    n.CircumstanceIs: "among",
    n.CoverYearsWithin: "at_least at_most",
    n.DaysBetween: "from_ to at_least at_most",
    n.GradeWithin: "at_least at_most",
    n.DiseaseIn: "lists",
    n.EmploymentIs: "among",
    n.EventKindIs: "among",
    n.HasBill: "wanted",
    n.HazardClassWithin: "at_least at_most",
    n.HospitalDesignated: "wanted",
    n.HospitalGradeIs: "among",
    n.InsuredIs: "wanted",
    n.MembershipYearsWithin: "at_least at_most",
    n.OrdinalWithin: "at_least at_most",
    n.PaidBeside: "among",
    n.PersonClassIs: "among",
    n.RelationIs: "among",
    n.SeverityIs: "among",
    n.SexIs: "among",
    n.SharesWithin: "at_least at_most",
    n.StayDaysWithin: "at_least at_most",
    n.TierIs: "among",
    n.Amount: "of",
    n.BillComponents: "components",
    n.BillTotal: "",
    n.Borne: "",
    n.Burns: "amount several",
    n.Daily: "amount beyond at_most counting at_most_in_period",
    n.DailyBands: "bands counting",
    n.Items: "codes each at_most per",
    n.ToOfficer: "reason",
    n.TopUp: "to benefits",
    n.Accumulated: "name steps over",
    n.AtBurns: "rate several at_most",
    n.AtGrade: "rate several at_most",
    n.BandedAmount: "bands edges published_edges",
    n.UnderCap: "name",
    n.AtMost: "amount",
    n.Deductible: "amount per name",
    n.AtLeast: "amount",
    n.IndemnityLimit: "across_plans share",
    n.Less: "components",
    n.LessBeside: "plans",
    n.LessPaid: "benefits over",
    n.MinimumPayment: "amount",
    n.Plus: "amount",
    n.ProgressiveBands: "bands published_edges",
    n.AtRate: "rate",
    n.Round: "how",
    n.Threshold: "amount reached",
    n.TimesShares: "",
    n.WholeBands: "bands edges published_edges",
    n.PaysInstead: "amount label per_share ends_cover",
    n.PaysNothing: "",
    n.PaysReduced: "rate",
    n.AsksOfficer: "reason",
    c.AgeAtStart: "youngest oldest sex oldest_at_renewal youngest_days",
    c.BasicMedicalRequired: "",
    c.Benefit: "label when dated_by start steps ends_cover exception_to unless in_force",
    c.BillAddsUp: "",
    c.Cap: "limit per per_share",
    c.Continuity: "gap edge",
    c.EmploymentAmong: "among",
    c.EventInsideCover: "date",
    c.Exclusion: "when reason benefits unless",
    c.FilingLimit: "within after late benefits",
    c.HazardClass: "worst",
    c.MembershipYears: "reckoned on",
    c.MutuallyExclusive: "benefits keep across",
    c.PreExisting: "benefits reckoned_from",
    c.Refer: "when reason benefits unless",
    c.RelationAmong: "among",
    c.FinalRounding: "how",
    c.SameDisease: "benefits same pairs per",
    c.SexOnly: "sex",
    c.SharesLimit: "most excess",
    c.TimesLimit: "most per benefits",
    c.Waiting: "windows benefits causes waived_at_renewal waived_for_added_plan not_for_holders_of",
    n.Band: "above rate up_to",
    n.AmountBand: "above pays up_to",
    n.DayBand: "amount through",
    c.Window: "through_day result from_day",
    c.SeverityPair: "earlier now result",
    c.InForce: "from_ until",
    Choice: "by rows otherwise",
    Parameter: "unit source sourced value values note",
    DatedValue: "from_ value source sourced",
}
#: Clauses that enrolment reads, and the evaluator does not.
ENROLS: tuple[type[c.Clause], ...] = (
    c.Checklist,
    c.CoverStart,
    c.EqualShares,
    c.Fee,
    c.Joining,
    c.Participation,
    c.Period,
)


def unread(edition: Edition) -> list[str]:
    """What this edition says that is not carried out in columns, as `kind` or `kind.field`."""
    found: set[str] = set()
    for _, clause in edition.clauses():
        if not isinstance(clause, ENROLS):
            _look(clause, found)
    for _, parameter in edition.parameters:
        _look(parameter, found)
    return sorted(found)


def _look(held: Any, found: set[str]) -> None:
    if isinstance(held, tuple):
        for item in held:
            _look(item, found)
    elif is_dataclass(held) and not isinstance(held, type):
        known = READ.get(type(held))
        name = getattr(held, "kind", type(held).__name__)
        if known is None and isinstance(held, Family):
            found.add(name)
        for entry in fields(held):
            value = getattr(held, entry.name)
            said = entry.default is MISSING or value != entry.default
            if said and known is not None and entry.name not in (*known.split(), "id", "says"):
                found.add(f"{name}.{entry.name}")
            _look(value, found)
