"""What a row below the header is: nobody with money is taken for a remark, and no remark for a person."""

import pytest

from chizheng_audit.reading.header import match
from chizheng_audit.reading.parts import Whole, conform_sheet
from tests.reading.sheets import sheet

ID = "419900199003070018"
HEAD = ["序号", "姓名", "身份证号", "等级", "证书编号", "补贴金额"]
ROW = ["1", "张一丁", ID, "中级工", "S1", "240"]


def done(*lines: list[str | None]) -> Whole:
    raw = sheet(["评价补贴"], HEAD, ROW, *lines)
    found = match(raw)
    assert found is not None
    return conform_sheet(raw, found, "x.csv")


def reason(line: list[str | None]) -> str | None:
    """Why the row was set aside; None where it was kept."""
    found = done(line)
    told = dict(found.set_aside.select("row_id", "reason").rows())
    return told.get(4)


@pytest.mark.parametrize("first", ["注1", "合计", "制表", "小计", "说明", "审核：", "填表人：李"])
@pytest.mark.parametrize(
    "rest",
    [
        ["李二", None, "中级工", None, "240"], ["李二", "４１９９００１９９００３０７００１８", None, None, None],
        [None, "4199 0019 9003 0700 18", None, None, "240"], [None, "419900900307001", None, None, "240"],
        ["李二", None, None, "S000041000001234000271", None], ["阿·卜杜", None, None, None, "240"],
        [None, "'419900199003070018", None, None, None], ["李二", "4199**********0018", None, None, None],
    ],
)  # fmt: skip
def test_a_person_is_kept_whatever_the_first_cell_says(first: str, rest: list[str | None]) -> None:
    assert reason([first, *rest]) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["注1", None, None, "中级工", "S000041000001234000271", "240"], None),
        (["合计", None, None, None, None, "240"], "total"), (["合计", "共1人", None, None, None, "240"], "total"),
        (["合计", "壹人", None, None, None, "240"], "total"), (["合计", "示例学校", None, None, None, "240"], "total"),
        ([None, "合计", None, None, None, "240"], "total"), (["合计240000000000000元", None, None, None, None, None], "total"),
        (["合计", None, "合计240000000000000元", None, None, None], "total"),
        (["小计", None, None, None, None, "240"], "subtotal"), (["制表", "李二", None, None, None, None], "footer"),
        (["注1", "李二", None, None, None, None], "note"), (["注1", None, None, None, None, "240"], "note"),
        ([None, None, None, None, None, "240"], "total"), ([None, "1人", None, None, None, "240"], None),
        ([None, None, "1人", None, None, "240"], "total"), (["2", None, None, None, None, "240"], None),
        (["2", None, None, "x", None, None], "unparsed"), (["2", None, None, None, None, None], "section"),
    ],
)  # fmt: skip
def test_the_nearest_that_is_no_person(line: list[str | None], why: str | None) -> None:
    assert reason(line) == why


@pytest.mark.parametrize(
    "text",
    [
        "合计", "总计", "合计（大写）贰佰肆拾元整", "申报合计", "补贴合计", "应付合计", "合计数", "总额", "Total", "TOTAL:", "合 计：",
        "本校合计", "示例学校合计", "合计240元", "总金额", "合计人数1人", "合计人民币240元", "2022年第四季度合计",
    ],
)  # fmt: skip
def test_words_of_totals(text: str) -> None:
    assert reason([text, None, None, None, None, "240"]) == "total"


@pytest.mark.parametrize("text", ["合一诺", "总政", "计划内", "李合计划"])
def test_words_of_no_total(text: str) -> None:
    assert reason([text, "李二", None, None, None, "240"]) is None
    assert reason([None, text, None, "中级工", None, "240"]) is None


def test_many_spaced_numbers_are_people() -> None:
    spaced = ["2", None, " ".join(ID), "中级工", "S2", "240"]
    assert len(done(*[spaced] * 300).rows) == 301


def test_names_without_numbers() -> None:
    raw = sheet(
        ["姓名", "等级", "证书编号", "补贴金额"], ["张一丁", "中级工", "S1", "240"], ["合一诺", "中级工", "S2", "240"],
        ["合计", None, None, "480"], ["填表人：李", None, None, None],
    )  # fmt: skip
    found = match(raw)
    assert found is not None
    assert conform_sheet(raw, found, "x.csv").rows["name"].to_list() == ["张一丁", "合一诺"]


def test_a_register_has_no_people_and_its_rows_are_kept() -> None:
    raw = sheet(
        ["企业名录"],
        ["单位名称", "统一社会信用代码", "所属行业", "从业人员数", "法定代表人"],
        ["示例县宏图机械有限公司", "91419900MA00000178", "制造业", "210", "钱一帆"],
        ["示例县兴农食品有限公司", None, "食品制造业", None, None],
        ["合计", "2 家", None, None, None],
        ["填表人：钱一帆", None, None, None, None],
    )
    found = match(raw)
    assert found is not None
    assert found.table.name == "employers"
    told = conform_sheet(raw, found, "x.csv")
    assert dict(told.set_aside.select("row_id", "reason").rows()) == {
        1: "title",
        2: "header",
        5: "total",
        6: "footer",
    }
    assert len(told.rows) == 2
