"""What `check` finds, as the editor's page shows it: by line, named in the reader's language.

The language of terms explains its faults in English; here each kind has its Chinese name, and the
explanation stands beneath it with the values that it quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES: dict[str, Any] = {
    "bad_yaml": _("The layout of the document is broken"),
    "empty": _("The document is empty"),
    "alias": _("Anchors and aliases are not allowed"),
    "repeated_key": _("The same key twice"),
    "unknown_key": _("A key that is not known here"),
    "missing_key": _("Something is missing here"),
    "not_a_mapping": _("Keys and values belong here"),
    "not_a_list": _("A list belongs here"),
    "not_one_key": _("Exactly one entry belongs here"),
    "no_kind": _("The clause does not say its kind"),
    "unknown_kind": _("A kind that does not exist"),
    "not_in_list": _("A word that is not allowed here"),
    "wrong_type": _("Not what belongs here"),
    "not_a_quantity": _("A number without its unit"),
    "wrong_unit": _("The wrong unit"),
    "units_mixed": _("Units are mixed"),
    "not_a_table": _("Not a table of values"),
    "unknown_axis": _("A table cannot choose by this"),
    "unknown_row": _("A row that is no value of the table"),
    "rows_overlap": _("Rows of a table overlap"),
    "name_used_twice": _("A name is used twice"),
    "no_event_inside_cover": _("No rule that the event falls inside the cover"),
    "wrong_language": _("Another version of the language"),
    "dates_out_of_order": _("Dates in the wrong order"),
    "no_conditions": _("No condition is named"),
    "not_dated": _("The benefit names no date"),
    "no_value": _("The parameter has no value"),
    "editions_gap": _("Editions leave a gap"),
    "editions_overlap": _("Editions overlap"),
    "bands_out_of_order": _("Bands out of order"),
    "unreachable": _("A rule that can never answer"),
    "unreachable_row": _("A row that can never be reached"),
    "unreachable_band": _("A band that can never be reached"),
    "unreachable_window": _("A window that can never be reached"),
    "article_without_clause": _("The article has no rule"),
    "sentence_without_clause": _("A sentence that no rule carries out"),
    "quotation_not_found": _("The quotation is not in the article"),
    "word_undeclared": _("A word that is not declared"),
    "article_number_twice": _("The same article number twice"),
    "article_without_text": _("The article has no words"),
    "bad_icd_code": _("No such ICD-10 code"),
    "bands_gap": _("Bands leave a gap"),
    "bands_overlap": _("Bands overlap"),
    "windows_gap": _("Windows leave a gap"),
    "windows_overlap": _("Windows overlap"),
    "benefit_undefined": _("A benefit that does not exist"),
    "cap_below_floor": _("A cap below a floor"),
    "cap_undefined": _("A cap that does not exist"),
    "undefined_cap": _("A cap that does not exist"),
    "cap_unused": _("A cap that nothing uses"),
    "change_unnoticed": _("A change that no case would notice"),
    "circular": _("Parameters that refer to one another"),
    "clause_not_needed": _("A rule beside the mark that none is needed"),
    "code_listed_twice": _("A diagnosis code listed twice"),
    "dates_gap": _("Dates leave a gap"),
    "entry_without_code": _("A disease without its code"),
    "exceptions_unordered": _("Two exceptions without an order"),
    "list_undefined": _("A disease list that does not exist"),
    "list_unused": _("A disease list that nothing uses"),
    "negative": _("A number below nought"),
    "no_range": _("A range without its ends"),
    "range_out_of_order": _("A range in the wrong order"),
    "no_such_grade": _("No such grade"),
    "no_value_yet": _("No value on that day yet"),
    "not_constant": _("Not one fixed number"),
    "not_exact": _("Not an exact number"),
    "not_whole": _("Not a whole number"),
    "parameter_undefined": _("A parameter that is not defined"),
    "undefined_parameter": _("A parameter that is not defined"),
    "parameter_unused": _("A parameter that nothing uses"),
    "parameter_without_source": _("The parameter has no source"),
    "rows_gap": _("Rows of a table leave a gap"),
    "split_not_the_fee": _("The parts do not make the fee"),
    "step_after_cap": _("A step after the cap"),
    "step_not_plain": _("A step that cannot stand here"),
    "too_deep": _("Nested too deeply"),
    "too_large": _("The document is too large"),
    "too_many_clauses": _("Too many rules"),
    "two_exceptions": _("Two exceptions answer at once"),
    "unreadable": _("The document cannot be read"),
    "no_cases": _("There are no cases"),
    "bad_case": _("A case is not complete"),
    "case_fails": _("A case comes out otherwise"),
    "not_covered": _("No case tries this"),
}


def shown_faults(faults: Iterable[Any]) -> list[dict[str, Any]]:
    """Faults with their names, ready for the page and for the editor's margin."""
    return [
        {
            "code": fault.code,
            "name": str(NAMES.get(fault.code, fault.code.replace("_", " "))),
            "part": fault.part,
            "line": fault.line,
            "article": fault.article,
            "what": fault.what.split("\n", 1)[0],
            "more": fault.what.partition("\n")[2],
            "remedy": fault.remedy,
        }
        for fault in faults
    ]
