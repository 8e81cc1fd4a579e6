"""Settlement lists as files: which lines are stays."""

from __future__ import annotations

from factories.settlements import HEADERS, settlement_csv, settlement_line
from huzhu.claims.formats import read_settlement_tables


def test_sum_below_is_left_out_and_a_stay_that_begins_like_one_is_kept():
    stays = [settlement_line(1), settlement_line(2, 结算单号="合计0002")]
    total = {**dict.fromkeys(HEADERS, ""), "结算单号": "合计", "医疗费用总额": "24000.00"}
    (table,) = read_settlement_tables(settlement_csv([*stays, total]), "a.csv", {})
    assert [number for number, _ in table.rows(0, 9)] == [2, 3]
    assert [cells[0] for _, cells in table.rows(0, 9)] == [stays[0]["结算单号"], "合计0002"]
