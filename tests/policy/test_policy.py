"""Policy packs: the figures of the law, the two verbs against plain oracles, and every fault a pack can have."""

from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.policy import PACKS, STATUS_WORDS, Dated, Parameter, Policy, available, load_policy
from chizheng_audit.policy_faults import STATUSES
from chizheng_audit.tables.kinds import LEVEL, LEVELS, MONEY
from tests.policy.support import DAY, Write, head, parameter, patient, refused
from tests.support import answers, audited

# —— the packs ——


def test_figures_of_the_mission() -> None:
    law = load_policy("zhongmu_2022")
    assert law.value("evaluation_amount", DAY) == {
        "专项": 100,
        "初级工": 200,
        "中级工": 240,
        "高级工": 280,
        "技师": 350,
        "高级技师": 380,
    }
    assert law.value("direct_share", DAY) == Decimal("0.5")
    assert law.value("duplicate_key", DAY) == ["person", "family", "trade", "level"]
    assert (law.value("hire_amount", DAY), law.value("hire_months", DAY)) == (1000, 12)
    assert law.value("employer_cap", DAY) == 2_000_000
    assert (law.value("placement_amount", DAY), law.value("placement_months", DAY)) == (300, 6)
    assert law.value("excluded_certificates", DAY) == ["培训合格证", "培训结业证", "培训证书"]


def test_packs_that_come_with_the_tool() -> None:
    assert available() == ["demo", "guangzhou_2023", "national_2025", "panzhihua_2012", "zhongmu_2022"]


@pytest.mark.parametrize("name", available())
def test_every_pack_is_whole(name: str) -> None:
    law = load_policy(name)
    assert law.id == name
    assert law.lineage[0] == name
    assert law.status in STATUS_WORDS
    assert law.title and law.place and law.issued and law.source and len(law.sha256) == 64
    assert law.parameters
    for known in law.parameters.values():
        assert known.clause in law.clauses or all(v.assumed and v.note for v in known.values)
        assert known.unit


@pytest.mark.parametrize("name", available())
def test_a_draft_calls_every_date_assumed(name: str) -> None:
    law = load_policy(name)
    if law.status == "draft":
        assert {known for known, _note in law.assumptions()} == set(law.parameters)


@pytest.mark.parametrize("name", [n for n in available() if n not in ("demo", "zhongmu_2022")])
def test_other_places_stand_alone(name: str) -> None:
    law = load_policy(name)
    assert law.lineage == (name,)
    assert law.lacks(("duplicate_key", "hire_amount", "employer_cap")) != []
    assert law.value("province", date(2024, 1, 1)) != ["41"]


def test_statuses_have_words() -> None:
    assert set(STATUSES) == set(STATUS_WORDS)


def test_regions_are_those_of_the_standard() -> None:
    from stdnum import numdb

    known = {f"41{n:02}" for n in range(1, 100) if _has_region(numdb.get("cn/loc"), f"41{n:02}")}
    assert set(load_policy("zhongmu_2022").value("regions", DAY)) == known
    assert set(load_policy("demo").value("regions", DAY)) == known | {"4199"}


def _has_region(standard: Any, prefix: str) -> bool:
    return any("county" in facts for n in range(100) for _part, facts in standard.info(f"{prefix}{n:02}"))


def test_packs_are_in_the_package() -> None:
    folder = files("chizheng_audit") / "policies"
    assert sorted(pack.name for pack in folder.iterdir() if pack.is_dir()) == available()


# —— a place is data: the same rules under other figures ——


def test_scale_of_another_place() -> None:
    row = {"amount": Decimal("205.00"), "issue_date": date(2012, 9, 1)}
    wrong = {"amount": Decimal("240.00"), "issue_date": date(2012, 9, 1)}
    found = answers("amounts_evaluation_off_scale", row, wrong, policy="panzhihua_2012")
    assert found == [(2, "violation")]


def test_placement_of_another_place() -> None:
    claim = {"subsidy": "placement", "hire_date": date(2023, 5, 1), "agency": "示例公司"}
    rows = [claim | {"amount": Decimal(amount)} for amount in ("300.00", "400.00")]
    assert answers("amounts_placement_off_scale", *rows, policy="guangzhou_2023") == [(1, "violation")]
    assert answers("amounts_placement_off_scale", *rows, policy="zhongmu_2022") == [(2, "violation")]


