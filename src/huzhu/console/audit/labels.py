"""Acts and kinds of object in the reader's language; an unknown one shows as it is written."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "account": _("Account"),
    "organisation": _("Organisation"),
    "person": _("Member"),
    "edition": _("Edition of a plan"),
    "roster": _("Roster"),
    "enrolment": _("Enrolment"),
    "cover": _("Cover"),
    "claim": _("Claim"),
    "expected_receipt": _("Expected receipt"),
    "receipt": _("Receipt"),
    "instruction": _("Payment instruction"),
    "batch": _("Payment batch"),
    "book": _("Book"),
    "transaction": _("Ledger transaction"),
    "attachment": _("Attachment"),
}
ACTS = {
    "log_in": _("Logged in"),
    "log_out": _("Logged out"),
    "fail_log_in": _("Failed to log in"),
    "create_account": _("Created an account"),
    "change_password": _("Changed the password"),
    "create_organisation": _("Added an organisation"),
    "appoint": _("Appointed somebody"),
    "publish_edition": _("Published an edition"),
    "register_people": _("Registered people"),
    "change_payout_account": _("Changed a bank account"),
    "change_name": _("Changed a name"),
    "reveal_numbers": _("Saw numbers unmasked"),
    "receive_roster": _("Uploaded a roster"),
    "check_roster": _("Checked a roster"),
    "ask_posting": _("Asked to post a roster"),
    "post_roster": _("Posted a roster"),
    "enrol_people": _("Enrolled people"),
    "mark_contribution_paid": _("Noted a contribution as paid"),
    "terminate_cover": _("Ended a cover"),
    "open_claim": _("Opened a claim"),
    "add_paper": _("Added a paper"),
    "file_claim": _("Filed a claim"),
    "adjudicate_claim": _("Adjudicated a claim"),
    "approve_claim": _("Approved a claim"),
    "return_claim": _("Returned a claim"),
    "refuse_claim": _("Refused a claim"),
    "mark_claim_paid": _("Noted a claim as paid"),
    "mark_payment_failed": _("Noted a failed payment"),
    "register_expected_receipt": _("Registered money expected"),
    "record_receipt": _("Recorded a receipt"),
    "issue_instruction": _("Issued a payment instruction"),
    "reissue_instruction": _("Issued a payment again"),
    "make_batch": _("Made a payment batch"),
    "check_batch": _("Checked a payment batch"),
    "release_batch": _("Released a payment batch"),
    "open_bank_file": _("Opened a bank file"),
    "import_bank_return": _("Imported the bank's answer"),
    "open_book": _("Opened a book"),
    "post_transaction": _("Posted to the ledger"),
    "reverse_transaction": _("Reversed a posting"),
    "keep_file": _("Stored a file"),
}


def act_label(act: str) -> str:
    return str(ACTS.get(act, act))


def object_label(kind: str) -> str:
    return str(OBJECTS.get(kind, kind))
