"""Codes, units and texts: their structure stays, all else does not. The oracles are the tool's own expressions."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit import certificates, credit_code, units
from chizheng_audit.anonymise.codes import Codes, respelled
from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.redated import redated
from chizheng_audit.anonymise.texts import Texts
from chizheng_audit.anonymise.units import Units
from chizheng_audit.folding import run_together
from chizheng_audit.reading import values
from chizheng_audit.similarity import near_units
from chizheng_audit.similarity.contacts import account_codes, phone_codes

DRAWS = Draws(b"key")
CERTIFICATES = [
    "S000041000001234000001", "S000041000001234000002", "Y123441000001215000003", "S000042000001224000003", "S000041000001237000003",
    "2341003123400012", "2341003123400013", "ZX23000001", "AB12345678901234567890", "s0000-4100-0001-2340-00004", "12", "待发",
]  # fmt: skip


def test_certificates_say_kind_province_year_and_level() -> None:
    codes = Codes(DRAWS, CERTIFICATES)
    images = [codes.certificate(each) for each in CERTIFICATES]
    asked = (
        certificates.kind,
        certificates.level,
        certificates.year,
        certificates.province,
        certificates.is_nearly_readable,
    )
    for ask in asked:
        one, other = (
            pl.DataFrame({"n": group})
            .select(ask(pl.col("n").str.to_uppercase().str.replace_all("-", "")))
            .to_series()
            for group in (CERTIFICATES, images)
        )
        assert one.to_list() == other.to_list()
    assert (
        len(set(images)) == len(images)
        and [a == b for a, b in zip(CERTIFICATES, images, strict=True)].count(True) == 1
    )
    assert images[9].count("-") == 4 and images[9].startswith("s")
    same_site = [images[at] for at in (0, 1)]
    assert same_site[0][:16] == same_site[1][:16] and int(same_site[1][16:]) - int(same_site[0][16:]) == 1


def code(body: str) -> str:
    from chizheng_audit.demo.people import credit_code as with_check
    from chizheng_audit.demo.people import organisation_code

    return with_check(f"91410122{organisation_code(body)}")


def test_credit_codes_are_right_or_wrong_as_they_were() -> None:
    right = code("MA00000A")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    given_ = [
        right,
        wrong,
        right[:10] + "9" + right[11:],
        right.lower(),
        "O".join(right.split("0", 1)),
        "410100000012345",
        "91",
    ]
    codes = Codes(DRAWS, given_)
    codes.right_codes([right])
    images = [codes.credit_code(each) for each in given_]
    for ask in (
        credit_code.is_shaped,
        credit_code.check_is_right,
        credit_code.organisation_is_right,
        credit_code.registration_is_right,
    ):
        one, other = (
            pl.DataFrame({"c": group}).select(ask(credit_code.clean(pl.col("c")))).to_series().to_list()
            for group in (given_, images)
        )
        assert one == other
    guesses = pl.DataFrame({"c": [given_[4], images[4]]}).select(credit_code.guessed(pl.col("c"))).to_series()
    assert guesses.to_list() == [right, images[0]]
    assert images[3] == images[0].lower() and images[0][2:8] == "419900"
    assert sum(a != b for a, b in zip(images[0], images[1], strict=True)) == 1


PHONES = [
    "13712345679",
    "+86 137-1234-5679",
    "13800138000",
    "19900000000",
    "0371-61234568",
    "无",
    "１３７１２３４５６７９",
]


def test_phones_and_accounts_speak_for_the_same_people() -> None:
    codes = Codes(DRAWS, PHONES)
    images = [codes.phone(each) for each in PHONES]
    one, other = (phone_codes(pl.Series(group)).to_list() for group in (PHONES, images))
    assert [a is None for a in one] == [b is None for b in other]
    assert other[0] == other[1] == other[6] != one[0]
    assert images[0].startswith("10") and images[2:4] == PHONES[2:4] and images[4].index("-") == 4
    accounts = ["6222021712000000001", "6222 0217 1200 0000 001", "6222021712000000002", "41050A0001234567"]
    made = [codes.account(each) for each in accounts]
    told = account_codes(pl.Series(made)).to_list()
    assert told[0] == told[1] != told[2] and None not in told and made[1].count(" ") == 4


UNITS = [
    "示例县宏图机械有限公司", "示例县宏图机械有限责任公司", "河南省示例市示例县宏图机械有限公司", "宏图机械（示例）有限公司", "宏图机戒有限公司",
    "示例县宏图电子厂", "兴农食品有限公司", "示例县兴农食品", "远航学校", "示例县远航学校", "人力资源", "宏 图 機械有限公司",
]  # fmt: skip


@settings(max_examples=20)
@given(key=st.binary(min_size=1, max_size=8))
def test_units_are_as_near_as_they_were(key: bytes) -> None:
    changed = Units(Draws(key), UNITS)
    images = [changed(each) for each in UNITS]
    for fold in (run_together, units.name_key, lambda name: units.core(units.name_key(name))):
        one, other = (
            group_of(pl.DataFrame({"u": group}).select(fold(pl.col("u"))).to_series().to_list())
            for group in (UNITS, images)
        )
        assert one == other
    back = dict(zip(images, UNITS, strict=True))
    before = {frozenset((a, b)): score for a, b, score in near_units(pl.Series(UNITS), 50).iter_rows()}
    after = {
        frozenset((back[a], back[b])): score for a, b, score in near_units(pl.Series(images), 50).iter_rows()
    }
    of_one_family = {pair: score for pair, score in before.items() if all("宏" in name for name in pair)}
    assert of_one_family and of_one_family.items() <= after.items()
    held = [(a, b) for a in UNITS for b in UNITS if a != b and a in b]
    assert held and all(changed(a) in changed(b) for a, b in held)
    assert [name for name, image in zip(UNITS, images, strict=True) if name == image] == ["人力资源"]


def group_of(texts: list[str]) -> list[int]:
    """Which of them are the same."""
    return [texts.index(text) for text in texts]


TEXTS = Texts(
    DRAWS,
    [("示例县启明职业培训学校", "某校"), ("示例局", "某局")],
    {"张一丁", "李丽"}.__contains__,
    {"张一丁": "甲乙丙", "李丽": "丁戊"}.__getitem__,
    {"419900199003070018": "NUMBER"}.get,
)


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("合  计", "合  计"),
        ("填表人：张一丁", "填表人：甲乙丙"),
        ("申报单位：示例县启明职业培训学校（盖章）", "申报单位：某校（盖章）"),
        ("2023年第四季度评价补贴", "2023年第四季度评价补贴"),
        ("共57人，合计13680元", "共57人，合计13680元"),
        ("见419900199003070018", None),
        ("已退回", "已退回"),
        ("#DIV/0!", "#DIV/0!"),
        ("2023-11-05", "2023-11-05"),
        ("202301-202312、2023.1-2023.12", "202301-202312、2023.1-2023.12"),
        ("过程评价、直接认定", "过程评价、直接认定"),
        ("12,345.60元，1234567元", "12,345.60元，1234567元"),
    ],
)
def test_known_words_stay_and_known_values_become_their_pseudonyms(text: str, image: str | None) -> None:
    made = TEXTS(text)
    assert made == image if image else ("NUMBER" in made and "见" not in made)


def test_what_is_not_known_is_replaced_and_equal_texts_stay_equal() -> None:
    text = "家住幸福路8号，找老赵，电话6123-4567或137-1234-5679、13712345679.0，邮箱zhao@example.org"
    made = TEXTS(text)
    assert made == TEXTS(text) and len(made) == len(text)
    assert not any(
        part in made for part in ("幸福", "老赵", "13712345679", "1234-5679", "6123-4567", "zhao", "example")
    )


@settings(max_examples=80)
@given(
    old=st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    by=st.integers(-400, 400),
    way=st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y.%m.%d"]),
)
def test_a_day_is_written_as_it_was(old: date, by: int, way: str) -> None:
    for text in (
        old.strftime(way),
        f"{old.year}/{old.month}/{old.day}",
        f"{old.year}年{old.month}月{old.day}日",
    ):
        made = redated(text, timedelta(days=by), old)
        assert values.day(made) == old + timedelta(days=by)


def test_width_and_case_of_a_code_stay() -> None:
    assert respelled("ＡＢ 12", lambda code: {"AB12": "XY98"}[code]) == "ＸＹ 98"
    assert respelled("ab12", lambda code: {"AB12": "XY98"}[code]) == "xy98"


@pytest.mark.parametrize(("text", "tells"), [("电工", False), ("焊工（李丽）", True), ("工种张一丁代", True), ("电工 13712345679", True),
                                             ("示例局职工", True), ("202301-202312", False), ("4-10-01-03", False)])  # fmt: skip
def test_a_word_in_which_somebody_stands_is_seen(text: str, tells: bool) -> None:
    assert TEXTS.tells(text) is tells
