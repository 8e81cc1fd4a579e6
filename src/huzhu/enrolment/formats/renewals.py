"""The roster that a renewal makes, as .csv: last period's people and those who join."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

HEADERS: dict[str, str] = {
    "name": "姓名",
    "identity": "身份证号",
    "identity_kind": "证件类型",
    "sex": "性别",
    "birth": "出生日期",
    "phone": "手机",
    "form": "用工形式",
    "person_class": "困难/劳模标记",
    "insured": "是否参加职工医保",
    "shares": "份数",
    "tier": "档次",
    "shares_or_tier": "份数/档次",
    "unit_pays": "单位出资",
    "union_pays": "工会出资",
    "member_pays": "个人出资",
    "bank": "开户行",
    "account": "卡号",
    "hired_on": "入职日期",
    "group": "八大群体",
    "child_name": "子女姓名",
    "child_identity": "子女证件号",
    "child_insured": "子女医保",
    "relation": "关系",
}
ALWAYS = ("name", "identity", "insured", "shares", "tier")


def renewal_csv(lines: Iterable[Mapping[str, str]]) -> bytes:
    """Texts by field, as the roster's reader names them; the same lines give the same bytes."""
    rows: Sequence[Mapping[str, str]] = list(lines)
    used = [name for name in HEADERS if name in ALWAYS or any(row.get(name) for row in rows)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([HEADERS[name] for name in used])
    writer.writerows([row.get(name, "") for name in used] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
