"""Near numbers across batches: what D03 finds of the history, beside one run over all files together."""

from datetime import date
from decimal import Decimal
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chizheng_audit import nearness
from chizheng_audit.audit import Audit, run
from chizheng_audit.case import Case
from chizheng_audit.commands.cases import case_of
from chizheng_audit.ledger.folder import opened
from chizheng_audit.policy import load_policy
from chizheng_audit.reading.result import Reading
from chizheng_audit.rules import all_rules
from chizheng_audit.tables import CLAIMS, TABLES
from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from chizheng_audit.tables.system import PROBLEMS, SET_ASIDE, SHEET_SPAN, TOTALS
from tests.ledger.support import undone
from tests.ledger.test_past import put, read
from tests.rules.numbers import LATER, ONE, number, other_digit
from tests.support import audited, case

NAME = "dupes_near_person"
BODY = ONE[:17]
WRONG = other_digit(ONE, 9)
PHONE = {"phone": "13912345670"}
RARE = {"name": "令狐一丁"}
Rows = list[dict[str, Any]]
Found = set[tuple[Any, ...]]


def told(older: Rows, *rows: dict[str, Any]) -> list[tuple[int, str, str, list[int]]]:
    found = audited(NAME, *rows, older=older).findings
    return found.select("row_id", "variant", "confidence", "evidence").rows()


def now(id_no: str, **more: Any) -> dict[str, Any]:
    return {"id_no": id_no, **LATER, **more}


@pytest.mark.parametrize(
    ("before", "at_hand", "variant", "confidence"),
    [
        ({}, now(WRONG), "typo", "exact"),
        ({"id_no": WRONG}, now(ONE), "typo_earlier", "exact"),
        ({}, now(ONE.replace("0", "O", 1)), "lookalike", "exact"),
        ({}, now(ONE[:8] + ONE[9:]), "typo", "exact"),
        ({"id_no": WRONG}, now(ONE[:13] + "0" + ONE[14:]), "mistyped_source", "strong"),
        ({"id_no": WRONG}, now(other_digit(WRONG, 14)), "mistyped", "strong"),
        (RARE, now(number(other_digit(BODY, 13)), **RARE), "digits", "strong"),
        ({}, now(number("411317" + BODY[6:])), "other_region", "strong"),
        (PHONE, now(number("41131719850711222"), **PHONE), "distant", "strong"),
    ],
)
def test_each_class_of_nearness(
    before: dict[str, Any], at_hand: dict[str, Any], variant: str, confidence: str
) -> None:
    assert told([before], at_hand) == [(1, f"{variant}_in_ledger", confidence, [PAST_CLAIMS_BASE])]


@pytest.mark.parametrize(
    "before",
    [
        {},  # the very number: the duplicate rule's
        {"id_no": WRONG, "occupation": "电工"},
        {"id_no": WRONG, "level": "高级工"},
        {"id_no": WRONG, "cert_kind": "专项职业能力证书", "level": None},
        {"id_no": WRONG, "name": "王二丙"},  # only possible
        {"id_no": number(other_digit(BODY, 17)), "name": "张一甲", **PHONE},  # twins
        {"id_no": number("41131719850711222")},
        {"id_no": str(int(float(ONE)))},  # digits lost
        {"id_no": WRONG, "subsidy": "hire"},
        {"id_no": WRONG, "amount": Decimal(-240), "cert_no": None},
        {"id_no": None},
        {"id_no": "4199********0017"},
        {"id_no": WRONG, "occupation": None},
        {"id_no": WRONG, "level": None},
    ],
)
def test_the_nearest_neighbours_pass(before: dict[str, Any]) -> None:
    assert told([before], PHONE) == []


def test_a_past_claim_comes_first_whatever_its_day_and_is_no_finding() -> None:
    later = {"id_no": WRONG, "issue_date": date(2023, 5, 1)}
    assert told([later], {}) == [(1, "typo_earlier_in_ledger", "exact", [PAST_CLAIMS_BASE])]
    assert told([{}, later]) == []
    assert told([{}, later], {"id_no": "419900199003070034", "name": "王二丙"}) == []


