from decimal import Decimal

import pytest

from tests.support import answers, audited

NAME = "data_reversal_doubtful"
BACK = {"amount": Decimal(-240)}


@pytest.mark.parametrize(
    "note", ["冲销", "已冲销", " 已 退回。", "2022年第四季度冲销", "退款", "撤销申报", "红冲上月", "全额退回"]
)
def test_a_positive_sum_that_is_called_a_reversal_is_flagged(note: str) -> None:
    found = audited(NAME, {"note": note}).findings
    assert found.select("verdict", "variant", "at_stake", "facts").rows() == [
        ("suspicion", "", Decimal(240), [note, "240.00"])
    ]


@pytest.mark.parametrize(
    "note",
    [
        None,
        "补报",
        "退回后补报",
        "已退回重报",
        "未冲销",
        "不予退回",
        "撤销后再次申报",
        "材料退回",
        "退回材料已交齐",
        "上次申报因信息有误已由学校申请退回并改正",
    ],
)
def test_any_other_note_passes(note: str | None) -> None:
    assert answers(NAME, {"note": note}) == []


def test_a_reversal_with_its_claim_passes_and_one_without_is_open() -> None:
    assert answers(NAME, {}, BACK | {"note": "冲销"}) == []
    found = audited(NAME, {}, BACK, BACK).findings
    assert found.select("row_id", "verdict", "variant", "at_stake", "facts").rows() == [
        (3, "unverifiable", "open_unmatched", None, ["-240.00"])
    ]


@pytest.mark.parametrize("amount", [None, Decimal(0)])
def test_without_money_a_note_says_nothing(amount: Decimal | None) -> None:
    assert answers(NAME, {"note": "冲销", "amount": amount}) == []


@pytest.mark.parametrize("subsidy", ["hire", "placement", "training", None])
def test_every_subsidy_is_in_scope(subsidy: str | None) -> None:
    assert answers(NAME, {"subsidy": subsidy, "note": "冲销"}) == [(1, "suspicion")]


def test_what_a_note_calls_a_reversal_is_checked_like_any_claim() -> None:
    assert answers("dupes_same_certificate", {}, {"note": "冲销"}) == [(2, "violation")]
    assert answers("amounts_evaluation_off_scale", {"note": "冲销", "amount": Decimal(280)}) == [
        (1, "violation")
    ]