def test_a_rule_says_which_parameter_it_lacks() -> None:
    line = audited("amounts_hire_off_scale", {"subsidy": "hire"}, policy="guangzhou_2023").coverage.row(
        0, named=True
    )
    assert (line["status"], line["detail"]) == ("no_parameter", "hire_amount")


# —— value and attach against plain oracles ——

DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def made(values: list[Dated], *, by: tuple[str, ...] = (), unit: str = "元") -> Policy:
    """A pack of one parameter `p`, dated by issue_date, claim_date, as_of."""
    known = Parameter("p", None, unit, by, ("issue_date", "claim_date", "as_of"), tuple(values))
    return Policy("x", "甲", "乙", "test", "", "", ("x",), "", {}, {"p": known})


@st.composite
def scales(draw: st.DrawFn) -> list[Dated]:
    starts = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
    amounts = st.decimals(0, 9999, places=2)
    tables = st.dictionaries(st.sampled_from(LEVELS), amounts, min_size=1)
    return [Dated(start, draw(tables), False, "") for start in starts]


ROWS = st.lists(
    st.tuples(st.none() | DAYS, st.none() | DAYS, st.none() | st.sampled_from(LEVELS)), max_size=12
)


def in_force(values: list[Dated], day: date) -> Any:
    """The last value that started on or before `day`, by looking at each."""
    found = None
    for value in values:
        if value.start <= day:
            found = value.value
    return found


def frame(rows: list[tuple[date | None, date | None, str | None]]) -> pl.LazyFrame:
    schema = {"issue_date": pl.Date, "claim_date": pl.Date, "level": LEVEL}
    return pl.LazyFrame(rows, schema=schema, orient="row")


@patient
@given(scales(), ROWS, DAYS)
def test_attach_by_level(
    values: list[Dated], rows: list[tuple[date | None, date | None, str | None]], as_of: date
) -> None:
    due = made(values, by=("level",)).attach(frame(rows), "p", as_of).collect().get_column("p")
    assert due.dtype == MONEY
    expected = [
        (in_force(values, issued or claimed or as_of) or {}).get(level) for issued, claimed, level in rows
    ]
    assert due.to_list() == expected


@patient
@given(st.dictionaries(DAYS, st.integers(0, 9999), min_size=1, max_size=4), ROWS, DAYS)
def test_attach_of_one_number(
    amounts: dict[date, int], rows: list[tuple[date | None, date | None, str | None]], as_of: date
) -> None:
    values = [Dated(start, amount, False, "") for start, amount in sorted(amounts.items())]
    due = made(values).attach(frame(rows), "p", as_of).collect().get_column("p")
    assert due.dtype == MONEY
    assert due.to_list() == [in_force(values, issued or claimed or as_of) for issued, claimed, _level in rows]


@patient
@given(scales(), DAYS)
def test_value_on_a_day(values: list[Dated], day: date) -> None:
    assert made(values).value("p", day) == in_force(values, day)


@pytest.mark.parametrize(
    ("value", "unit", "dtype"),
    [
        (1000, "元", MONEY),
        (Decimal("0.5"), "占比", pl.Decimal(12, 4)),
        (12, "月", pl.Int64),
        ("年", "周期", pl.String),
        (True, "是否", pl.Boolean),
    ],
)
def test_attach_keeps_its_type_before_the_first_day(value: Any, unit: str, dtype: Any) -> None:
    law = made([Dated(date(2022, 1, 1), value, False, "")], unit=unit)
    for day, expected in ((date(2021, 12, 31), None), (date(2022, 1, 1), value)):
        column = law.attach(frame([(None, None, None)]), "p", day).collect().get_column("p")
        assert column.dtype == dtype
        assert column.to_list() == [expected]


def test_attach_without_any_date_column_goes_by_the_audit_day() -> None:
    law = made([Dated(date(2022, 1, 1), 5, False, "")])
    rows = pl.LazyFrame({"row_id": [1]})
    assert law.attach(rows, "p", date(2022, 1, 1)).collect().get_column("p").to_list() == [5]
    assert law.attach(rows, "p", date(2021, 1, 1)).collect().get_column("p").to_list() == [None]


