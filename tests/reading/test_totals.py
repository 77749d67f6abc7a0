"""What total rows state, in every way they state it."""

from decimal import Decimal

import pytest

from chizheng_audit.reading.header import match
from chizheng_audit.reading.parts import conform_sheet
from tests.reading.sheets import sheet

ID = "419900199003070018"
HEAD = ["序号", "姓名", "身份证号", "等级", "补贴金额", "人数"]
ROW = ["1", "张一丁", ID, "中级工", "240", None]


def stated(*lines: list[str | None]) -> list[tuple[Decimal | None, int | None]]:
    raw = sheet(*lines)
    found = match(raw)
    assert found is not None
    return conform_sheet(raw, found, "评价补贴.csv").totals.select("amount", "heads").rows()


@pytest.mark.parametrize(
    ("line", "amount", "heads"),
    [
        (["合计", None, None, None, "720", "3"], "720", 3), (["合计", "共3人", None, None, "720", None], "720", 3),
        (["合计（大写）贰佰肆拾元整"], "240", None), (["合计", "人民币柒佰贰拾元整"], "720", None),
        (["合计 3人，每人240元，共720元"], "720", 3), (["本校5人报名，合计3人，720元"], "720", 3),
        (["合计：240元 480元"], "240", None), (["共计", "240元", "480元"], None, None), (["合计3人 5人报名"], None, 3),
        (["合计", "3", "720元"], "720", None), (["合计240元/人，720元"], "720", None), (["合计"], None, None),
        (["合计", None, None, None, "720元（柒佰贰拾元整）", None], "720", None), (["总额1,720.50元"], "1720.50", None),
        (["合计0.072万元"], "720", None), (["合计", "2人", "3人"], None, None),
    ],
)  # fmt: skip
def test_figures(line: list[str | None], amount: str | None, heads: int | None) -> None:
    line = [*line, *[None] * (6 - len(line))]
    assert stated(HEAD, ROW, line) == [(Decimal(amount) if amount else None, heads)]


def test_a_total_above_the_rows_is_listed_only_where_it_is_not_theirs() -> None:
    above = ["合计", None, None, None, "240", "1"]
    assert stated(HEAD, above, ROW) == []
    assert stated(HEAD, [*above[:5], "2"], ROW) == [(Decimal(240), 2)]
    assert stated(HEAD, ["合计", None, None, None, "480", None], ROW) == [(Decimal(480), None)]


def test_a_title_that_states_the_sum() -> None:
    title: list[str | None] = ["评价补贴申报表（共1人，合计240元）"]
    assert stated(title, HEAD, ROW) == []
    assert stated(["评价补贴（共3人，合计720元）"], HEAD, ROW) == [(Decimal(720), 3)]
    assert stated(["评价补贴（共3人）"], HEAD, ROW) == []
