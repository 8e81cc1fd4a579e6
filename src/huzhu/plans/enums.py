"""Where a draft of an edition stands, and where the replay of one stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Submitted for publication")
    RETURNED = "returned", _("Returned to its author")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PUBLISHED = "published", _("Published")


class ReplayState(models.TextChoices):
    WAITING = "waiting", _("Waiting its turn")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Could not be run")


class ReplaySource(models.TextChoices):
    CLAIMS = "claims", _("Claims on file")
    FILE = "file", _("Uploaded claims file")


class EditionState(models.TextChoices):
    """Follows from the dates of a published edition and of those published beside it."""

    COMING = "coming", _("Published, not begun yet")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    ENDED = "ended", _("Ended")
