"""Kinds of organisation, departments and roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    OFFICE = "office", _("Provincial office")
    CITY = "city", _("City handling body")
    INDUSTRY = "industry", _("Provincial industry union")
    COUNTY = "county", _("County handling point")
    UNIT = "unit", _("Employer's union")


class DepartmentCode(models.TextChoices):
    DEVELOPMENT = "development", _("Development")
    CLAIMS_ONE = "claims_one", _("Claims, first department")
    CLAIMS_TWO = "claims_two", _("Claims, second department")
    FINANCE = "finance", _("Finance")
    COMPLIANCE = "compliance", _("Compliance and supervision")
    SERVICES = "services", _("General services")


class Role(models.TextChoices):
    UNIT_HANDLER = "unit_handler", _("Unit handler")
    COUNTY_HANDLER = "county_handler", _("County handler")
    CITY_OFFICER = "city_officer", _("City officer")
    CLAIMS_OFFICER = "claims_officer", _("Claims officer")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    COMPLIANCE_OFFICER = "compliance_officer", _("Compliance officer")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    OFFICE_DIRECTOR = "office_director", _("Office director")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")


HANDLERS = (Role.UNIT_HANDLER, Role.COUNTY_HANDLER, Role.CITY_OFFICER)
WITHOUT_BUSINESS_DATA = (Role.SYSTEM_ADMINISTRATOR,)


class UnitLevel(models.TextChoices):
    """Which level of government or union the unit belongs to (隶属)."""

    CENTRAL = "central", _("Central, in the province")
    PROVINCIAL = "provincial", _("Provincial")
    MUNICIPAL = "municipal", _("Municipal")
    COUNTY = "county", _("County or district")
    TOWNSHIP = "township", _("Township or street")


class UnitForm(models.TextChoices):
    """How the union is formed. A joint union need not be a legal person."""

    SINGLE = "single", _("Union of one employer")
    JOINT = "joint", _("Joint union of several employers")
    INDUSTRY = "industry", _("Industry federation")
    AREA = "area", _("Area federation")


class Industry(models.TextChoices):
    """The sections of GB/T 4754-2017."""

    A = "A", _("Agriculture, forestry, husbandry and fishery")
    B = "B", _("Mining")
    C = "C", _("Manufacturing")
    D = "D", _("Electricity, heat, gas and water")
    E = "E", _("Construction")
    F = "F", _("Wholesale and retail")
    G = "G", _("Transport, storage and post")
    H = "H", _("Accommodation and catering")
    I = "I", _("Information and software")  # noqa: E741
    J = "J", _("Financial services")
    K = "K", _("Real estate")
    L = "L", _("Leasing and business services")
    M = "M", _("Research and technical services")
    N = "N", _("Water, environment and public facilities")
    O = "O", _("Residents' services and repair")  # noqa: E741
    P = "P", _("Education")
    Q = "Q", _("Health and social work")
    R = "R", _("Culture, sports and entertainment")
    S = "S", _("Public administration and social organisations")
    T = "T", _("International organisations")


class HeadcountProof(models.TextChoices):
    STAFF_REPORT = "staff_report", _("Staff report of the month")
    INSURANCE = "insurance", _("Social-insurance payment notice")


class ApplicationKind(models.TextChoices):
    REGISTER = "register", _("Registration")
    EDIT = "edit", _("Change of particulars")
    CHANGE_HANDLER = "change_handler", _("Change of handler")
    MERGE = "merge", _("Merger")
    SPLIT = "split", _("Division")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Saved, not yet filed")
    SUBMITTED = "submitted", _("With the city for review")
    RETURNED = "returned", _("Returned for completion")
    APPROVED = "approved", _("In effect")
    WITHDRAWN = "withdrawn", _("Withdrawn by the filer")


class UnitPaperKind(models.TextChoices):
    APPROVAL = "approval", _("Approval of the union")
    CERTIFICATE = "certificate", _("Union legal-person certificate")
    HEADCOUNT = "headcount", _("Proof of headcount")
    BINDING = "binding", _("Stamped handler form")
    RESOLUTION = "resolution", _("Decision to merge or divide")
    OTHER = "other", _("Other paper")


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("Merged into")
    SPLIT = "split", _("Divided into")


OPEN_STATES = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED)
EDITABLE_STATES = (ApplicationState.DRAFT, ApplicationState.RETURNED)