def test_a_number_that_an_earlier_batch_has_is_the_duplicate_rules() -> None:
    # near each other, and both claimed before: nothing new is said of them
    assert told([{}, {"id_no": WRONG}], now(WRONG), now(ONE)) == []
    assert told([{}], now(ONE), now(WRONG)) == [(2, "typo_in_ledger", "exact", [PAST_CLAIMS_BASE])]


def test_a_chain_leads_by_a_number_of_an_earlier_batch() -> None:
    ends = number(other_digit(other_digit(BODY, 9), 13)), number(other_digit(other_digit(BODY, 11), 16))
    middle = RARE | {"id_no": ONE, "occupation": "电工"}
    found = told([middle, RARE | {"id_no": ends[0]}], now(ends[1], **RARE))
    assert found == [(1, "chain_in_ledger", "possible", [PAST_CLAIMS_BASE + 1])]
    # the other end is at hand
    found = told([middle], RARE | {"id_no": ends[0]}, now(ends[1], **RARE))
    assert found == [(2, "chain", "possible", [1])]


def test_wording() -> None:
    found = audited(NAME, now(WRONG), older=[{"batch": "2023Q3"}])
    assert found.findings["facts"].to_list() == [
        ["张一丁", WRONG, "保育师", "中级工", "2023Q3", "张一丁", ONE, "2022-09-01", ONE]
    ]
    assert found.coverage["detail"].to_list() == ["与以前各批 1 条申报比对了号码"]
    assert audited(NAME, {}).coverage["detail"].to_list() == [None]


def test_nothing_is_looked_for_where_nobody_asks() -> None:
    frames = case({}, older=[{"id_no": WRONG}])
    run(frames, {"ids_near": all_rules()["ids_near"]}, key=b"test", debug=True)
    assert not frames.tables.near.looked_back
    assert [len(part) for part in frames.tables.named_past()] == [1, 0]
    assert "looked_at" not in vars(frames.tables.near)


def test_what_has_nothing_to_do_with_those_at_hand_is_not_fetched(folder: Path) -> None:
    others = {"name": "王二丙", "id_no": number("41990019851112003")}
    put(folder, "A", {"id_no": WRONG}, others, others | {"id_no": other_digit(others["id_no"], 9)})
    put(folder, "B", {"id_no": ONE}, {"id_no": number("41990019851112055"), "name": "李三乙", **PHONE})
    frames, _found = in_ledger(folder, [now(ONE), now(number("41990019851112055"), name="李三乙")])
    fetched = frames.tables.near.older_claims.select("batch", "row").rows()
    assert fetched == [("A", 2), ("B", 2)]  # who is there under one number only is among the past claims


# ---- against one run over all files together

_NUMBERS = [
    ONE,
    WRONG,
    other_digit(ONE, 14),
    other_digit(WRONG, 14),
    number(other_digit(BODY, 13)),
    number(other_digit(other_digit(BODY, 9), 16)),
    ONE[:8] + ONE[9:],
    ONE[:8] + "5" + ONE[8:],
    ONE.replace("0", "O", 1),
    number("411317" + BODY[6:]),
    number("41131719850711222"),
    number("41990019851112003"),
    ONE[:15] + "000",
    "419900900307001",
    "4199********0018",
    None,
]
_ROW = st.fixed_dictionaries(
    {
        "id_no": st.sampled_from(_NUMBERS),
        "name": st.sampled_from(["张一丁", "张一丁", "章一丁", "张一", "王二丙", None]),
        "phone": st.sampled_from([None, "13912345670", "13912345671"]),
        "level": st.sampled_from(["中级工", "中级工", "中级工", "高级工", None]),
        "subsidy": st.sampled_from(["evaluation", "evaluation", "evaluation", "evaluation", "hire"]),
    }
)
_BATCH = st.lists(_ROW, min_size=2, max_size=7)


