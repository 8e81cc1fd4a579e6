"""What is recorded of a person and of an employment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


class PersonClass(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    MODEL = "model", _("Model worker")
    HARDSHIP = "hardship", _("In hardship")


class IdentityKind(models.TextChoices):
    """As `kernel.identity` reads them."""

    RESIDENT = "resident", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    HK_MACAO_PERMIT = "hk_macao_permit", _("Hong Kong or Macao permit")
    TAIWAN_PERMIT = "taiwan_permit", _("Taiwan permit")
    FOREIGNER_PERMIT = "foreigner_permit", _("Foreigner's permanent residence card")


class EmploymentForm(models.TextChoices):
    PERMANENT = "permanent", _("Permanent")
    CONTRACT = "contract", _("Contract")
    TEMPORARY = "temporary", _("Temporary")
