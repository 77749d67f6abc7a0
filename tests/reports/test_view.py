"""The view sums, words, sorts and masks; each statement here is about every pen at once."""

import json
from collections.abc import Callable
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.audit import Audit
from chizheng_audit.finding import COVERAGE, FINDINGS
from chizheng_audit.reports.messages import with_separators
from chizheng_audit.reports.view import View
from tests.reports.conftest import BASE, BROKEN, HOSTILE, ROWS, RULES, SECRETS, made
from tests.support import CLEAN


def everything(view: View) -> str:
    """All texts of a view in one."""
    frames = [view.findings, view.rows, view.coverage, view.sheets, view.by_rule]
    return json.dumps([frame.rows() for frame in frames], ensure_ascii=False, default=str) + str(view.failed)


def test_nothing_private_is_left(view: View) -> None:
    said = everything(view)
    assert [secret for secret in SECRETS if secret in said] == []


def test_unmasked_shows_them(open_view: View) -> None:
    said = everything(open_view)
    assert [secret for secret in SECRETS if secret not in said] == []


def test_nothing_steers_a_terminal(view: View, open_view: View) -> None:
    for seen in (view, open_view):
        texts = seen.findings["message"].to_list() + seen.rows["payee"].drop_nulls().to_list()
        assert not [t for t in texts if any(c in t for c in "\x00\x07\x1b\u202e\u200f")]
    assert any(HOSTILE[0] in t for t in view.findings["message"])


def test_time_stamps_in_file_names_stay(view: View) -> None:
    assert view.sheets["file"][1] == "419900********0018_导出20231108153000123.csv"


def test_messages_are_filled_in_order(view: View) -> None:
    again = view.findings.filter(pl.col("code") == "D91")["message"].to_list()
    assert again == ["王*明（419900********0018）的保育师共申报 2 次。"]
    missing = view.findings.filter(pl.col("verdict") == "unverifiable")["message"].to_list()
    assert missing == ["缺少姓名、身份证号，无法核验。"]


def test_worst_first(view: View) -> None:
    order = view.findings.select(pl.col("verdict").to_physical(), -pl.col("at_stake").fill_null(0), "row_id")
    assert order.rows() == sorted(order.rows())
    assert view.findings["verdict"][0] == "violation"


def test_addresses(view: View) -> None:
    places = view.findings.select("code", "row_id", "file", "sheet", "row").unique().sort("row_id", "code")
    whole = places.filter(pl.col("code") == "Q92")
    assert whole["row"].to_list() == [None, None]
    by_row = dict(zip(places["row_id"], places["row"], strict=True))
    assert by_row[BASE + 9] == 9
    assert by_row[2 * BASE + 2] == 2
    assert set(view.findings["evidence"].explode().drop_nulls()) <= set(view.rows["row_id"])


def test_what_stays_payable(view: View) -> None:
    dear = view.findings.filter(pl.col("code") == "A91").drop_nulls("at_stake")
    assert set(dear["due"]) == {Decimal("200.00")}


def test_a_sum_of_several_claims_is_not_taken_from_the_amount_of_one() -> None:
    one, other = ROWS[0]["row_id"], ROWS[1]["row_id"]
    told = {"fingerprint": "1", "rule": "dupes_again", "code": "D91", "verdict": "violation", "variant": ""}
    told |= {
        "confidence": "exact",
        "facts": ["甲乙", None, "丙", "2"],
        "at_stake": Decimal(480),
        "evidence": [],
    }
    found = pl.DataFrame([told | {"row_id": one, "covers": [other]}], schema=FINDINGS)
    view = made(ROWS, RULES, audit=Audit(found, pl.DataFrame(schema=COVERAGE)))
    assert view.findings.select("amount", "at_stake", "due").row(0) == (Decimal(240), Decimal(480), None)


