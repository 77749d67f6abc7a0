"""The screen: nothing wider than it is, nothing cut, nothing that steers it."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from rich.cells import cell_len
from rich.console import Console

from chizheng_audit.case import Case
from chizheng_audit.reports import console
from chizheng_audit.reports.view import View
from tests.reports.conftest import BASE, BROKEN, RULES, SECRETS


def shown(view: View, width: int = 80, worst: int = 20, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    # markup is on, as in any console that another command might hand over
    console.write(view, Console(file=stream, width=width, highlight=False, legacy_windows=False), worst)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_screen(view: View, open_view: View, width: int) -> None:
    for seen in (view, open_view):
        assert max(cell_len(line) for line in shown(seen, width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_ids_and_amounts_are_whole(open_view: View, width: int) -> None:
    text = shown(open_view, width)
    for whole in ("419900199003070018", "419900199003070034", "S000041000001224000001", "480.00", "600.00"):
        assert whole in text
    assert "…" not in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_account_tears_no_ending_and_starts_no_line_with_a_stop(view: View, width: int) -> None:
    text = shown(view, width)
    account = [line.strip() for line in text[text.index(" 文件与工作表") :].splitlines()[2:]]
    assert any(".xlsx" in line for line in account) and any(".csv" in line for line in account)
    assert [line for line in account if line.startswith(tuple("，、。；）"))] == []


def test_data_are_never_markup(view: View) -> None:
    text = shown(view, 200)
    for hostile in ("=1+1", "[bold red]", "<script>alert(1)</script>", "[b]明细[/b]", "=1+1[/bold]"):
        assert hostile in text
    assert not set(text) & set("\x00\x07\x1b\u202e\u200f")


def test_nothing_private(view: View) -> None:
    text = shown(view, 400)
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_verdict_comes_first(view: View, empty_view: View) -> None:
    first = shown(view).splitlines()
    assert first[0] == "不完整：违规 1；疑点 10；无法核验 1（核对申报 5 条）"
    assert first[1] == "涉及金额 600.00 元，其中违规 240.00 元（同一申报只计一次）"
    assert shown(empty_view).splitlines()[0] == "未发现疑点（核对申报 1 条）。"


def test_no_rule_applied_is_not_clean(make: Callable[..., View]) -> None:
    nothing = make([{"row_id": BASE + 1}], {"ids_unknown": RULES["ids_unknown"]})
    assert "未发现疑点" not in shown(nothing)
    assert "没有规则适用" in shown(nothing).splitlines()[0]


def test_a_rule_that_failed_is_said_first(make: Callable[..., View]) -> None:
    text = shown(make([{"row_id": BASE + 1}], {"data_broken": BROKEN, "dupes_again": RULES["dupes_again"]}))
    assert text.startswith("不完整：")
    assert "Q99 会出错的规则" in text


def test_what_could_not_be_verified_has_no_confidence(make: Callable[..., View]) -> None:
    def half(given: Case) -> pl.LazyFrame:
        sure = pl.when(pl.col("row_id") == BASE + 1).then(pl.lit(False))
        return given.tables.claims.with_columns(passes=sure, confidence=pl.lit("strong"))

    rule = replace(RULES["amounts_dear"], check=half, message="x")
    rows = [{"row_id": BASE + 1}, {"row_id": BASE + 2}]
    lines = shown(make(rows, {"amounts_dear": rule})).splitlines()
    heads = {line.split()[1]: "置信度 较强" in line for line in lines if line[:2] in ("1.", "2.")}
    assert heads == {"疑点": True, "无法核验": False}


def test_rows_side_by_side_mark_what_differs(view: View) -> None:
    marked = [line.split()[1] for line in shown(view, 120, worst=1).splitlines() if line.startswith("   * ")]
    assert marked == ["申报单位"]


def test_what_is_left_out_is_said(view: View) -> None:
    assert "另有 12 条" in shown(view, worst=0)
    assert "另有" not in shown(view, worst=12)


def test_row_account_and_idle_rules(view: View) -> None:
    text = shown(view, 120)
    assert "I91 没有参数：政策包没有参数 no_such_parameter" in text
    assert "标题 8" in text
    assert "推定" in text
    assert "没有读成：坏 419900********0018.xlsx：打不开" in text


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_poor_encodings(view: View, encoding: str) -> None:
    text = shown(view, 80, encoding=encoding)
    assert "D91" in text
    assert "─" not in text


def test_no_colour_when_told(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    console.write(view, Console(file=stream, width=80, force_terminal=True, highlight=False))
    assert "\x1b[31" not in stream.getvalue()
    assert "\x1b[1;31" not in stream.getvalue()


def test_what_is_not_checked_and_not_read_is_said(view: View) -> None:
    text = "".join(line.strip() for line in shown(view, 120).splitlines())
    assert "本版尚不核查：" in text and "培训补贴标准" in text
    assert "提醒：" in text and "第 3 行 419900********0018 读不全" in text


def test_underpaid_money_stands_apart(make: Callable[..., View]) -> None:
    rows = [
        {"row_id": BASE + 1, "amount": Decimal("150.00")},
        {"row_id": BASE + 2, "amount": Decimal("500.00")},
    ]
    rule = replace(RULES["amounts_dear"], check=_off)
    text = shown(make(rows, {"amounts_dear": rule}))
    assert "300.00" in text and "少补 50.00" in text


def _off(given: Case) -> pl.LazyFrame:
    return given.tables.claims.with_columns(passes=pl.lit(False), at_stake=pl.col("amount") - 200)
