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
    DEPENDANT = "dependant", _("Child of a worker")


class EndReason(models.TextChoices):
    """Why an employment ended. A child's place ends in the same ways."""

    LEFT = "left", _("Left the unit")
    RETIRED = "retired", _("Retired")
    MOVED = "moved", _("Moved to another unit")
    DIED = "died", _("Died")
    MERGED = "merged", _("Record merged into another")


class TieKind(models.TextChoices):
    """What a child is to the parent."""

    SON = "son", _("Son")
    DAUGHTER = "daughter", _("Daughter")
    ADOPTED = "adopted", _("Adopted child")
    STEP = "step", _("Stepchild")


class ConsentKind(models.TextChoices):
    """What is agreed to apart (PIPL articles 28, 29 and 31)."""

    SENSITIVE_DATA = "sensitive_data", _("Identity and account numbers")
    UNDER_14 = "under_14", _("Data of a child under 14")
    HEALTH_CLAIMS = "health_claims", _("Health data for claims")


class ConsentChannel(models.TextChoices):
    PAPER = "paper", _("Signed paper")
    UNIT_LIST = "unit_list", _("Signed list kept by the unit")
    ONLINE = "online", _("Online, by the person")


class ChangeKind(models.TextChoices):
    PARTICULARS = "particulars", _("Change of particulars")
    MERGE = "merge", _("Merging of two records")


class ChangeState(models.TextChoices):
    REQUESTED = "requested", _("Waiting for approval")
    APPROVED = "approved", _("In effect")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
