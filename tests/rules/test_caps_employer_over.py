from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chizheng_audit.audit import Audit
from chizheng_audit.demo.people import credit_code
from tests import support
from tests.rules.stays import HIRE, PLACED

NAME = "caps_employer_over"
PACK = "zhongmu_2022"
CODE, OTHER = (credit_code(f"9141990{n}MA0000001") for n in "01")
CODED = {"employer_code": CODE}


def audited(name: str, *rows: dict[str, Any], **kwargs: Any) -> Audit:
    return support.audited(name, *rows, **{"policy": PACK} | kwargs)


def answers(name: str, *rows: dict[str, Any], **kwargs: Any) -> list[tuple[int, str]]:
    return support.answers(name, *rows, **{"policy": PACK} | kwargs)


def heads(count: int, start: int = 1, **changes: Any) -> list[dict[str, Any]]:
    return [HIRE | {"row_id": n} | changes for n in range(start, start + count)]


@pytest.mark.parametrize("count", [1999, 2000])
def test_up_to_the_cap_all_pass(count: int) -> None:
    assert answers(NAME, *heads(count, **CODED)) == []


def test_the_head_beyond_the_cap_is_flagged() -> None:
    found = audited(NAME, *heads(2001, **CODED))
    assert found.findings.select(
        "row_id", "verdict", "variant", "confidence", "at_stake", "facts"
    ).rows() == [
        (
            2001,
            "violation",
            "ever",
            "exact",
            Decimal(1000),
            [HIRE["employer"], "2001", "2001000.00", "0.00", "2000000.00", "1000.00", "0.00"],
        )
    ]
    assert found.findings["evidence"].to_list() == [[]]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (2001, 2000, 1)


def test_the_crossing_row_has_a_payable_part_and_is_the_evidence_of_later_ones() -> None:
    rows = [*heads(1999), HIRE | {"row_id": 2000, "amount": Decimal(1500)}, HIRE | {"row_id": 2001}]
    found = audited(NAME, *rows).findings
    assert found.select("row_id", "at_stake", "evidence").rows() == [
        (2000, Decimal(500), []),
        (2001, Decimal(1000), [2000]),
    ]
    assert [facts[4:] for facts in found["facts"].to_list()] == [
        ["2000000.00", "1500.00", "1000.00", "2000"],
        ["2000000.00", "1000.00", "0.00", "2001"],
    ]


def test_the_order_is_that_of_payment() -> None:
    early = HIRE | {"row_id": 2001, "claim_date": date(2023, 1, 1)}
    assert answers(NAME, *heads(2000), early) == [(2000, "violation")]


def test_one_code_is_one_employer_and_two_codes_are_two() -> None:
    half = heads(1500, **CODED)
    assert answers(NAME, *half, *heads(1000, 2001, employer_code=OTHER)) == []
    assert len(answers(NAME, *half, *heads(1000, 2001, **CODED, employer="改了名的公司"))) == 500


def test_by_name_it_is_said_how_many_and_how_sure() -> None:
    wrong = CODE[:-1] + ("1" if CODE[-1] != "1" else "2")
    rest = [HIRE | {"row_id": 2000 + n, "employer": "示例机械 有限责任公司"} for n in range(1, 502)]
    told = audited(NAME, *heads(1500), *rest).findings.select("variant", "confidence", "facts").rows()
    assert [(variant, sure, facts[-1]) for variant, sure, facts in told] == [
        ("ever_named", "possible", "2001")
    ]
    rest = [row | {"employer_code": wrong} for row in rest]
    told = (
        audited(NAME, *heads(1500, **CODED), *rest).findings.select("variant", "confidence", "facts").rows()
    )
    assert [(variant, sure, facts[-1]) for variant, sure, facts in told] == [("ever_named", "strong", "501")]


def test_the_register_joins_a_name_to_its_code() -> None:
    rows = [*heads(1500, employer="旧名有限公司", **CODED), *heads(501, 1501)]
    assert answers(NAME, *rows) == []
    register = [{"row_id": 9000, "employer": HIRE["employer"], "employer_code": CODE}]
    assert answers(NAME, *rows, employers=register) == [(2001, "violation")]


EARLIER = {"subsidy": "hire", "batch": "2022Q4", "year": 2022, "heads": 1999, "amount": Decimal(1_999_000)}


def test_what_earlier_batches_claimed_comes_first() -> None:
    told = EARLIER | {"employer": "旧名", "employer_code": CODE}
    assert answers(NAME, *heads(1, **CODED), past_sums=[told]) == []
    found = audited(NAME, *heads(2, **CODED), past_sums=[told]).findings
    assert found.select("row_id", "variant", "at_stake").rows() == [(2, "ever", Decimal(1000))]
    assert found["facts"].to_list()[0][1:4] == ["2001", "2001000.00", "1999000.00"]
    beyond = told | {"heads": 2100, "amount": Decimal(2_100_000)}
    assert audited(NAME, *heads(1, **CODED), past_sums=[beyond]).findings["at_stake"].to_list() == [
        Decimal(1000)
    ]