@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_lists_and_plain_tables_cannot_be_attached(value: Any) -> None:
    with pytest.raises(TypeError, match="ask for its value"):
        made([Dated(DAY, value, False, "")], unit="").attach(frame([]), "p", DAY)


def test_a_switch_of_amounts_in_a_file(write: Write) -> None:
    second = '[[parameters.p.values]]\nfrom = 2023-07-01\nvalue = 250.50\nassumed = true\nnote = "改"'
    law = load_policy(
        write(parameter(value="240", more='unit = "元"\ndated_by = ["issue_date"]', entry=second))
    )
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2023, 6, 30), date(2023, 7, 1), None]
    rows = pl.LazyFrame({"issue_date": days}, schema={"issue_date": pl.Date})
    due = law.attach(rows, "p", DAY).collect().get_column("p").to_list()
    assert due == [None, Decimal(240), Decimal(240), Decimal("250.50"), None]
    assert law.assumptions() == [("p", "推定"), ("p", "改")]


def test_values_may_stand_in_any_order(write: Write) -> None:
    earlier = '[[parameters.p.values]]\nfrom = 2020-01-01\nvalue = 7\nassumed = true\nnote = "旧"'
    law = load_policy(write(parameter(entry=earlier)))
    assert [law.value("p", DAY - timedelta(days=d)) for d in (0, 365, 1000)] == [1, 7, None]


def test_dated_tells_the_note() -> None:
    law = load_policy("zhongmu_2022")
    found = law.dated("direct_share", DAY)
    assert found is not None and found.assumed and "可以" in found.note
    assert law.dated("direct_share", date(2021, 12, 31)) is None
    assert law.dated("nothing", DAY) is None
    assert law.lacks(("nothing", "direct_share")) == ["nothing"]


def test_one_assumption_is_told_once(write: Write) -> None:
    again = '[[parameters.p.values]]\nfrom = 2023-01-01\nvalue = 2\nassumed = true\nnote = "推定"'
    assert load_policy(write(parameter(entry=again))).assumptions() == [("p", "推定")]


# —— extends and without ——


def test_extends_and_without(write: Write) -> None:
    path = write(
        parameter("hire_amount", "500", 'unit = "元"'),
        head=head('extends = "zhongmu_2022"\nwithout = ["province"]'),
    )
    law, base = load_policy(path), load_policy("zhongmu_2022")
    assert law.lineage == ("x", "zhongmu_2022")
    assert law.value("hire_amount", DAY) == 500
    assert law.value("placement_amount", DAY) == 300
    assert law.lacks(tuple(base.parameters)) == ["province"]
    assert law.clauses == base.clauses


def test_the_hash_covers_what_is_inherited(write: Write) -> None:
    child = write(head=head('extends = "base.toml"'), name="child.toml")
    write(parameter(value="1"), name="base.toml")
    one = load_policy(child)
    write(parameter(value="2"), name="base.toml")
    two = load_policy(child)
    assert (one.value("p", DAY), two.value("p", DAY)) == (1, 2)
    assert one.sha256 != two.sha256


def test_extends_is_looked_for_beside_the_file(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = write(head=head('extends = "base.toml"'), name="child.toml")
    write(parameter(), name="base.toml")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert load_policy(child).value("p", DAY) == 1


def test_a_folder_is_a_pack_too() -> None:
    assert load_policy(str(PACKS / "demo")) == load_policy("demo")


def test_a_cycle_is_told(write: Write) -> None:
    one = write(head=head('extends = "two.toml"'), name="one.toml")
    write(head=head('extends = "./one.toml"'), name="two.toml")
    assert "引用了自己" in refused(one)


def test_without_must_name_what_the_base_has(write: Write) -> None:
    path = write(head=head('extends = "zhongmu_2022"\nwithout = ["provinz"]'))
    assert "provinz" in refused(path)


def test_an_inherited_clause_serves(write: Write) -> None:
    body = parameter("hire_amount", "500", 'unit = "元"\nclause = "hire"')
    assert (
        load_policy(write(body, head=head('extends = "zhongmu_2022"'))).parameters["hire_amount"].clause
        == "hire"
    )
