"""Path converters: what a reference or a division may look like in an address."""

from django.urls import register_converter
from django.urls.converters import get_converters

from huzhu.kernel.references import check_reference, normalise_reference


class ReferenceConverter:
    """A reference number, small letters allowed. A wrong check character is answered by 404,
    before any query runs."""

    regex = r"[A-Za-z]{1,4}[0-9]{4}-?[0-9]{7,12}-?[0-9A-Za-z]"

    def to_python(self, value: str) -> str:
        """The reference as it is written. Raises `ValueError`, which Django answers by 404."""
        if not check_reference(value):
            raise ValueError(f"{value} is not a reference.")
        return normalise_reference(value)

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class DivisionConverter:
    """The six digits of an administrative division (GB/T 2260)."""

    regex = r"[0-9]{6}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class OrganisationCodeConverter:
    """An organisation: a division's six digits, or a reference of our own."""

    regex = f"{DivisionConverter.regex}|{ReferenceConverter.regex}"

    def to_python(self, value: str) -> str:
        """The code as it is written. Raises `ValueError`, which Django answers by 404."""
        if len(value) == 6 and value.isdigit():
            return value
        return ReferenceConverter().to_python(value)

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


CONVERTERS: dict[str, type] = {
    "reference": ReferenceConverter,
    "division": DivisionConverter,
    "orgcode": OrganisationCodeConverter,
}


def register_all() -> None:
    """Make the converters known to Django; calling it again does nothing."""
    for name, converter in CONVERTERS.items():
        if name not in get_converters():
            register_converter(converter, name)
