"""The form that binds a unit's handler, as PDF: what stands in it, and its setting by typst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huzhu.kernel.clock import format_date
from huzhu.kernel.paper import typeset

_TEMPLATE = Path(__file__).parent / "binding.typ"


@dataclass(frozen=True)
class BindingForm:
    """`code` is empty for a unit yet to be registered, `old_handler` where nobody is bound."""

    ref: str
    unit: str
    code: str
    above: Sequence[str]
    old_handler: str
    new_handler: str
    username: str
    printed_on: date


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "单位代办员绑定表",
        "ref": "申请编号",
        "unit": "单位名称",
        "code": "单位代码",
        "above": "所属工会",
        "new_code": "（登记生效后给定）",
        "old": "现任代办员",
        "nobody": "（尚无）",
        "new": "新任代办员",
        "username": "用户名",
        "text": "兹委托上述新任代办员为本单位办理职工互助保障的参保、缴费、理赔申请等事宜。"
        "自市总工会审核通过之日起，新任代办员开始履职，现任代办员的绑定同时解除。"
        "代办员应如实提交职工资料，妥善保管职工个人信息，不得用于其他用途，账号不得转借他人。",
        "signed": "新任代办员（签名）",
        "handed": "现任代办员（签名）",
        "chair": "工会主席（签名）",
        "day": "年      月      日",
        "stamp": "（加盖工会印章）",
        "how": "打印、签名并加盖工会印章后，将本表扫描或拍照上传到申请 {ref}。打印日期：{on}。",
    },
    "en": {
        "title": "Binding of a unit's handler",
        "ref": "Application",
        "unit": "Unit",
        "code": "Unit code",
        "above": "Belongs to",
        "new_code": "(given once registered)",
        "old": "Handler so far",
        "nobody": "(nobody)",
        "new": "New handler",
        "username": "User name",
        "text": "The unit charges the new handler named above with enrolment, contributions and"
        " claims of mutual aid. From the day on which the city's union approves, the new handler"
        " acts and the binding of the one so far ends. The handler hands in true papers, keeps"
        " members' personal data safe, uses them for nothing else and lends the account to nobody.",
        "signed": "New handler (signature)",
        "handed": "Handler so far (signature)",
        "chair": "Chair of the union (signature)",
        "day": "Date",
        "stamp": "(stamp of the union)",
        "how": "Print, sign and stamp it, then upload a scan or picture to application {ref}."
        " Printed on {on}.",
    },
}


def render_binding_form(form: BindingForm, language: str) -> bytes:
    """The form as PDF, in "zh" or "en"."""
    words = _WORDS["en" if language == "en" else "zh"]
    content = {
        "language": "en" if language == "en" else "zh",
        "words": words,
        "head": [
            [words["ref"], form.ref],
            [words["unit"], form.unit],
            [words["code"], form.code or words["new_code"]],
            [words["above"], " · ".join(form.above)],
            [words["old"], form.old_handler or words["nobody"]],
            [words["new"], form.new_handler],
            [words["username"], form.username],
        ],
        "signatures": [
            words["signed"],
            *([words["handed"]] if form.old_handler else []),
            words["chair"],
        ],
        "how": words["how"].format(ref=form.ref, on=format_date(form.printed_on, language)),
    }
    return typeset(_TEMPLATE, "form", content)
