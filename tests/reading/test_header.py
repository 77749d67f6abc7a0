"""Finding the table, the header and the columns."""

from chizheng_audit.reading.header import match
from chizheng_audit.reading.said import Said
from tests.reading.sheets import sheet

ID = "419900199003070018"


def test_title_rows_blanks_brackets_and_stars() -> None:
    found = match(
        sheet(
            ["示例县职业技能评价补贴申报表"],
            [],
            ["填报单位：示例学校", None, None, "单位：元"],
            ["序号", "姓    名*", "身份证号码\n(18位)", "职业（工种）", "认定等级", "补贴金额（元）"],
            ["1", "张一丁", ID, "保育师", "四级/中级工", "240"],
        )
    )
    assert found is not None
    assert found.rows == (4,)
    assert {n: c.place for n, c in found.columns.items()} == {
        "name": "c2", "id_no": "c3", "occupation": "c4", "level": "c5", "amount": "c6",
    }  # fmt: skip
    assert found.unmatched == ("序号",)


def test_two_row_header_with_merges() -> None:
    found = match(
        sheet(
            ["姓名", "身份证号", "证书信息", None, "补贴"],
            [None, None, "证书编号", "等级", "金额"],
            ["张一丁", ID, "S1", "中级工", "240"],
            merged=((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)),
        )
    )
    assert found is not None
    assert found.rows == (1, 2)
    assert {"name", "id_no", "cert_no", "level", "amount"} == set(found.columns)


def test_prior_certificate_is_not_the_certificate() -> None:
    found = match(
        sheet(
            [
                "姓名",
                "证件号码",
                "职业工种名称",
                "认定等级",
                "是否有职业资格证书",
                "证书等级",
                "证书编号",
                "职业技能等级证书编号",
            ]
        )
    )
    assert found is not None
    assert found.columns["level"].place == "c4"
    assert found.columns["prior_level"].place == "c6"
    assert found.columns["prior_cert_no"].place == "c7"
    assert found.columns["cert_no"].place == "c8"


def test_without_prior_signs_the_same_words_are_the_certificate() -> None:
    found = match(sheet(["姓名", "证件号码", "职业工种名称", "证书等级", "证书编号"]))
    assert found is not None
    assert found.columns["cert_no"].place == "c5"


def test_work_type_alone_is_the_occupation() -> None:
    found = match(sheet(["姓名", "身份证号", "工种", "等级"]))
    assert found is not None
    assert "work_type" not in found.columns
    assert found.columns["occupation"].place == "c3"


def test_near_header_is_accepted_and_says_so() -> None:
    found = match(sheet(["姓名", "身份证号", "职业技能等及", "补贴金额", "等级证书编号"]))
    assert found is not None
    assert found.columns["level"].how == "near"


def test_refuses_what_is_not_a_roster() -> None:
    assert match(sheet(["物料", "数量", "单价"], ["螺丝", "3", "4"])) is None
    assert match(sheet(["姓名", "部门"], ["张一丁", "财务"])) is None
    assert match(sheet()) is None


def test_insurance_is_told_from_claims() -> None:
    found = match(sheet(["姓名", "社会保障号", "参保单位", "险种", "费款所属期", "缴费类别"]))
    assert found is not None
    assert found.table.name == "insurance"


def test_two_columns_of_one_meaning_are_told() -> None:
    found = match(sheet(["姓名", "身份证号", "等级", "补贴金额", "申请金额"]))
    assert found is not None
    assert found.columns["amount"].place == "c4"
    assert found.clashes == ("补贴金额 / 申请金额",)
    assert "申请金额" in found.unmatched


def test_words_of_the_office_and_forced_table() -> None:
    said = Said("claims", {"学员": "name", "号码": "id_no", "补贴金额": None})
    found = match(sheet(["学员", "号码", "等级", "补贴金额"]), said)
    assert found is not None
    assert found.columns["name"].how == "override"
    assert "amount" not in found.columns


def test_the_better_word_is_the_amount_wherever_it_stands() -> None:
    found = match(sheet(["姓名", "身份证号", "等级", "补贴标准", "申报金额"]))
    assert found is not None
    assert found.columns["amount"].place == "c5" and found.clashes == ("申报金额 / 补贴标准",)
    assert found.left == {"c4": "补贴标准"}


def test_a_header_of_two_rows_is_shown_with_both() -> None:
    found = match(
        sheet(
            ["姓名", "身份证号", "补贴信息", None],
            [None, None, "等级", "补贴金额"],
            merged=((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)),
        ),
        Said(words={"补贴信息等级": "level"}),
    )
    assert found is not None
    assert found.columns["amount"].header == "补贴信息/补贴金额"
    assert found.columns["level"].how == "override"


def test_birth_date_month_sex_and_age_are_columns_of_their_own() -> None:
    found = match(
        sheet(
            ["姓名", "性别", "出生年月", "年龄（岁）", "身份证号", "出生年月日", "金额"],
            ["张一丁", "男", "1990-03", "32", "1", "2", "3"],
        ),
        Said(),
    )
    assert found is not None
    names = sorted(found.columns, key=lambda name: found.columns[name].place)
    assert names == ["name", "sex", "birth_month", "age", "id_no", "birth_date", "amount"]
