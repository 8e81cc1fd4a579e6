"""What a file is, told by its content; never by its name."""

from __future__ import annotations

import puremagic

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
TEXT = "text/csv"
UNKNOWN = "application/octet-stream"
PAPERS = (PDF, JPEG, PNG)
TABLES = (XLSX, XLS, TEXT)

_SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))


def content_type(content: bytes) -> str:
    """The media type of bytes; UNKNOWN when nothing is recognised."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return XLSX if b"xl/" in content or b"[Content_Types].xml" in content else "application/zip"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return XLS
    if _is_text(content):
        return TEXT
    try:
        return puremagic.from_string(content[:8192], mime=True) or UNKNOWN
    except puremagic.PureError:
        return UNKNOWN


def _is_text(content: bytes) -> bool:
    if b"\x00" in content[:4096]:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
