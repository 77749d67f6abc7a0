from datetime import date
from decimal import Decimal

import pytest

from tests.support import answers, audited

NAME = "amounts_excluded_certificate"


@pytest.mark.parametrize(
    "kind",
    [
        "培训合格证",
        "培训合格证书",
        "职业技能培训合格证书",
        "培训 合格 证书",
        "培训\u200b合格证",
        "培訓合格證書",
        "培训结业证",
        "职业培训证书",
    ],
)
def test_a_training_certificate_is_flagged_with_its_whole_amount(kind: str) -> None:
    found = audited(NAME, {"cert_kind": kind}).findings
    assert found.select("verdict", "at_stake", "facts").rows() == [("violation", Decimal(240), [kind])]


@pytest.mark.parametrize("kind", ["职业技能等级证书", "职业资格证书", "专项职业能力证书", "國家職業資格證書"])
@pytest.mark.parametrize("number", ["S000041000001224000001", "无规则", None])
def test_known_kinds_pass(kind: str, number: str | None) -> None:
    assert answers(NAME, {"cert_kind": kind, "cert_no": number}) == []


@pytest.mark.parametrize("kind", ["合格证", "非培训合格证", "无", "/", "--", "", "不是专项职业能力证书"])
def test_other_kinds_pass_only_by_their_number(kind: str) -> None:
    assert answers(NAME, {"cert_kind": kind}) == []
    found = audited(NAME, {"cert_kind": kind, "cert_no": "无规则"}).findings
    variant = "open_none" if len(kind) < 3 else "open_unknown"
    assert found.select("verdict", "variant", "facts", "at_stake").rows() == [
        ("unverifiable", variant, [kind], None)
    ]


@pytest.mark.parametrize("kind", ["职业技能等级证书（非培训合格证）", "职业技能等级证书，不是培训结业证"])
def test_a_denied_kind_is_not_excluded(kind: str) -> None:
    assert answers(NAME, {"cert_kind": kind, "cert_no": None}) == []


@pytest.mark.parametrize("number", ["S000041000001224000001", "2241011001400123", "YA12345678901234567890"])
def test_without_a_kind_a_regular_number_passes(number: str) -> None:
    assert answers(NAME, {"cert_kind": None, "cert_no": number}) == []


@pytest.mark.parametrize("number", [None, "S00004100000122400000", "PX2022-001", "ABC41010032241234567"])
def test_without_a_kind_any_other_number_is_open(number: str | None) -> None:
    found = audited(NAME, {"cert_kind": None, "cert_no": number}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", ["cert_kind"])]


def test_the_kind_counts_more_than_the_number() -> None:
    assert answers(NAME, {"cert_kind": "培训合格证", "cert_no": "S000041000001224000001"}) == [
        (1, "violation")
    ]


def test_a_day_before_the_pack_is_open() -> None:
    found = audited(NAME, {}, as_of=date(1999, 1, 1)).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_date", ["职业技能等级证书"])
    ]


def test_out_of_scope() -> None:
    rows = (
        {"cert_kind": "培训合格证", "subsidy": "training"},
        {"cert_kind": "培训合格证", "amount": Decimal(-240)},
    )
    assert audited(NAME, *rows).coverage["applied"].item() == 0
