"""What of the history reaches the rules: all of it that matters, and never the batch's own."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chizheng_audit.case import past_schema, prepare
from chizheng_audit.ledger import keys, recording
from chizheng_audit.ledger.folder import opened, opened_or_made
from chizheng_audit.ledger.past import Past, past
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.history import PAST_CLAIMS_BASE, PAST_SHEETS, PAST_SUMS
from chizheng_audit.tables.system import SHEET_SPAN, SHEETS
from tests.ledger.support import NOON, advanced, sha256, undone
from tests.support import CLEAN

OTHER = {"id_no": "419900199003070034", "cert_no": "S000041000001224000002"}
Rows = list[dict[str, Any]]


def read(file: str, *rows: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(prepared claims, SHEETS) of one file, as reading would give them."""
    full = [{"row_id": SHEET_SPAN + place, **CLEAN, **row} for place, row in enumerate(rows, start=2)]
    sheet = {
        "base": SHEET_SPAN,
        "file": file,
        "sha256": sha256(file),
        "table": "claims",
        "rows_kept": len(rows),
    }
    return prepare(pl.DataFrame(full, schema=CLAIMS.schema)), pl.DataFrame([sheet], schema=SHEETS)


def put(
    folder: Path, name: str, *rows: dict[str, Any], status: str = "paid", file: str | None = None
) -> None:
    ledger, _made = opened_or_made(folder)
    recording.record(ledger, recording.Wanted(name, status, NOON), *read(file or f"{name}.csv", *rows))


def look(folder: Path, *rows: dict[str, Any], file: str = "now.csv", batch: str | None = None) -> Past:
    return past(opened(folder), *read(file, *rows), batch)


def places(found: Past) -> list[tuple[str, str, int]]:
    return found.claims.select("batch", "file", "row").rows()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def test_it_has_the_columns_that_rules_expect(folder: Path) -> None:
    put(folder, "A", {}, OTHER)
    for rows in ([{}], [{"id_no": None, "cert_no": None}], []):
        found = look(folder, *rows)
        assert found.claims.schema == past_schema()
        assert found.sums.schema == PAST_SUMS
        assert found.sheets.schema == PAST_SHEETS


def test_the_same_person_or_number_and_nobody_else(folder: Path) -> None:
    put(folder, "A", {}, OTHER, {"id_no": "419900199003070050", "cert_no": "S000041000001224000003"})
    assert places(look(folder, {"cert_no": "S000041000001224000009"})) == [("A", "A.csv", 2)]
    assert places(look(folder, {"cert_no": "S-000041000001224000002", "id_no": None})) == [("A", "A.csv", 3)]
    assert places(look(folder, {"id_no": "419900900307001", "cert_no": None})) == [("A", "A.csv", 2)]
    assert places(look(folder, {"id_no": None, "cert_no": None})) == []


def test_nobody_is_joined_by_what_is_missing(folder: Path) -> None:
    put(folder, "A", {"name": None, "id_no": None, "cert_no": "待发"})
    assert places(look(folder, {"name": None, "id_no": None, "cert_no": "待发"})) == []


def test_rows_without_a_key_are_met_by_name_and_number_as_they_stand(folder: Path) -> None:
    masked = {"id_no": "4199********0018", "cert_no": None}
    put(folder, "A", masked, masked | {"id_no": None}, masked | {"id_no": OTHER["id_no"]})
    assert places(look(folder, masked)) == [("A", "A.csv", 2)]
    assert places(look(folder, masked | {"id_no": None})) == [("A", "A.csv", 3)]
    assert places(look(folder, masked | {"name": "王二丙"})) == []
    assert places(look(folder, masked | {"id_no": "4199********0019"})) == []
    # whose number tells a person is joined by it, and by nothing else
    assert places(look(folder, {"cert_no": None})) == []