def test_a_claim_that_two_rules_flag_counts_once(view: View) -> None:
    # D91: the second claim of one person, 240. A91: 40 of the same row, 40 of two others, 280 of the dear one.
    assert view.at_stake_violations == Decimal("240.00")
    assert view.at_stake == Decimal("240.00") + 40 + 40 + 280
    by_rule = dict(view.by_rule.filter(pl.col("verdict") != "unverifiable").select("code", "at_stake").rows())
    assert by_rule["A91"] == Decimal("400.00")
    assert sum(by_rule.values()) > view.at_stake


def test_failed_rules_and_files_make_a_run_incomplete(make: Callable[..., View]) -> None:
    assert make(ROWS, RULES).complete
    broken = make(ROWS, {**RULES, "data_broken": BROKEN})
    assert not broken.complete
    assert "419900199003070018" not in str(broken.coverage["detail"].to_list())
    assert not make(ROWS, RULES, failed=(("a", "b"),)).complete


def test_a_file_name_that_is_no_text(make: Callable[..., View]) -> None:
    assert make(ROWS, RULES, failed=(("\udcff.xlsx", "x"),)).failed == (("?.xlsx", "x"),)


VERDICTS = st.sampled_from(["violation", "suspicion", "unverifiable"])
STAKES = st.none() | st.decimals(-500, 500, places=2)


@given(st.lists(st.tuples(st.integers(0, len(ROWS) - 1), VERDICTS, STAKES), max_size=30))
def test_sums_against_a_slow_oracle(found: list[tuple[int, str, Decimal | None]]) -> None:
    findings = pl.DataFrame(
        [
            {
                "fingerprint": f"{place:032x}",
                "rule": "dupes_again",
                "code": "D91",
                "verdict": verdict,
                "confidence": "exact",
                "clause": None,
                "variant": "",
                "facts": ["甲乙", None, "丙", "2"],
                "at_stake": stake,
                "row_id": ROWS[row]["row_id"],
                "evidence": [],
                "covers": [],
            }
            for place, (row, verdict, stake) in enumerate(found)
        ],
        schema=FINDINGS,
    )
    view = made(ROWS, RULES, audit=Audit(findings, pl.DataFrame(schema=COVERAGE)))
    most: dict[int, Decimal] = {}
    for row, verdict, stake in found:
        if verdict != "unverifiable" and stake is not None and stake > 0:
            most[row] = max(most.get(row, Decimal(0)), stake)
    assert view.at_stake == sum(most.values(), Decimal("0.00"))
    assert view.counts == {v: sum(one == v for _, one, _ in found) for v in view.counts}
    assert len(view.findings) == len(found)


def test_a_finding_for_several_claims_counts_each_of_them_once() -> None:
    def finding(row: int, stake: int, covers: list[int]) -> dict[str, object]:
        told = {"fingerprint": f"{row}{stake}", "rule": "dupes_again", "code": "D91", "verdict": "violation"}
        more = {"confidence": "exact", "variant": "", "facts": ["甲乙", None, "丙", "2"], "evidence": []}
        return told | more | {"row_id": row, "at_stake": Decimal(stake), "covers": covers}

    one, other, third = (row["row_id"] for row in ROWS[:3])
    amounts = [int((CLEAN | row)["amount"]) for row in ROWS[:3]]
    whole = sum(amounts)
    found = [finding(one, whole, [other, third]), finding(other, 90, []), finding(one, whole - 50, [other])]
    audit = Audit(pl.DataFrame(found, schema=FINDINGS), pl.DataFrame(schema=COVERAGE))
    assert made(ROWS, RULES, audit=audit).at_stake == whole + amounts[2] - 50


@given(st.decimals("-9999999999", "9999999999", places=2))
def test_money_in_sentences_has_its_thousands_apart(sum_: Decimal) -> None:
    text = pl.select(with_separators(pl.lit(str(sum_)))).item()
    assert text == f"{sum_:,}"


def test_what_is_no_money_stays_as_it_is() -> None:
    texts = ["12345", "1.234", "2023-11-08", "第 12345.00 行", "车工", "", "1234567890.1"]
    assert pl.select(with_separators(pl.Series(texts))).to_series().to_list() == texts
