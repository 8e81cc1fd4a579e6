"""Looking at a workbook before it is read: how far it unpacks, how wide and long its sheets are.

An .xlsx is a zip; a file of a few kilobytes can unpack to gigabytes, name two cells so far apart
that a reader allocates everything between them, or repeat one long text in a million cells. All
are found here by unpacking in pieces, never by trusting what the zip says of itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from huzhu.kernel.spreadsheets.troubles import (
    ExpandsTooFar,
    Limits,
    TooLong,
    TooWide,
    Unreadable,
)

REPEATED_LIMIT_BYTES = 4 << 30
_LONG_TEXT = 2_000
_PIECE = 1 << 20
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,8})["']""")
_OVERLAP = 24


def require_harmless(content: bytes, limits: Limits) -> None:
    """Raises Unreadable, ExpandsTooFar, TooWide or TooLong."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as trouble:
        raise Unreadable(str(trouble)) from None
    left = limits.unpacked_mb * 1024 * 1024
    if sum(member.file_size for member in members) > left:
        raise ExpandsTooFar(limits.unpacked_mb)
    cells, longest = 0, 0
    for member in members:
        extent = _Extent()
        for piece in _unpacked(content, member):
            left -= len(piece)
            if left < 0:
                raise ExpandsTooFar(limits.unpacked_mb)
            extent.add(piece)
        extent.require_within(limits)
        cells += extent.cells
        if "sharedstrings" in member.filename.lower():
            longest = max(longest, extent.longest_text)
    if longest > _LONG_TEXT and longest * cells > REPEATED_LIMIT_BYTES:
        raise ExpandsTooFar(limits.unpacked_mb)


class _Extent:
    """The furthest row and column that cells name in one part; a sheet may lie under any name."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self.columns: set[bytes] = set()
        self.longest_text = 0
        self._tail = b""
        self._run = 0

    def add(self, piece: bytes) -> None:
        text = self._tail + piece
        found = _CELL.findall(text)
        if not found:
            self._measure_texts(piece)
        else:
            self.cells += len(found)
            self.columns.update({column for column, _ in found})
            self.rows = max(self.rows, max(int(row) for row in {row for _, row in found}))
        self._tail = text[-_OVERLAP:]

    def _measure_texts(self, piece: bytes) -> None:
        """The longest stretch between two tags, over the borders of pieces too."""
        first, *others = piece.split(b"<")
        self._run += len(first)
        self.longest_text = max(self.longest_text, self._run)
        if others:
            self.longest_text = max(self.longest_text, *map(len, others))
            self._run = len(others[-1])

    def require_within(self, limits: Limits) -> None:
        if self.rows > limits.lines:
            raise TooLong(self.rows, limits.rows)
        widest = max((_number(column) for column in self.columns), default=0)
        if widest > limits.columns:
            raise TooWide(widest, limits.columns)


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in pieces, from the compressed data itself."""
    start = member.header_offset
    header = content[start : start + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise Unreadable("zip header")
    start += 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED or member.flag_bits & 1:
        raise Unreadable("compression or password")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes = bytes(packed)
    try:
        while rest and not inflate.eof:
            yield inflate.decompress(rest, _PIECE)
            rest = inflate.unconsumed_tail
    except zlib.error as trouble:
        raise Unreadable(str(trouble)) from None


def _number(column: bytes) -> int:
    """ "A" is 1, "Z" 26, "AA" 27."""
    total = 0
    for letter in column:
        total = total * 26 + letter - 64
    return total
