"""The workbook: safe cells, no private data in any part, links both ways, room for answers."""

import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from chizheng_audit.reports import write
from chizheng_audit.reports.pens import excel
from chizheng_audit.reports.sheets import cited
from chizheng_audit.reports.view import View
from chizheng_audit.rule import Rule
from tests.reports.conftest import ROWS, RULES, SECRETS
from tests.reports.test_figures import HIRES, MONTHS, ONE_NAME, WHOLE


def book_of(view: View, path: Path) -> Workbook:
    write(view, path / "o.xlsx")
    return load_workbook(path / "o.xlsx")


def test_sheets(view: View, empty_view: View, tmp_path: Path) -> None:
    assert book_of(view, tmp_path).sheetnames == [
        "概况",
        "图表",
        "重复申报",
        "金额标准",
        "数据质量",
        "核验覆盖",
        "数据来源",
        "佐证行",
    ]
    assert book_of(empty_view, tmp_path).sheetnames == [
        "概况",
        "图表",
        "核验覆盖",
        "数据来源",
        "佐证行",
    ]


def test_no_formula_anywhere(view: View, tmp_path: Path) -> None:
    cells = [c for sheet in book_of(view, tmp_path) for row in sheet.iter_rows() for c in row]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert any("=1+1" in str(c.value) for c in cells)
    assert all(c.hyperlink is None or c.hyperlink.target is None for c in cells)  # never outwards


def test_nothing_private_in_any_part(view: View, tmp_path: Path) -> None:
    write(view, tmp_path / "o.xlsx")
    with zipfile.ZipFile(tmp_path / "o.xlsx") as parts:
        data = b"".join(parts.read(name) for name in parts.namelist())
    assert [secret for secret in SECRETS if secret.encode() in data] == []


