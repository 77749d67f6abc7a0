"""One key per employer over all tables of a case."""

from typing import Any

import polars as pl
import pytest

from chizheng_audit import units
from chizheng_audit.demo.people import credit_code

NAME = "示例县宏图机械有限公司"
CODE, OTHER = (credit_code(f"9141990{n}MA0000001") for n in "01")
NUMBER = "110108000000016"
SCHEMA = dict.fromkeys(units.TOLD, pl.String())


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(units.TOLD) | row for row in rows], schema=SCHEMA)


def keys(*rows: dict[str, Any], register: tuple[dict[str, Any], ...] = ()) -> list[tuple[Any, ...]]:
    claims = frame(*rows).drop("registration")
    known = units.known(claims.lazy(), frame(*register).lazy())
    return units.identified(claims, known).select("employer_key", "employer_by").rows()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("宏图（中牟）有限公司", "宏图(中牟)有限责任公司", True),
        ("ＡＢ商贸有限公司", "ab商贸 有限公司", True),
        ("河南省郑州市中牟县宏图机械厂", "中牟县宏图机械厂", True),
        ("郑州市中牟县宏图机械厂", "河南省中牟县宏图机械厂", True),
        ("河南省郑州市宏图机械厂", "郑州市宏图机械厂", True),
        ("郑州市宏图机械厂", "开封市宏图机械厂", False),
        ("郑州市宏图机械厂", "宏图机械厂", False),
        ("中牟县宏图机械厂", "宏图机械厂", False),
        ("宏图机械有限公司", "宏图机械股份有限公司", False),
        ("宏图机械有限公司", "宏图机械有限公司中牟分公司", False),
        ("河南省宏图机械厂", "宏图机械厂", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    first, second = pl.DataFrame({"n": [one, other]}).select(units.name_key(pl.col("n"))).to_series()
    assert (first == second) is same


@pytest.mark.parametrize("name", ["——", "123", "", None])
def test_no_name(name: str | None) -> None:
    assert keys({"employer": name}) == [(None, None)]


def test_a_right_code_counts_whatever_the_name() -> None:
    rows = keys(
        {"employer": NAME, "employer_code": CODE},
        {"employer": "改名公司", "employer_code": f" {CODE.lower()}"},
    )
    assert rows == [(CODE, "code"), (CODE, "code")]


def test_a_name_takes_the_only_code_that_stands_beside_it_anywhere() -> None:
    alone = {"employer": NAME}
    assert keys(alone) == [(NAME, "name")]
    assert keys(alone, {"employer": NAME, "employer_code": CODE})[0] == (CODE, "name")
    assert keys(alone, register=({"employer": NAME, "employer_code": CODE},)) == [(CODE, "name")]


def test_a_name_with_two_codes_takes_neither() -> None:
    rows = (
        {"employer": NAME, "employer_code": CODE},
        {"employer": NAME, "employer_code": OTHER},
        {"employer": NAME},
    )
    assert keys(*rows) == [(CODE, "code"), (OTHER, "code"), (NAME, "name")]


@pytest.mark.parametrize(
    "code", [CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), CODE[:-1], "无", "O" + CODE[1:]]
)
def test_a_wrong_code_is_no_code(code: str) -> None:
    row = {"employer": NAME, "employer_code": code}
    assert keys(row) == [(NAME, "name")]
    assert keys(row, register=({"employer": NAME, "employer_code": CODE},)) == [(CODE, "name")]


def test_a_registration_number_is_second_best_and_leads_to_the_code_beside_it() -> None:
    row = {"employer": "旧名公司", "employer_code": NUMBER}
    assert keys(row) == [(NUMBER, "registration")]
    register = {"employer": NAME, "registration": NUMBER, "employer_code": CODE}
    assert keys(row, {"employer": "旧名公司"}, register=(register,)) == [
        (CODE, "registration"),
        (CODE, "name"),
    ]


def test_a_code_without_a_name() -> None:
    assert keys({"employer_code": CODE}, {"employer_code": "1"}) == [(CODE, "code"), (None, None)]


def test_rows_keep_their_order_and_their_number() -> None:
    rows = [{"employer": NAME, "employer_code": code} for code in (CODE, None, OTHER, CODE, None)]
    assert [key for key, _by in keys(*rows)] == [CODE, NAME, OTHER, CODE, NAME]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        (NAME, "宏图机械"),
        ("郑州市中牟县宏图机械股份有限公司", "宏图机械"),
        ("宏图机械厂", "宏图机械"),
        ("甲公司", "甲公司"),
    ],
)
def test_what_distinguishes_a_name(name: str, core: str) -> None:
    assert pl.DataFrame({"n": [name]}).select(units.core(pl.col("n"))).item() == core


@pytest.mark.parametrize(
    ("by", "key", "sure"),
    [
        ("code", CODE, "exact"),
        ("registration", NUMBER, "exact"),
        ("name", CODE, "strong"),
        ("name", NAME, "possible"),
    ],
)
def test_how_sure(by: str, key: str, sure: str) -> None:
    row = pl.DataFrame({"by": [by], "key": [key]})
    assert row.select(units.confidence(pl.col("by"), pl.col("key"))).item() == sure