def test_earlier_batches_know_an_employer_by_name_too_and_that_is_said() -> None:
    told = [EARLIER | {"employer": HIRE["employer"]}]
    assert answers(NAME, *heads(2, **CODED), past_sums=told) == [(2, "violation")]
    found = audited(NAME, *heads(2, **CODED), past_sums=told).findings
    assert found["variant"].to_list() == ["ever_named"]
    assert found["facts"].to_list()[0][-1] == "1999"


@pytest.mark.parametrize("left_out", [{}, {"employer_code": CODE[:-1] + "?"}])
def test_leaving_the_code_out_does_not_make_a_new_employer(left_out: dict[str, Any]) -> None:
    told = [EARLIER | {"employer": HIRE["employer"], "employer_code": CODE}]
    found = audited(NAME, *heads(2, **left_out), past_sums=told).findings
    assert found.select("row_id", "variant", "at_stake").rows() == [(2, "ever_named", Decimal(1000))]
    # a name that two codes stand beside tells neither
    assert answers(NAME, *heads(2), past_sums=[*told, told[0] | {"employer_code": OTHER}]) == []
    # what the batch at hand says of a name goes before what was said then
    now = heads(2, **CODED), heads(2000, 3)
    assert (
        len(answers(NAME, *now[0], *now[1], past_sums=[told[0] | {"employer_code": OTHER, "heads": 1}])) == 2
    )


@pytest.mark.parametrize("other", [{"subsidy": "placement"}, {"employer_code": OTHER}, {"employer": None}])
def test_earlier_sums_of_others_do_not_count(other: dict[str, Any]) -> None:
    assert answers(NAME, *heads(2, **CODED), past_sums=[EARLIER | {"employer": "别家公司"} | other]) == []


@pytest.fixture
def yearly(tmp_path: Path) -> str:
    pack = tmp_path / "policy.toml"
    pack.write_text(
        """
id = "yearly"
title = "按年"
place = "虚构地区"
status = "test"
extends = "zhongmu_2022"
[parameters.employer_cap_scope]
clause = "hire_cap"
[[parameters.employer_cap_scope.values]]
from = 2022-01-01
value = "year"
""",
        encoding="utf-8",
    )
    return str(pack)


def test_where_the_pack_counts_by_year_each_year_has_its_own_sum(yearly: str) -> None:
    next_year = heads(1500, 1501, claim_date=date(2024, 1, 8))
    rows = [*heads(1500), *next_year]
    assert len(answers(NAME, *rows)) == 1000
    assert answers(NAME, *rows, policy=yearly) == []
    found = audited(NAME, *rows, *heads(501, 3001, claim_date=date(2024, 2, 8)), policy=yearly).findings
    assert found.select("row_id", "variant").rows() == [(3501, "year_named")]
    assert found["facts"].to_list()[0][1:4] == ["2024", "2001", "2001000.00"]


def test_by_year_only_the_sums_of_that_year_count(yearly: str) -> None:
    told = EARLIER | {"employer_code": CODE}
    assert answers(NAME, *heads(2, **CODED), past_sums=[told], policy=yearly) == []
    assert answers(NAME, *heads(2, **CODED), past_sums=[told | {"year": 2023}], policy=yearly) == [
        (2, "violation")
    ]


def test_without_a_date_the_year_is_not_known(yearly: str) -> None:
    undated = HIRE | {"claim_date": None, "hire_date": None}
    found = audited(NAME, undated, policy=yearly).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", "open_year")]
    assert answers(NAME, undated) == []


def test_null_is_never_a_pass() -> None:
    rows = (HIRE | {"employer": None}, HIRE | {"amount": None})
    assert answers(NAME, *rows) == [(1, "unverifiable"), (2, "unverifiable")]
    before = audited(NAME, HIRE, as_of=date(2021, 1, 1)).findings
    assert before["verdict"].to_list() == ["unverifiable"]


def test_a_code_without_a_name_is_enough() -> None:
    assert answers(NAME, HIRE | {"employer": None, "employer_code": CODE}) == []


def test_out_of_scope() -> None:
    rows = [PLACED | {"row_id": n} for n in range(1, 2002)]
    assert answers(NAME, *rows) == []


def test_a_code_that_only_claims_of_another_subsidy_tell_parts_no_sum_from_its_employer() -> None:
    told = [EARLIER | {"employer": HIRE["employer"]}]
    rows = [*heads(2), PLACED | CODED | {"row_id": 3}]
    assert answers(NAME, *rows, past_sums=told) == [(2, "violation")]