def test_unmasked_ids_are_text(open_view: View, tmp_path: Path) -> None:
    sheet = book_of(open_view, tmp_path)["重复申报"]
    cell = sheet["F2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("419900199003070018", "s", "@")


def test_columns_and_money(view: View, tmp_path: Path) -> None:
    sheet = book_of(view, tmp_path)["重复申报"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[-5:] == ["核实结果", "核实说明", "核实人", "核实日期", "整改情况"]
    line = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert (line["金额"], line["应付金额"], line["差额"]) == (240, 0, 240)
    assert line["行号"] == 9
    assert line["政策依据"]
    assert [line[head] for head in heads[-5:]] == [None] * 5
    assert sheet["L2"].number_format == "#,##0.00"
    rates = [
        dict(zip(heads, row, strict=True))
        for row in book_of(view, tmp_path)["金额标准"].iter_rows(min_row=2, values_only=True)
    ]
    assert {(row["疑点类型"], row["置信度"]) for row in rates} == {("疑点", "确定"), ("无法核验", None)}


def test_a_finding_for_several_claims_leaves_open_what_is_due(
    make: Callable[..., View], tmp_path: Path
) -> None:
    book = book_of(make(ONE_NAME, {"caps_whole": WHOLE}), tmp_path)
    sheet = book["封顶"]
    heads = [cell.value for cell in sheet[1]]
    lines = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in list(sheet.rows)[1:]]
    told = {line["机构/企业"]: (line["金额"], line["应付金额"], line["差额"]) for line in lines}
    assert told["甲公司"] == (1500000, None, 2100000)
    assert told["乙公司"] == (1000, 0, 1000)
    notes = "".join(str(row[0]) for row in book["概况"].iter_rows(values_only=True))
    assert "有 1 条疑点说的是几笔申报" in notes


def test_no_code_of_the_program_stands_for_a_word(make: Callable[..., View], tmp_path: Path) -> None:
    lacking = Rule(
        code="C92", title="上限", clause=None, verdict="violation", message="x", parameters=("person_limit",),
        check=RULES["amounts_dear"].check,
    )  # fmt: skip
    listed = Rule(
        code="E92", title="名单", clause=None, verdict="violation", message="x", tables=("payroll",),
        check=RULES["amounts_dear"].check,
    )  # fmt: skip
    book = book_of(make(ROWS, {**RULES, "caps_lacking": lacking, "eligibility_listed": listed}), tmp_path)
    coverage = {row[0]: (row[2], row[7]) for row in book["核验覆盖"].iter_rows(values_only=True)}
    assert coverage["C92"] == ("政策包没有参数", "每人的次数上限")
    assert coverage["E92"] == ("没有这张表", "财政供养人员")
    assert {row[2] for row in book["数据来源"].iter_rows(min_row=2, max_row=3, values_only=True)} == {
        "申报明细"
    }


def test_answers_are_chosen_from_a_list(view: View, tmp_path: Path) -> None:
    for name in ("重复申报", "金额标准", "数据质量"):
        sheet = book_of(view, tmp_path)[name]
        (choice,) = sheet.data_validations.dataValidation
        assert choice.formula1 == '"属实-骗取,属实-差错,不属实,已知已处理"'
        assert str(choice.sqref) == f"U2:U{sheet.max_row}" or sheet.max_row == 2
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == f"A1:Y{sheet.max_row}"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"


def test_links_lead_to_the_rows_and_back(view: View, tmp_path: Path) -> None:
    book = book_of(view, tmp_path)
    followed = 0
    for name in ("重复申报", "金额标准", "数据质量"):
        for row in book[name].iter_rows(min_row=2):
            link = row[16].hyperlink
            sheet, cell = link.location.rsplit("!", 1)
            target = book[sheet.strip("'")][cell]
            assert target.value == row[0].value
            back, home = target.hyperlink.location.rsplit("!", 1)
            assert (back.strip("'"), home) == (name, row[0].coordinate)
            followed += 1
    assert followed == len(view.findings)


def test_evidence_stands_below_its_finding(view: View, tmp_path: Path) -> None:
    sheet = book_of(view, tmp_path)["佐证行"]
    first = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert [(line[2], line[5]) for line in first] == [("本行", 9), ("佐证行", 5)]
    assert first[0][0] == first[1][0]


def test_cells_that_differ_from_the_findings_own_are_marked(view: View, tmp_path: Path) -> None:
    """Every cell of evidence against the rule said slowly: it differs, and no list keeps silent about it."""
    sheet = book_of(view, tmp_path)["佐证行"]
    heads = [cell.value for cell in sheet[1]]
    own: list[object] = []
    marked = 0
    for row in sheet.iter_rows(min_row=2):
        values = [cell.value for cell in row]
        fills = [cell.fill.start_color.rgb if cell.fill.fill_type else None for cell in row]
        if values[2] == "本行":
            own = values
            continue
        for place, head in enumerate(heads):
            differs = place >= 6 and values[place] != own[place]
            if values[place] is not None:
                assert (fills[place] == "FF" + cited.DIFFERS[1:]) == differs, (head, values)
            marked += differs
    assert marked > 0


def test_marks_keep_to_what_lists_tell() -> None:
    """Against a slow oracle: all pairs of a few values, of rows that are entries of lists or not."""
    facts: list[dict[str, Any]] = [
        {"name": n, "listed": y} for n in (None, "甲", "乙") for y in (False, True)
    ]
    blank = dict.fromkeys(
        ("batch", "sheet", "id_no", "occupation", "level", "cert_no", "issue_date", "amount", "payee")
    )
    schema = {"row_id": pl.Int64, "row": pl.Int64, "file": pl.String, "name": pl.String, "listed": pl.Boolean}
    rows = pl.DataFrame(
        [{"row_id": at, "row": at + 1, "file": "x", **blank, **fact} for at, fact in enumerate(facts)],
        schema_overrides=schema,
    )
    pairs = [(a, b) for a in range(len(facts)) for b in range(len(facts)) if a != b]
    listed = pl.DataFrame(
        [
            {
                "fingerprint": "f",
                "code": "D01",
                "line": at + 1,
                "first": 2 * at + 1,
                "family": "dupes",
                "row_id": a,
                "cited": [a, b],
            }
            for at, (a, b) in enumerate(pairs)
        ]
    )
    told = cited.with_differences(listed, rows)
    assert told.filter("own")["style"].unique().to_list() == [-1]
    styles = told.filter(~pl.col("own"))["style"].to_list()
    for (a, b), style in zip(pairs, styles, strict=True):
        one, other = facts[a], facts[b]
        silent = other["name"] is None and other["listed"]
        assert bool(style) == (one["name"] != other["name"] and not silent), (one, other)


def test_the_charts_draw_the_sums(view: View, tmp_path: Path) -> None:
    write(view, tmp_path / "o.xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx")["图表"]
    lines = [row for row in sheet.iter_rows(max_col=2, values_only=True) if row[0]]
    steps, rest = lines[: len(view.figures.funnel) + 1], lines[len(view.figures.funnel) + 1 :]
    assert [n for _label, n in steps[1:]] == [n for _step, n in view.figures.funnel]
    by_rule = dict(rest[1 : 1 + rest[1:].index(("机构/企业", "涉及金额"))])
    for label, money in by_rule.items():
        own = view.by_rule.filter(pl.col("code") == str(label).split(" ")[0])
        assert money == float(own["at_stake"].sum())
    units = rest[2 + len(by_rule) :]
    assert sum(float(str(money)) for _unit, money in units) == float(view.at_stake)
    with zipfile.ZipFile(tmp_path / "o.xlsx") as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(drawn) == 3
    for part in drawn:
        assert "barChart" in part and "图表" in part


def test_months_stand_cell_by_cell(make: Callable[..., View], tmp_path: Path) -> None:
    view = make(HIRES, {"insurance_months": MONTHS})
    book = book_of(view, tmp_path)
    sheet = book["逐月参保"]
    assert len(view.figures.strips) == 3
    for row, strip in zip(
        sheet.iter_rows(min_row=2), view.figures.strips.iter_rows(named=True), strict=False
    ):
        signs = "".join(str(cell.value)[0] for cell in row[6:] if cell.value)
        assert signs == strip["strip"]
        assert str(row[6].value) == f"●\n{strip['starts'].month}"
        assert [cell.border.right.style == "thick" for cell in row[6:]] == [
            n == strip["needed"] for n in range(1, 5)
        ]
        sheet_name, cell = row[0].hyperlink.location.rsplit("!", 1)
        assert book[sheet_name.strip("'")][cell].value == row[0].value
    assert book_of(make(HIRES[3:], {"insurance_months": MONTHS}), tmp_path).sheetnames.count("逐月参保") == 0


def test_pages_are_set_up(view: View, tmp_path: Path) -> None:
    for sheet in book_of(view, tmp_path):
        assert sheet.page_setup.paperSize == 9  # A4
        assert sheet.oddFooter.right.text == "&P / &N"
        if sheet.title not in ("概况", "图表"):
            assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$1"


def test_a_finding_prints_on_two_pages_side_by_side(view: View, tmp_path: Path) -> None:
    sheet = book_of(view, tmp_path)["重复申报"]
    (broken,) = sheet.col_breaks.brk
    widths = [sheet.column_dimensions[get_column_letter(n + 1)].width for n in range(sheet.max_column)]
    across = sum(widths[: broken.id])  # what LibreOffice and Excel put on A4 at this scale, as looked at
    assert sheet.page_setup.scale == 60 and across < 188
    assert widths[0] + sum(widths[broken.id :]) <= across  # the number stands on both


def test_too_many_findings_are_cut_and_said(
    view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "CAP", 2)
    monkeypatch.setattr(excel, "_CITED_CAP", 3)
    monkeypatch.setattr(excel, "_LARGE", 1)  # and rows go to disk as they are written
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = book_of(view, tmp_path)
    count = int((view.findings["rule"].str.starts_with("data_")).sum())
    assert book["数据质量"]["A4"].value == f"另有 {count - 2} 条未列入本表，请用 --out x.jsonl 取全部。"
    assert book["佐证行"].max_row == 1 + 3
    assert not list(tmp_path.glob(".*"))


def test_the_same_run_gives_the_same_bytes(view: View, tmp_path: Path) -> None:
    write(view, tmp_path / "a.xlsx")
    write(view, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_does_not_fit_is_said(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def notes() -> str:
        return "".join(str(row[0]) for row in book_of(view, tmp_path)["概况"].iter_rows(values_only=True))

    assert "佐证行多于" not in notes() and "未列入" not in notes()
    most = max(len(evidence) for evidence in view.findings["evidence"])
    monkeypatch.setattr(excel, "_CITED", most - 1)
    monkeypatch.setattr(excel, "_CITED_CAP", 2)
    monkeypatch.setattr(excel, "LINKS", 1)
    assert "每张表前 1 条有链接" in notes()
    assert f"佐证行多于 {most - 1} 行" in notes() and "以 2 行为限" in notes()
