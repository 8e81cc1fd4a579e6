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
