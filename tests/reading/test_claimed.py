"""Which subsidy a claims sheet is for, and who claims it."""

from pathlib import Path

import pytest

from chizheng_audit.reading import values
from chizheng_audit.reading.columns_file import load_columns
from chizheng_audit.reading.header import match
from chizheng_audit.reading.parts import Whole, conform_sheet
from chizheng_audit.reading.said import Said
from tests.reading.sheets import sheet

ID = "419900199003070018"
HEAD = ["姓名", "身份证号", "等级", "证书编号", "补贴金额"]
ROW = ["张一丁", ID, "中级工", "S000041000001234000271", "240"]


def done(*lines: list[str | None], file: str = "x.csv", said: Said | None = None) -> Whole:
    raw = sheet(*lines)
    found = match(raw, said)
    assert found is not None
    return conform_sheet(raw, found, file, said)


def kinds(whole: Whole) -> list[str | None]:
    return whole.rows["subsidy"].to_list()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("示例职业技能培训学校", None), ("中牟县示例职业技能培训学校2022年第四季度申报明细", None), ("技能培训", None),
        ("职业培训补贴申报表", "training"), ("示例职业技能培训学校职业培训补贴申报表", "training"),
        ("示例职业技能评价中心一次性吸纳就业补贴", "hire"), ("吸纳持证（评价合格）人员就业补贴", None),
        ("吸纳就业补贴申报表（技能评价取证人员）", "hire"), ("吸纳就业补贴及评价补贴", None),
        ("示例职业技能培训学校评价补贴", "evaluation"), ("职业技能等级认定花名册", "evaluation"),
        ("示例职业技能鉴定所2022年名单", None), ("示例县人力资源和社会保障局", None),
        ("人力资源服务机构职业介绍补贴", "placement"), ("评价机构补贴申报表", "evaluation"),
        ("示例机械有限公司吸纳就业人员花名册", "hire"), ("吸纳就业申报表示例公司", "hire"),
    ],
)  # fmt: skip
def test_words_of_a_title(title: str, kind: str | None) -> None:
    assert values.subsidy(title) == kind


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert values.subsidy("评价补贴" + "示例" * 100_000) == "evaluation"
    assert values.subsidy("示例" * 100_000 + "评价补贴") is None


def test_the_name_of_a_file_or_school_makes_no_training() -> None:
    titles = (["中牟县示例职业技能培训学校2022年第四季度申报明细"], HEAD, ROW)
    for file in ("示例职业技能培训学校.csv", "职业介绍补贴.csv", "培训补贴.csv", "x.csv"):
        assert kinds(done(*titles, file=file)) == kinds(done(HEAD, ROW, file=file)) == ["evaluation"]


def test_training_by_title_alone_needs_a_table_without_certificates() -> None:
    found = done(["职业培训补贴申报表"], HEAD, ROW)
    assert kinds(found) == ["evaluation"] and "subsidy" in found.warnings[-1]
    plain = done(
        ["职业培训补贴申报表"], ["姓名", "身份证号", "培训工种", "补贴金额"], ["张一丁", ID, "保育师", "240"]
    )
    assert kinds(plain) == ["training"]


def test_a_remark_above_the_header_names_nothing() -> None:
    for remark in ("注：不含培训补贴", "本表人员未享受培训补贴", "说明：已领吸纳就业补贴的另报"):
        assert kinds(done([remark], HEAD, ROW)) == ["evaluation"]
        assert kinds(done([remark], *BARE, file="吸纳就业补贴.csv")) == ["hire"]


def test_columns_count_by_what_they_hold() -> None:
    head = [*HEAD, "人力资源机构", "入职日期"]
    assert kinds(done(head, [*ROW, None, None])) == ["evaluation"]
    assert kinds(done(head, [*ROW[:2], None, None, "300", "甲人力", None])) == ["placement"]
    assert kinds(done(head, [*ROW[:2], None, "无", "1000", None, "2022-09-01"])) == ["hire"]


def test_mixed_columns_are_decided_by_the_file_or_told() -> None:
    lines = ([*HEAD, "入职日期"], [*ROW, "2022-09-01"])
    assert kinds(done(*lines, file="吸纳就业补贴.csv")) == ["hire"]
    found = done(*lines)
    assert kinds(found) == ["evaluation"] and "subsidy" in found.warnings[-1]


def test_a_column_that_has_only_a_header_lets_the_name_of_the_file_decide() -> None:
    lines = (
        ["姓名", "身份证号", "用人单位", "入职日期", "人力资源机构", "补贴金额"],
        ["张一丁", ID, "甲厂", "2022-09-01", None, "300"],
    )
    found = done(*lines, file="职业介绍补贴2022Q4.csv")
    assert kinds(found) == ["placement"] and "subsidy" in found.warnings[-1]
    for file in ("x.csv", "吸纳就业补贴.csv", "评价补贴.csv"):
        assert kinds(done(*lines, file=file)) == ["hire"]
    without = tuple([*line[:4], line[5]] for line in lines)
    assert kinds(done(*without, file="职业介绍补贴2022Q4.csv")) == ["hire"]


BARE = (["姓名", "身份证号", "单位名称", "补贴金额"], ["张一丁", ID, "甲厂", "240"])


def test_what_cannot_be_told_is_incomplete() -> None:
    found = done(*BARE)
    assert kinds(found) == [None] and len(found.incomplete) == 1 and "第 2 行" in found.incomplete[0]
    assert not done(*BARE, file="吸纳就业补贴.csv").incomplete
    assert not done([*BARE[0], "补贴种类"], [*BARE[1], "评价补贴"]).incomplete


def test_a_subsidy_may_be_stated(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text('subsidy = "hire"\n', "utf-8")
    said = load_columns(str(file))[0][1]
    found = done(["评价补贴"], *BARE, said=said)
    assert kinds(found) == ["hire"] and not found.incomplete and "吸纳就业补贴" in found.warnings[0]


@pytest.mark.parametrize(
    ("title", "column"), [("评价补贴", "org"), ("吸纳就业补贴", "employer"), ("职业介绍补贴", "agency")]
)
def test_the_claiming_unit_of_a_column_is_the_payee_in_its_role(title: str, column: str) -> None:
    found = done(
        [title],
        ["姓名", "身份证号", "申报单位", "等级", "补贴金额"],
        ["张一丁", ID, "示例单位", "中级工", "240"],
    )
    assert found.rows[column].to_list() == ["示例单位"]
    understood = found.parts[0].match
    assert understood.columns[column].place == "c3" and understood.unmatched == ()


def test_the_claiming_unit_gives_way_to_the_column_of_the_role() -> None:
    head = ["姓名", "身份证号", "申报单位", "评价机构", "等级", "补贴金额"]
    found = done(["评价补贴"], head, ["张一丁", ID, "示例集团", "甲校", "中级工", "240"])
    assert found.rows["org"].to_list() == ["甲校"] and found.parts[0].match.unmatched == ("申报单位",)
