"""Placements insured in another province."""

from pathlib import Path

import pytest

from tests.rules.stays import HIRE, PLACED, months, others
from tests.support import answers, audited

NAME = "insurance_out_of_province"
REACH = others(-1, 40)
AWAY, HOME = {"region": "湖北省武汉市"}, {"region": "410122"}


@pytest.mark.parametrize("away", range(1, 7))
def test_too_few_months_inside_are_flagged(away: int) -> None:
    rows = [*months(*range(6 - away), **HOME), *months(*range(6 - away, 6), **AWAY), *REACH]
    assert answers(NAME, PLACED, insurance=rows) == [(1, "violation")]


def test_enough_months_inside_pass() -> None:
    assert answers(NAME, PLACED, insurance=[*months(*range(6), **HOME), *months(6, **AWAY), *REACH]) == []
    both = [*months(*range(6), **HOME), *months(*range(6), **AWAY, employer="别的"), *REACH]
    assert answers(NAME, PLACED, insurance=both) == [
        (1, "violation")
    ]  # the same months told for outside as well
    assert (
        answers(NAME, PLACED, insurance=[*months(*range(6), region="郑州市"), *REACH]) == []
    )  # told of no province


def test_what_tells_no_region_is_as_the_pack_says(tmp_path: Path) -> None:
    rows = [*months(*range(6)), *REACH]
    assert answers(NAME, PLACED, insurance=rows) == []
    pack = tmp_path / "policy.toml"
    pack.write_text(
        """
        id = "nation"
        title = "以全国数据核对"
        place = "某县"
        status = "test"
        extends = "demo"
        [parameters.insured_at_home_unless_told]
        unit = "是否"
        [[parameters.insured_at_home_unless_told.values]]
        from = 2022-01-01
        value = false
        assumed = true
        note = "全国的明细"
        """,
        "utf-8",
    )
    found = audited(NAME, PLACED, insurance=rows, policy=str(pack)).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", "open_region")]
    inside = [*months(*range(6), **HOME), *REACH]
    assert answers(NAME, PLACED, insurance=inside, policy=str(pack)) == []


def test_out_of_scope() -> None:
    rows = [*months(*range(6), **AWAY), *REACH]
    assert answers(NAME, HIRE, {}, PLACED | {"amount": -300}, insurance=rows) == []
    assert answers(NAME, PLACED, insurance=[*months(*range(5), **AWAY), *REACH]) == []  # too short: S02's


def test_wording() -> None:
    rows = [*months(0, 1, **HOME), *months(*range(2, 8), **AWAY), *REACH]
    found = audited(NAME, PLACED, insurance=rows).findings
    assert found["facts"].to_list()[0][2:] == ["2022-03", "8", "2", "6"]
    assert found["at_stake"].to_list() == [300] and found["clause"].to_list() == ["placement"]
