"""Who somebody is by a document: its kinds, their numbers; phone and account numbers beside them.

Nothing here ever puts a whole number into a message or a `repr`.
"""

from huzhu.kernel.identity.documents import (
    BadDocumentNumber,
    BirthNotStated,
    DocumentKindUnknown,
    DocumentOfAnotherKind,
    SexNotStated,
    document_kind,
    indexed_readings,
    parse_document,
)
from huzhu.kernel.identity.numbers import (
    is_phone,
    luhn_ok,
    mask_account,
    mask_identity,
    mask_phone,
    normalise,
    normalise_phone,
)
from huzhu.kernel.identity.resident import (
    BadIdentityBirthDate,
    BadIdentityCharacters,
    BadIdentityCheckDigit,
    BadIdentityLength,
    Identity,
    Kind,
    Sex,
    age_on,
    check_character,
    demo_identity,
    parse_identity,
)

__all__ = [
    "BadDocumentNumber",
    "BadIdentityBirthDate",
    "BadIdentityCharacters",
    "BadIdentityCheckDigit",
    "BadIdentityLength",
    "BirthNotStated",
    "DocumentKindUnknown",
    "DocumentOfAnotherKind",
    "Identity",
    "Kind",
    "Sex",
    "SexNotStated",
    "age_on",
    "check_character",
    "demo_identity",
    "document_kind",
    "indexed_readings",
    "is_phone",
    "luhn_ok",
    "mask_account",
    "mask_identity",
    "mask_phone",
    "normalise",
    "normalise_phone",
    "parse_document",
    "parse_identity",
]