def dated(rows: Rows, month: int) -> Rows:
    return [row | {"issue_date": date(2022, month, 1 + place)} for place, row in enumerate(rows)]


def stem(variant: str) -> str:
    return variant.removesuffix("_in_ledger")


def places(found: Audit, place_of: dict[int, Any]) -> Found:
    """What was flagged: the row's place, how, by how much, beside which other places."""
    flagged = found.findings.filter(pl.col("verdict") == "suspicion")
    return {
        (place_of[row], stem(variant), confidence, stake, frozenset(place_of[other] for other in evidence))
        for row, variant, confidence, stake, evidence in flagged.select(
            "row_id", "variant", "confidence", "at_stake", "evidence"
        ).iter_rows()
    }


def together(before: Rows, at_hand: Rows) -> Found:
    """What one run over both finds of the rows at hand."""
    found = audited(NAME, *before, *at_hand)
    named = {n: ("before", n) if n <= len(before) else ("now", n - len(before)) for n in range(1, 20)}
    return {each for each in places(found, named) if each[0][0] == "now"}


@given(_BATCH, _BATCH)
@settings(max_examples=25)
def test_the_same_as_one_run_over_both(before: Rows, at_hand: Rows) -> None:
    before, at_hand = dated(before, 9), dated(at_hand, 10)
    found = audited(NAME, *at_hand, older=before)
    named: dict[int, Any] = {n: ("now", n) for n in range(1, 9)}
    named |= {PAST_CLAIMS_BASE + n: ("before", n + 1) for n in range(9)}
    assert places(found, named) == together(before, at_hand)


def in_ledger(
    folder: Path, rows: Rows, file: str = "now.csv", batch: str | None = None
) -> tuple[Case, Audit]:
    """D03 over a file, as a command has it with the ledger in `folder`."""
    prepared, sheets = read(file, *rows)
    tables = {name: table.empty() for name, table in TABLES.items()}
    tables["claims"] = prepared.select(CLAIMS.schema.names())
    problems, totals, set_aside = (pl.DataFrame(schema=schema) for schema in (PROBLEMS, TOTALS, SET_ASIDE))
    found = Reading(tables, sheets, set_aside, problems, totals, failed=(), secret=b"test")
    frames = case_of(found, load_policy("demo"), date(2023, 12, 31), opened(folder), batch)
    return frames, run(frames, {NAME: all_rules()[NAME]}, key=b"test", debug=True)


