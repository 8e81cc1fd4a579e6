"""Two papers for a unit, as PDF: the request to pay (缴费通知书), and the receipt (收据)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huzhu.kernel.clock import format_date
from huzhu.kernel.money import capital, yuan
from huzhu.kernel.paper import typeset

_INVOICE = Path(__file__).parent / "invoice.typ"
_RECEIPT = Path(__file__).parent / "receipt.typ"


@dataclass(frozen=True)
class InvoiceRow:
    """One due. `persons`, `period` and `sources`, (who, fen), are the enrolment's, where known."""

    ref: str
    owner_ref: str
    plan: str
    amount_fen: int
    persons: int = 0
    period: str = ""
    sources: Sequence[tuple[str, int]] = ()
    instalments: Sequence[tuple[date, int]] = ()


@dataclass(frozen=True)
class InvoicePaper:
    """`purpose` is what the payer should write on the transfer, so that it is found again."""

    ref: str
    unit: str
    rows: Sequence[InvoiceRow]
    due_on: date
    issued_on: date
    office: str
    account_name: str
    bank_name: str
    account_number: str
    purpose: str

    @property
    def total_fen(self) -> int:
        return sum(row.amount_fen for row in self.rows)


@dataclass(frozen=True)
class ReceiptPaper:
    """`left_fen` is what is still outstanding of the due; `is_undone` stamps the paper void."""

    ref: str
    unit: str
    office: str
    plan: str
    owner_ref: str
    amount_fen: int
    received_on: date
    bank_reference: str
    due_fen: int
    left_fen: int
    printed_on: date
    is_undone: bool = False


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "invoice": "职工互助保障缴费通知书",
        "number": "编号",
        "unit": "缴费单位",
        "head_due": "应收编号",
        "head_plan": "方案",
        "head_persons": "人数",
        "head_period": "保障期间",
        "head_amount": "金额（元）",
        "total": "合计",
        "capital": "人民币（大写）",
        "who": "出资：",
        "parts": "分期：",
        "pay_to": "收款账户",
        "account_name": "户名",
        "bank": "开户行",
        "account": "账号",
        "purpose": "附言（请照抄）",
        "due": "缴费期限",
        "how": "请由单位账户一次或按约定分期转账，勿用个人账户；转账后{days}日内上传银行回单。"
        "附言写明上列编号，款项到账后自动对应；多缴部分经审批退回原付款账户，起保后不退会费。",
        "issued": "开具日期",
        "receipt": "收　据",
        "receipt_for": "职工互助保障会费",
        "received_from": "今收到",
        "received_on": "到账日期",
        "bank_reference": "银行流水号",
        "enrolment": "参保编号",
        "amount": "金额",
        "left": "本笔应收尚欠",
        "paid_up": "已缴清",
        "office": "收款单位",
        "stamp": "（收款单位盖章）",
        "void": "已 冲 销",
        "yuan": "{amount} 元",
    },
    "en": {
        "invoice": "Request to pay contributions",
        "number": "Number",
        "unit": "Unit",
        "head_due": "Due",
        "head_plan": "Plan",
        "head_persons": "People",
        "head_period": "Covered",
        "head_amount": "Amount (yuan)",
        "total": "Total",
        "capital": "In words",
        "who": "Paid by: ",
        "parts": "In parts: ",
        "pay_to": "Pay to",
        "account_name": "Account name",
        "bank": "Bank",
        "account": "Account",
        "purpose": "Purpose (copy it)",
        "due": "Due by",
        "how": "Transfer from the unit's own account, at once or in the parts agreed, never from a"
        " person's; upload the bank slip within {days} days. The number above lets the money be"
        " found. Over-paid money goes back to the paying account once approved; contributions are"
        " not returned after the first day of cover.",
        "issued": "Issued",
        "receipt": "Receipt",
        "receipt_for": "Contribution to mutual aid",
        "received_from": "Received from",
        "received_on": "Received on",
        "bank_reference": "Bank reference",
        "enrolment": "Enrolment",
        "amount": "Amount",
        "left": "Still outstanding",
        "paid_up": "paid in full",
        "office": "Received by",
        "stamp": "(stamp of the office)",
        "void": "VOID",
        "yuan": "¥{amount}",
    },
}


def render_invoice(paper: InvoicePaper, language: str, *, days: int) -> bytes:
    """The request to pay, in "zh" or "en". `days` is within how many the slip is uploaded."""
    words, tongue = _words(language)
    between = "；" if tongue == "zh" else "; "
    content = {
        "language": tongue,
        "words": words,
        "ref": paper.ref,
        "unit": paper.unit,
        "rows": [
            {
                "cells": [
                    row.ref,
                    row.plan,
                    str(row.persons or "—"),
                    row.period or "—",
                    yuan(row.amount_fen),
                ],
                "notes": _notes(row, words, between, tongue),
            }
            for row in paper.rows
        ],
        "total": yuan(paper.total_fen),
        "capital": capital(paper.total_fen),
        "account": [
            [words["account_name"], paper.account_name],
            [words["bank"], paper.bank_name],
            [words["account"], _grouped(paper.account_number)],
            [words["purpose"], paper.purpose],
            [words["due"], format_date(paper.due_on, tongue)],
        ],
        "how": words["how"].format(days=days),
        "office": paper.office,
        "issued": format_date(paper.issued_on, tongue),
    }
    return typeset(_INVOICE, "invoice", content)


def render_receipt(paper: ReceiptPaper, language: str) -> bytes:
    """The receipt for one arrival of money, in "zh" or "en"."""
    words, tongue = _words(language)
    left = words["yuan"].format(amount=yuan(paper.left_fen)) if paper.left_fen else words["paid_up"]
    content = {
        "language": tongue,
        "words": words,
        "ref": paper.ref,
        "rows": [
            [words["received_from"], paper.unit],
            [words["receipt_for"], f"{paper.plan}　{words['enrolment']} {paper.owner_ref}"],
            [words["amount"], words["yuan"].format(amount=yuan(paper.amount_fen))],
            [words["capital"], capital(paper.amount_fen)],
            [words["received_on"], format_date(paper.received_on, tongue)],
            [words["bank_reference"], paper.bank_reference],
            [words["left"], left],
            [words["office"], paper.office],
        ],
        "issued": format_date(paper.printed_on, tongue),
        "void": words["void"] if paper.is_undone else "",
    }
    return typeset(_RECEIPT, "receipt", content)


def _notes(row: InvoiceRow, words: dict[str, str], between: str, tongue: str) -> str:
    """Who pays what, and in which parts, below a row."""
    notes = []
    if row.sources:
        notes.append(words["who"] + between.join(f"{who} {yuan(fen)}" for who, fen in row.sources))
    if row.instalments:
        parts = (f"{format_date(on, tongue)} {yuan(fen)}" for on, fen in row.instalments)
        notes.append(words["parts"] + between.join(parts))
    return "　".join(notes)


def _words(language: str) -> tuple[dict[str, str], str]:
    tongue = "en" if language == "en" else "zh"
    return _WORDS[tongue], tongue


def _grouped(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