def test_past_rows_are_whole_and_in_the_order_of_the_ledger(folder: Path) -> None:
    put(folder, "B", {"phone": "13800000001", "amount": Decimal("120.00"), "method": "direct"})
    put(folder, "A", {"issue_date": date(2020, 1, 1)})
    found = look(folder, {}).claims
    assert found["row_id"].to_list() == [PAST_CLAIMS_BASE + 2, PAST_CLAIMS_BASE + SHEET_SPAN + 2]
    assert found["batch"].to_list() == ["B", "A"]
    expected = read("x", {"phone": "13800000001", "amount": Decimal("120.00"), "method": "direct"})[0]
    assert found.head(1).select(expected.columns).drop("row_id").equals(expected.drop("row_id"))


def test_the_batch_at_hand_is_not_its_own_past(folder: Path) -> None:
    put(folder, "A", {}, file="甲.csv")
    assert places(look(folder, {}, file="甲.csv")) == []
    assert places(look(folder, {}, file="甲的副本.csv", batch="A")) == []
    assert places(look(folder, {}, file="甲.csv", batch="A")) == []
    # the same file in another batch is claimed twice
    assert places(look(folder, {}, file="甲.csv", batch="B")) == [("A", "甲.csv", 2)]
    assert places(look(folder, {}, file="乙.csv")) == [("A", "甲.csv", 2)]


def test_of_an_own_file_only_its_own_rows_are_left_out(folder: Path) -> None:
    one, sheet = read("甲.csv", {})
    two, other = read("乙.csv", {})
    ledger, _made = opened_or_made(folder)
    moved = two.with_columns(pl.col("row_id") + SHEET_SPAN)
    sheets = pl.concat([sheet, other.with_columns(base=pl.lit(2 * SHEET_SPAN))])
    recording.record(ledger, recording.Wanted("A", "paid", NOON), pl.concat([one, moved]), sheets)
    assert places(look(folder, {}, file="甲.csv")) == [("A", "乙.csv", 2)]


def test_undone_and_superseded_claims_are_no_history(folder: Path) -> None:
    put(folder, "A", {})
    undone(folder, "A")
    put(folder, "B", {}, OTHER, status="claimed", file="申报.csv")
    put(folder, "B", OTHER, status="approved", file="审定.csv")
    assert places(look(folder, {})) == []
    assert places(look(folder, OTHER)) == [("B", "审定.csv", 2)]
    advanced(folder, "B", "paid")
    assert look(folder, OTHER).claims["status"].to_list() == ["paid"]


def test_rows_with_keys_of_another_version_are_found_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "A", {}, OTHER)
    before = look(folder, OTHER).claims
    path = next((folder / "claims").glob("*.parquet"))
    size = path.stat().st_size
    monkeypatch.setattr(keys, "stamp", lambda: "2.later")
    put(folder, "B", OTHER)
    assert path.stat().st_size == size
    assert places(look(folder, OTHER)) == [("A", "A.csv", 3), ("B", "B.csv", 2)]
    assert look(folder, OTHER).claims.head(1).equals(before)


def test_reversals_reach_over_batches(folder: Path) -> None:
    put(folder, "A", {}, OTHER)
    back = {"amount": Decimal(-240)}
    found = look(folder, back, OTHER)
    assert found.at_hand["standing"].to_list() == ["netted", "claim"]
    assert found.claims["standing"].to_list() == ["netted", "claim"]
    put(folder, "B", OTHER | back)
    assert look(folder, OTHER).claims["standing"].to_list() == ["netted", "netted"]


def test_a_reversal_takes_its_own_batch_first(folder: Path) -> None:
    put(folder, "A", {})
    found = look(folder, {}, {"amount": Decimal(-240)})
    assert found.at_hand["standing"].to_list() == ["netted", "netted"]
    assert found.claims["standing"].to_list() == ["claim"]


def test_what_is_taken_back_now_is_not_in_the_sums_of_then(folder: Path) -> None:
    hire = {"subsidy": "hire", "employer": "甲厂", "amount": Decimal(1000), "hire_date": date(2022, 5, 1), "cert_no": None}  # fmt: skip
    other = hire | {"id_no": OTHER["id_no"]}
    put(folder, "A", hire, other)
    assert look(folder, hire).sums.rows() == [("hire", None, "甲厂", "A", 2022, 2, Decimal("2000.00"))]
    back = look(folder, hire | {"amount": Decimal(-1000)}, other)
    assert back.sums.rows() == [("hire", None, "甲厂", "A", 2022, 1, Decimal("1000.00"))]
    # a reversal of nobody's claim takes nothing back
    alone = look(folder, hire | {"amount": Decimal(-999)})
    assert alone.sums["amount"].to_list() == [Decimal("2000.00")]