def evidence(folder: Path, *rows: dict[str, Any], **options: Any) -> list[list[tuple[str, str, int]]]:
    """batch, file and row of what stands beside each finding, as a report looks it up."""
    frames, found = in_ledger(folder, list(rows), **options)
    older, *_others = frames.tables.named_past()
    named = pl.concat([older, *frames.tables.named_past()[2:]])
    assert named["row_id"].is_unique().all()
    place_of = {
        row_id: tuple(place) for row_id, *place in named.select("row_id", "batch", "file", "row").iter_rows()
    }
    return [[place_of[row_id] for row_id in each if row_id < 0] for each in found.findings["evidence"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def test_it_names_batch_file_and_row_of_then(folder: Path) -> None:
    put(folder, "A", {"id_no": "419900199003070034", "name": "王二丙"}, {"level": "高级工"}, {"id_no": WRONG})
    put(folder, "B", {"id_no": other_digit(ONE, 14)}, {})
    # the second of A claims another level, and the second of B is the very claim
    assert evidence(folder, now(ONE)) == []
    undone(folder, "B")
    assert evidence(folder, now(ONE)) == [[("A", "A.csv", 4)]]
    assert evidence(folder, now(ONE), now(WRONG)) == [[("A", "A.csv", 4)]]
    undone(folder, "A")
    assert evidence(folder, now(ONE)) == []


def test_the_batch_at_hand_is_not_its_own_past(folder: Path) -> None:
    put(folder, "A", {"id_no": WRONG}, file="甲.csv")
    assert evidence(folder, now(ONE), file="乙.csv") == [[("A", "甲.csv", 2)]]
    assert evidence(folder, now(ONE), file="甲.csv") == []
    assert evidence(folder, now(ONE), file="乙.csv", batch="A") == []
    assert evidence(folder, now(ONE), file="甲.csv", batch="B") == [[("A", "甲.csv", 2)]]


def test_a_claim_that_was_taken_back_is_no_claim(folder: Path) -> None:
    back = {"id_no": WRONG, "amount": Decimal(-240)}
    put(folder, "A", {"id_no": WRONG})
    put(folder, "B", back)
    assert evidence(folder, now(ONE)) == []
    undone(folder, "B")
    assert evidence(folder, now(ONE)) == [[("A", "A.csv", 2)]]
    assert evidence(folder, now(ONE), back) == []  # taken back at hand


def test_a_damaged_sheet_of_then_is_not_compared(folder: Path) -> None:
    wrong = [{"id_no": other_digit(number(f"4199001990030{n:04}"), 9)} for n in range(7000, 7030)]
    put(folder, "A", {"id_no": WRONG}, *wrong)
    assert evidence(folder, now(ONE)) == []
    assert in_ledger(folder, [now(ONE)])[1].coverage["detail"].to_list() == [
        "号码整列损坏的表中 31 条没有比对"
    ]
    put(folder, "B", {"id_no": WRONG})
    assert evidence(folder, now(ONE)) == [[("B", "B.csv", 2)]]


@given(st.lists(_BATCH, min_size=1, max_size=2), _BATCH)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_with_a_ledger_as_one_run_over_all_files(
    tmp_path_factory: pytest.TempPathFactory, before: list[Rows], at_hand: Rows
) -> None:
    folder = tmp_path_factory.mktemp("oracle") / "ledger"
    batches = [dated(rows, 7 + place) for place, rows in enumerate(before)]
    for place, rows in enumerate(batches):
        put(folder, str(place), *rows)
    frames, found = in_ledger(folder, dated(at_hand, 10))
    sizes = [0, *accumulate(map(len, batches))]
    past, _sheets, *near = frames.tables.named_past()
    older = pl.concat([past, *near]).select("row_id", "batch", "row")
    named: dict[int, Any] = {SHEET_SPAN + n + 1: ("now", n) for n in range(1, 9)}
    named |= {row_id: ("before", sizes[int(batch)] + row - 1) for row_id, batch, row in older.iter_rows()}
    assert places(found, named) == together([*chain.from_iterable(batches)], dated(at_hand, 10))


@pytest.mark.parametrize(
    ("before", "variant"),
    [
        ({"id_no": WRONG}, "typo_earlier_in_ledger"),
        ({"id_no": ONE.replace("0", "O", 1)}, "lookalike_in_ledger"),
        ({"id_no": number(other_digit(BODY, 13))} | RARE, None),
        ({"id_no": number("411317" + BODY[6:])}, None),
    ],
)
def test_of_many_batches_the_older_ones_are_looked_at_by_number(
    folder: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, Any], variant: str | None
) -> None:
    monkeypatch.setattr(nearness, "WHOLE", 2)
    monkeypatch.setattr("chizheng_audit.ledger.before._PORTION", 1)
    put(folder, "A", before)
    put(
        folder,
        "B",
        {"id_no": "419900199003070034", "name": "王二丙"},
        now(other_digit(BODY, 2), name="李三乙"),
    )
    at_hand = now(ONE, name=before.get("name", "张一丁"))
    _frames, found = in_ledger(folder, [at_hand])
    assert found.findings["variant"].to_list() == ([variant] if variant else [])
    assert found.coverage["detail"].to_list() == [
        "与以前各批 2 条申报比对了号码；"
        "更早的 1 条只凭号码比对（只差一处，或各改一处便相同），不看姓名、电话、账号相同的"
    ]
    monkeypatch.setattr(nearness, "WHOLE", 3)
    _frames, found = in_ledger(folder, [at_hand])
    assert len(found.findings) == 1
