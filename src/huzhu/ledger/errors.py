"""Refusals of the books."""

from huzhu.kernel.errors import Refusal


class NoBook(Refusal):
    code = "no_book"
    zh = "{path} 及其上级都没有建账。"
    en = "No books are kept at {path} or above it."
    remedy_zh = "请先由省办事处建账（huzhu setup 会自动完成）。"
    remedy_en = "Open the office's book first (huzhu setup does it)."


class AccountUnknown(Refusal):
    code = "account_unknown"
    zh = "科目 {code} 不在会计科目表里。"
    en = "The chart has no account {code}."
    remedy_zh = "请核对科目代码；首次使用前须建立科目表。"
    remedy_en = "Check the code; the chart must be set up before the first posting."


class NothingPosted(Refusal):
    code = "nothing_posted"
    zh = "凭证 {source} 没有分录，或有金额为零的分录。"
    en = "The posting {source} has no sides, or one of nought."
    remedy_zh = "请核对金额。"
    remedy_en = "Check the amounts."


class PostingUnbalanced(Refusal):
    code = "posting_unbalanced"
    zh = "凭证 {source} 借贷不平：账簿 {book} 相差 {off_fen} 分。"
    en = "The posting {source} is off by {off_fen} fen in book {book}."
    remedy_zh = "请核对各分录；跨账簿的凭证须通过“往来”科目使每本账各自平衡。"
    remedy_en = "Check its sides; over several books, each balances through the inter-book account."


class PostedDifferently(Refusal):
    code = "posted_differently"
    zh = "{source} 已按 {ref} 入账，内容与这次不同，没有改动。"
    en = "{source} was posted as {ref} with another content; nothing was changed."
    remedy_zh = "如原凭证有误，请冲销后以新的来源重新入账。"
    remedy_en = "If it was wrong, reverse it and post under a new source."


class SourcePostedElsewhere(Refusal):
    code = "source_posted_elsewhere"
    zh = "来源 {source} 已在您看不到的地方入账。"
    en = "The source {source} was posted outside what you may see."
    remedy_zh = "请联系省办事处财务核对。"
    remedy_en = "Ask the office's finance department."


class ReversalOfReversal(Refusal):
    code = "reversal_of_reversal"
    zh = "{ref} 本身是冲销凭证，不能再冲销。"
    en = "{ref} is itself a reversal and cannot be reversed."
    remedy_zh = "请直接重新入账。"
    remedy_en = "Post the transaction anew instead."