def test_sums_are_by_employer_subsidy_batch_and_year(folder: Path) -> None:
    hire = {
        "subsidy": "hire", "employer": "甲厂", "employer_code": "91410122MA00000000", "amount": Decimal(1000),
        "hire_date": date(2022, 5, 1), "claim_date": date(2023, 6, 1),
    }  # fmt: skip
    undated = {"claim_date": None, "hire_date": None}
    by_name = {"employer": "乙厂", "employer_code": None, "claim_date": None}
    put(folder, "A", hire, hire, hire | by_name, {}, hire | undated)
    back = hire | {"amount": Decimal(-1000)}
    put(folder, "B", hire, back, hire | {"amount": None}, {"employer": "甲厂"}, file="b.csv")
    assert look(folder, {}).sums.rows() == [
        ("hire", None, "乙厂", "A", 2022, 1, Decimal("1000.00")),
        ("hire", "91410122MA00000000", "甲厂", "A", None, 1, Decimal("1000.00")),
        ("hire", "91410122MA00000000", "甲厂", "A", 2023, 2, Decimal("2000.00")),
        ("evaluation", None, "甲厂", "B", None, 1, Decimal("240.00")),
        ("hire", "91410122MA00000000", "甲厂", "B", 2023, 1, Decimal("0.00")),
    ]
    assert set(look(folder, {}, file="b.csv").sums["batch"]) == {"A"}


def test_a_sheet_that_comes_again_is_known_by_its_bytes_or_its_claims(folder: Path) -> None:
    put(folder, "A", {}, OTHER, file="甲.csv")
    columns = ("base", "batch", "file", "same_bytes", "compared", "amount")
    same = (SHEET_SPAN, "A", "甲.csv", True, False, Decimal("480.00"))
    assert look(folder, {}, OTHER, file="甲.csv").sheets.select(columns).rows() == [same]
    assert look(folder, {}, OTHER, file="甲.csv", batch="A").sheets.rows() == []
    assert look(folder, {}, OTHER, file="甲.csv", batch="B").sheets.select(columns).rows() == [
        (SHEET_SPAN, "A", "甲.csv", True, True, Decimal("480.00"))
    ]
    assert look(folder, {}, OTHER, file="乙.csv").sheets.select(columns).rows() == [
        (SHEET_SPAN, "A", "甲.csv", False, True, Decimal("480.00"))
    ]
    for rows in ([OTHER, {}], [{}], [{}, OTHER | {"note": "x"}]):
        assert look(folder, *rows, file="乙.csv").sheets.rows() == []


people = st.sampled_from(["419900199003070018", "419900199003070034", "419900900307001", None, "E1234567"])
numbers = st.sampled_from(
    ["S000041000001224000001", "S000041000001224-000001", "S000041000001224000002", "待发", None]
)
drawn = st.lists(
    st.builds(lambda who, what: {"id_no": who, "cert_no": what}, people, numbers), min_size=1, max_size=5
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(drawn, min_size=1, max_size=3), drawn)
def test_against_a_slow_oracle(
    tmp_path_factory: pytest.TempPathFactory, before: list[Rows], now: Rows
) -> None:
    """Every past row that shares a person or a number with a row at hand, or the name of one that has neither."""
    folder = tmp_path_factory.mktemp("oracle") / "ledger"
    for place, rows in enumerate(before):
        put(folder, f"B{place}", *rows)
    mine = read("now.csv", *now)[0].select("person", "number").rows()
    expected = [
        (f"B{place}", f"B{place}.csv", row)
        for place, rows in enumerate(before)
        for row, (person, number) in enumerate(read("x", *rows)[0].select("person", "number").iter_rows(), 2)
        if any(
            (person and person == p) or (number and number == n) or not (person or number or p or n)
            for p, n in mine
        )
    ]
    assert places(look(folder, *now)) == expected
