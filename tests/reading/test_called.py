"""Which of several tables with like headers a sheet is: by what it is called, and never in silence."""

from pathlib import Path

import pytest

from chizheng_audit.reading.files import read
from chizheng_audit.reading.header import match
from chizheng_audit.reading.look import Ask, look
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.said import Said
from tests.reading.sheets import sheet

ROSTER = ["姓名", "身份证号", "职业名称", "等级", "证书编号", "发证日期", "评价机构"]
PERSON = ["张一丁", "419900199003070018"]


def table(*lines: list[str | None], file: str = "", said: Said | None = None) -> str | None:
    found = match(sheet(*lines), said, file)
    return found.table.name if found else None


@pytest.mark.parametrize(
    "title", ["示例县职业技能等级证书名册", "持证人员花名册（2020—2023）", "获证人员 名单", "证书数据导出"]
)
def test_a_roster_of_certificates_is_called_so(title: str) -> None:
    assert table([title], ROSTER) == "certificates"
    assert table(ROSTER, file=f"甲/{title}.xlsx") == "certificates"


@pytest.mark.parametrize(
    "title",
    ["", "评价名单", "2023年第四季度", "评价补贴证书名册", "证书名册（申报附件）", "新吸纳持证人员名单"],
)
def test_claims_without_an_amount_stay_claims(title: str) -> None:
    assert table([title], ROSTER) == "claims"
    assert table(ROSTER, file=f"{title}.csv") == "claims"


def test_what_has_money_or_a_job_is_no_roster_whatever_it_is_called() -> None:
    for column in ("补贴金额", "入职日期", "评价方式"):
        assert table(["证书名册"], [*ROSTER, column]) == "claims"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (["姓名", "身份证号", "单位名称", "编制性质"], "payroll"),
        (["姓名", "身份证号", "单位名称", "入编日期", "离编日期"], "payroll"),
        (["姓名", "社会保障号码", "待遇类别", "待遇享受开始年月"], "pensioners"),
        (["姓名", "身份证号码", "退休时间"], "pensioners"),
        (["姓名", "身份证号", "死亡日期"], "deceased"),
        (["死者姓名", "身份证号码", "火化日期"], "deceased"),
        (["姓名", "身份证号", "就读学校", "学籍号", "入学日期"], "students"),
        (["机构名称", "备案职业", "备案等级", "有效期至"], "bodies"),
        (["评价机构", "职业", "等级", "目录年度"], "bodies"),
    ],
)
def test_headers_that_say_what_a_list_is(header: list[str], name: str) -> None:
    assert table(header) == name
    assert table(["评价补贴附件"], header) == name  # a title that speaks of claims changes nothing of it


@pytest.mark.parametrize(
    ("title", "header", "name"),
    [
        ("财政供养人员信息表", ["姓名", "身份证号", "单位名称", "人员类别", "联系电话", "备注"], "payroll"),
        ("在编人员", ["姓名", "身份证号", "单位名称"], "payroll"),
        ("在校学生名单", ["姓名", "身份证号", "学校", "学号"], "students"),
        ("示例县评价机构清单", ["机构名称", "职业", "等级", "批准日期"], "bodies"),
    ],
)
def test_titles_that_say_what_a_list_is(title: str, header: list[str], name: str) -> None:
    assert table([title], header) == name
    assert table(header, file=f"{title}.xlsx") == name
    assert table(header) != name


@pytest.mark.parametrize(
    "header",
    [
        ["姓名", "身份证号", "单位名称", "人员类别"],
        ["姓名", "身份证号", "企业名称", "人员类别", "入职日期"],
        ["姓名", "身份证号", "单位名称", "行业", "法定代表人", "营业收入", "补贴金额"],
        ["姓名", "身份证号", "评价机构", "职业", "等级", "年度", "批准日期"],
        ["姓名", "身份证号", "职业", "等级", "证书编号", "学号", "学校", "入学时间", "毕业时间"],
    ],
)
def test_people_who_are_claimed_for_are_no_list(header: list[str]) -> None:
    assert table(header) == "claims"


@pytest.mark.parametrize(
    "title", ["财政供养人员", "在校学生学籍", "备案机构", "死亡人员比对", "养老待遇人员"]
)
def test_claims_are_claims_whatever_their_title(title: str) -> None:
    assert table([title], ROSTER) == "claims"
    assert table(ROSTER, file=f"{title}.xlsx") == "claims"


def test_a_summary_of_claims_is_no_list_of_bodies() -> None:
    assert table(["评价机构", "职业", "等级", "年度", "人数", "金额"]) is None


def test_insured_spans_are_no_pensioners() -> None:
    header = ["姓名", "社会保障号", "参保单位", "险种", "开始年月", "结束年月", "缴费月数"]
    assert table(["企业职工养老保险"], header, file="退休人员参保.csv") == "spans"


def test_what_the_user_says_goes_before_all() -> None:
    assert table(["证书名册"], ROSTER, said=Said("claims")) == "claims"
    assert table(ROSTER, said=Said("certificates")) == "certificates"
    assert table(["姓名", "身份证号"], said=Said("payroll")) == "payroll"
    assert table(["姓名", "身份证号"]) is None


def warnings(folder: Path, name: str, *lines: list[str]) -> list[str]:
    file = folder / name
    file.write_text("\n".join(",".join(line) for line in lines), "utf-8")
    return list(look(str(file), Ask(Said())).sheets[0].line["warnings"])


def test_what_was_decided_by_a_name_is_told(tmp_path: Path) -> None:
    row = [*PERSON, "保育师", "中级工", "S000041000001224000001", "2022-09-01", "示例学校"]
    assert warnings(tmp_path, "证书名册.csv", ROSTER, row) == ["按“证书名册”认作证书名册，不作为申报核对。"]
    assert warnings(tmp_path, "评价名单申报.csv", ROSTER, row) == []
    assert warnings(tmp_path, "甲校.csv", ROSTER, row)[0].startswith(
        "没有金额栏，也没有写明是申报，按申报明细核对"
    )
    paid = [*ROSTER, "补贴金额"]
    assert warnings(tmp_path, "持证人员名单.csv", paid, [*row, "240"]) == [
        "“持证人员名单”像是证书名册，但各列是申报的，按申报明细核对；不对时请用 --as certificates=文件。"
    ]


def test_rows_of_lists_add_up(tmp_path: Path) -> None:
    file = tmp_path / "备案机构目录.csv"
    lines = [
        "示例县备案机构目录,,,,,",
        "序号,机构名称,职业（工种）,备案等级,备案日期,备注",
        "1,示例县启明职业培训学校,保育师,五级至三级,2022-01-01,",
        "2,示例县启明职业培训学校,电工,四级以外,2022/2/1,",
        ",,,,,",
        "合计,2,,,,",
        "填表人：,,审核人：,,,",
    ]
    file.write_text("\n".join(lines), "utf-8")
    found = read([str(file)])
    line = found.sheets.row(0, named=True)
    assert (line["table"], line["rows_read"], line["rows_kept"]) == ("bodies", 7, 2)
    assert sum(line["set_aside"].values()) == 5
    assert found.failed == ()
    assert found.tables["bodies"]["levels"].to_list() == ["初级工、中级工、高级工", None]
    assert found.problems.select("table", "column", "raw").rows() == [("bodies", "levels", "四级以外")]


def test_as_says_what_a_file_is(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("姓名,身份证号\n" + ",".join(PERSON), "utf-8")
    assert len(read([str(file)]).failed) == 1
    found = read([str(file)], Overrides(tables={str(file): "payroll"}))
    assert len(found.tables["payroll"]) == 1
