"""The grammars of single cells: what they read, and what they refuse to guess."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.reading import values


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("280", "280"), ("280.00", "280"), ("1,000.00", "1000"), ("280元", "280"), ("２８０", "280"), ("¥280", "280"),
        (" 280 ", "280"), ("0.028万元", "280"), ("1.2万", "12000"), ("-240", "-240"), ("(240.00)", "-240"),
        ("240元整", "240"), ("0.30000000000000004", "0.3"), ("12,345,678.90", "12345678.9"), ("−240", "-240"),
        ("240（元）", "240"), ("贰佰肆拾元整", "240"), ("人民币贰佰肆拾圆整", "240"),
    ],
)  # fmt: skip
def test_money_reads(text: str, amount: str) -> None:
    assert values.money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "约200",
        "二百",
        "1,00",
        "2.8.0",
        "280/240",
        "",
        "元",
        "12.345",
        "2e2",
        "100²",
        "99999999999",
        "1" * 40,
        "0." + "0" * 40,
    ],
)
def test_money_refuses(text: str) -> None:
    assert values.money(text) is None


@given(st.decimals(min_value=-(10**7), max_value=10**7, places=2))
def test_money_round_trip(amount: Decimal) -> None:
    for text in (str(amount), f"{amount:,}", f"{amount}元"):
        assert values.money(text) == amount


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    spellings = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y:04}{m:02}{d:02}", f"{day.isoformat()} 08:30:00",
        f"{day.isoformat()}T08:30:00",
    ]  # fmt: skip
    assert {values.day(text) for text in spellings} == {day}
    if day > date(1927, 5, 18):  # serials of five digits
        assert values.day(str((day - date(1899, 12, 30)).days)) == day


@given(st.dates(date(1931, 5, 20), date(2099, 12, 31)))
def test_serials_of_1904(day: date) -> None:
    assert values.day(str((day - date(1904, 1, 1)).days), epoch_1904=True) == day


@pytest.mark.parametrize(
    "text", ["22.3.15", "2022-13-01", "2022-02-30", "15/3/2022", "2022", "昨天", "2022/3-15", "1022-01-01"]
)
def test_days_that_are_not_guessed(text: str) -> None:
    assert values.day(text) is None


@pytest.mark.parametrize(
    "text", ["202301", "2023-01", "2023.1", "2023/1", "2023年1月", "２０２３０１", "2023-01-17"]
)
def test_months(text: str) -> None:
    assert values.month(text) == date(2023, 1, 1)


@pytest.mark.parametrize("text", ["2O2301", "202313", "23.1", ""])
def test_months_that_are_not_guessed(text: str) -> None:
    assert values.month(text) is None


_WAYS = [
    "{rank}/{name}",
    "{name}",
    "{rank}",
    "{name}（{rank}）",
    "国家职业资格{rank}",
    "{rank}{name}",
    "{rank} / {name}",
    "{rank}／{name}",
    "职业技能等级{rank}",
]


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize(
    ("rank", "name"),
    [("五级", "初级工"), ("四级", "中级工"), ("三级", "高级工"), ("二级", "技师"), ("一级", "高级技师")],
)
def test_every_spelling_of_a_level(way: str, rank: str, name: str) -> None:
    assert values.level(way.format(rank=rank, name=name)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("初级技能", "初级工"),
        ("初级", "初级工"),
        ("初级(五级)", "初级工"),
        ("专项职业能力", "专项"),
        ("特级技师", "特级技师"),
        ("3级", "高级工"),
        ("首席技师", "首席技师"),
        ("Ⅴ级", "初级工"),
        ("IV级", "中级工"),
        ("国家职业资格Ⅲ级", "高级工"),
        ("四级工", "中级工"),
        ("中级工（Ⅳ级）", "中级工"),
    ],
)
def test_other_levels(text: str, name: str) -> None:
    assert values.level(text) == name


@pytest.mark.parametrize(
    "text", ["3", "5", "四级/高级工", "六级", "技工", "", "三", "Ⅴ", "IV", "VI级", "四级工/高级工", "级"]
)
def test_levels_that_are_not_guessed(text: str) -> None:
    assert values.level(text) is None


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("机考", "exam"), ("理论考试+实操考核", "exam"), ("过程考核", "process"), ("直接认定（免考核）", "direct"),
        ("免考核", None), ("免试", None), ("未参加考试", None), ("直认", None), ("过程评价（免理论）", "process"),
    ],
)  # fmt: skip
def test_methods(text: str, way: str | None) -> None:
    assert values.method(text) == way


def test_a_cell_that_says_its_unit_does_not_follow_the_sheets() -> None:
    assert values.money("0.024", 10_000) == values.money("240元", 10_000) == Decimal(240)
    assert values.money("贰佰肆拾元整", 10_000) == values.money("0.024万元", 10_000) == Decimal(240)


def test_subsidy_words() -> None:
    assert values.subsidy("示例县人力资源和社会保障局职业技能评价补贴申报表") == "evaluation"
    assert values.subsidy("一次性吸纳就业补贴") == "hire"
    assert values.subsidy("职业介绍补贴申报明细") == "placement"
    assert values.subsidy("Sheet1") is None


def test_serial_counts_from_the_same_day_as_excel() -> None:
    assert values.day("44635") == date(1899, 12, 30) + timedelta(days=44635) == date(2022, 3, 15)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("五级、四级、三级", "初级工、中级工、高级工"),
        ("五级至三级", "初级工、中级工、高级工"),
        ("初级工-高级工", "初级工、中级工、高级工"),
        ("一级—五级", "初级工、中级工、高级工、技师、高级技师"),
        ("1-5级", "初级工、中级工、高级工、技师、高级技师"),
        ("五、四、三级", "初级工、中级工、高级工"),
        ("五级/四级/三级", "初级工、中级工、高级工"),
        ("五级/初级工、四级/中级工", "初级工、中级工"),
        ("五级（初级工）至三级（高级工）", "初级工、中级工、高级工"),
        ("技师，高级技师", "技师、高级技师"),
        ("高级技师/技师", "技师、高级技师"),
        ("高级工及以下", "初级工、中级工、高级工"),
        ("三级/高级工", "高级工"),
        ("专项职业能力", "专项"),
        ("四级/高级工", None),
        ("五级及以上", None),
        ("五级、其他", None),
        ("全部等级", None),
        ("5-3", None),
        ("543级", None),
        ("专项至高级工", None),
        ("", None),
    ],
)
def test_several_levels(text: str, found: str | None) -> None:
    assert values.levels(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("男", "男"), ("女性", "女"), (" 男 ", "男"), ("1", "男"), ("２", "女"), ("1-男", "男"), ("2.女", "女"), ("2女", "女"),
        ("1-女", None), ("0", None), ("男女", None), ("M", None), ("未知", None),
    ],
)  # fmt: skip
def test_sex_is_a_word_or_the_code_of_the_standard(text: str, found: str | None) -> None:
    assert values.sex(text) == found


@pytest.mark.parametrize(
    ("text", "found"), [("35", 35), ("35岁", 35), ("35 周岁", 35), ("三十五", None), ("35.5", None)]
)
def test_an_age_is_a_count(text: str, found: int | None) -> None:
    assert values.count(text) == found
