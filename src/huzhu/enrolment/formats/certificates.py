"""The certificate of cover as PDF: what stands in it, and its setting by typst."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import segno

from huzhu.kernel.clock import format_date
from huzhu.kernel.paper import typeset
from huzhu.kernel.periods import Period

_TEMPLATE = Path(__file__).parent / "certificate.typ"


@dataclass(frozen=True)
class ListedPerson:
    """A line of a whole unit's certificate; name and number are masked already."""

    name: str
    identity: str
    shares: int
    tier: str


@dataclass(frozen=True)
class CertificatePaper:
    """One person's (`name`, `identity`, `shares`, `tier`), or a whole list's (`people`)."""

    ref: str
    code: str
    unit: str
    plan: str
    edition: str
    period: Period
    issuer: str
    issued_on: date
    cover_ref: str = ""
    name: str = ""
    identity: str = ""
    shares: int = 1
    tier: str = ""
    people: Sequence[ListedPerson] = ()


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "职工互助保障参保凭证",
        "text": "兹证明下列职工已参加职工互助保障，保障内容以所列方案及版本的条款为准。",
        "name": "职工",
        "identity": "身份证号",
        "people": "参保人数",
        "persons": "{n} 人，名单附后",
        "unit": "单位",
        "plan": "方案",
        "edition": "版本",
        "period": "保障期间",
        "shares": "份数",
        "tier": "档次",
        "cover": "保障编号",
        "scan": "扫码核验",
        "code": "核验码",
        "how": "持有人可扫描二维码，或在 {address} 输入核验码，查看本凭证当前是否有效。"
        "核验页面不显示姓名全称和证件号码。",
        "issuer": "出具人：{who}",
    },
    "en": {
        "title": "Certificate of mutual-aid cover",
        "text": "This certifies that the persons below take part in the employees' mutual aid, by"
        " the terms of the plan and edition named.",
        "name": "Member",
        "identity": "Identity number",
        "people": "People covered",
        "persons": "{n}, listed below",
        "unit": "Unit",
        "plan": "Plan",
        "edition": "Edition",
        "period": "Period of cover",
        "shares": "Shares",
        "tier": "Tier",
        "cover": "Cover",
        "scan": "Scan to verify",
        "code": "Code",
        "how": "Scan the picture, or enter the code at {address}, to see whether this certificate"
        " is in force today. The page shows no full name and no identity number.",
        "issuer": "Issued by {who}",
    },
}
_COLUMNS = {
    "zh": ["序号", "姓名", "身份证号", "份数", "档次"],
    "en": ["No.", "Name", "Identity number", "Shares", "Tier"],
}


def render_certificate(paper: CertificatePaper, language: str, address: str) -> bytes:
    """The PDF in "zh" or "en"; `address` is the page where its code is verified."""
    language = "en" if language == "en" else "zh"
    words = _WORDS[language]
    content = {
        "language": language,
        "words": {**words, "columns": _COLUMNS[language]},
        "ref": paper.ref,
        "head": _head(paper, words, language),
        "code": paper.code,
        "qr": _picture(f"{address}?c={paper.code}"),
        "how": words["how"].format(address=address),
        "issuer": words["issuer"].format(who=paper.issuer),
        "issued": format_date(paper.issued_on, language),
        "people": [
            [str(number), one.name, one.identity, str(one.shares), one.tier or "-"]
            for number, one in enumerate(paper.people, 1)
        ],
    }
    return typeset(_TEMPLATE, "certificate", content)


def _head(paper: CertificatePaper, words: dict[str, str], language: str) -> list[list[str]]:
    whose = (
        [[words["people"], words["persons"].format(n=len(paper.people))]]
        if paper.people
        else [[words["name"], paper.name], [words["identity"], paper.identity]]
    )
    lines = [
        *whose,
        [words["unit"], paper.unit],
        [words["plan"], paper.plan],
        [words["edition"], paper.edition],
        [words["period"], paper.period.text(language)],
    ]
    if not paper.people:
        lines.append([words["shares"], str(paper.shares)])
        if paper.tier:
            lines.append([words["tier"], paper.tier])
        lines.append([words["cover"], paper.cover_ref])
    return lines


def _picture(text: str) -> str:
    """A QR code that bears a coffee stain: error correction Q, as SVG."""
    stream = io.BytesIO()
    segno.make(text, error="q", micro=False).save(stream, kind="svg", border=2, scale=4)
    return stream.getvalue().decode()
