"""Which findings of a run the waivers cover, and what became of each waiver on the day of the audit."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from chizheng_audit import identity
from chizheng_audit.finding import STANDING
from chizheng_audit.folding import folded
from chizheng_audit.tables.system import SHEET_SPAN
from chizheng_audit.waivers.file import Waiver

Status = Literal["used", "expired", "not_yet", "over", "unused"]
STATUSES: tuple[Status, ...] = ("used", "expired", "not_yet", "over", "unused")
IDLE: tuple[Status, ...] = ("expired", "over", "unused")
"""What is to be looked at: each counts as a suspicion."""
_NOTHING = Decimal("0.00")
_PARTIES = ("person", "payee", "employer_key")


@dataclass(frozen=True)
class Used:
    """A waiver on the day of the audit. findings, at_stake: those that it is about, whether or not they are covered;
    where the waiver has a max_amount, a finding without a sum counts with all the money of its rows.

    status: used: it covers them; expired, not_yet (approved later): not on this day; over: they come to more than its
    max_amount, so that none is covered; unused: no finding is left for it to cover.
    """

    waiver: Waiver
    status: Status
    findings: int
    at_stake: Decimal


def subject_mark(key: bytes, text: str) -> str:
    """What stands for a person (an ID in any spelling) or a unit (name or code) in a waiver: 32 hex digits under `key`."""
    clean = identity.clean(pl.lit(text))
    number = identity.person(clean)
    known = pl.when(number.str.contains(r"^\d{17}[\dX]$")).then(number).otherwise(pl.lit(text))
    return _mark(key, str(pl.select(folded(known)).item()))


def _mark(key: bytes, text: str) -> str:
    return hmac.new(key, f"subject\x1f{text}".encode(), hashlib.sha256).hexdigest()[:32]


def covered(
    waivers: Sequence[Waiver],
    findings: pl.DataFrame,
    claims: pl.DataFrame,
    lines: pl.DataFrame,
    standing: pl.DataFrame | None,
    key: bytes,
    as_of: date,
) -> tuple[pl.DataFrame, tuple[Used, ...]]:
    """`standing` (STANDING; of all findings) with what is waived, and what became of each waiver.

    `findings` are FINDINGS, `claims` all claims as prepared, `lines` what is to be paid (PAYABLE). Findings that were
    answered are left to their answer.
    """
    if standing is None:
        standing = findings.select("fingerprint").with_columns(
            pl.lit(None).cast(dtype).alias(name) if name != "settled" else pl.lit(False).alias(name)
            for name, dtype in STANDING.items()
            if name != "fingerprint"
        )
    decided = standing.filter(pl.col("standing") == "decided").get_column("fingerprint")
    free = _with_money(findings.filter(~pl.col("fingerprint").is_in(decided.implode())), claims, lines)
    parties = _parties(free, claims, {(w.rule, w.subject) for w in waivers if w.subject}, key)
    reasons: dict[str, str] = {}
    told = []
    for waiver in waivers:
        own = free.filter(~pl.col("fingerprint").is_in(list(reasons))).filter(_meant(waiver, parties))
        used = _used(waiver, own, as_of)
        told.append(used)
        if used.status == "used":
            reasons |= dict.fromkeys(own.get_column("fingerprint"), waiver.reason)
    return _waived(standing, reasons), tuple(told)


def _with_money(findings: pl.DataFrame, claims: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """fingerprint, code, row_id, at_stake of `findings`, and `whole`: that, or the money of all that they are about."""
    money = pl.concat([claims.select("row_id", "amount"), lines.select("row_id", "amount")]).unique("row_id")
    sheets = money.with_columns(
        row_id=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
    )  # their base, see FINDINGS
    sums = pl.concat([money, sheets]).group_by("row_id").agg(pl.col("amount").sum())
    rows = findings.select("fingerprint", row_id=pl.concat_list("row_id", "covers")).explode("row_id")
    of_rows = rows.join(sums, on="row_id").group_by("fingerprint").agg(whole=pl.col("amount").sum())
    return (
        findings.join(of_rows, on="fingerprint", how="left", maintain_order="left")
        .with_columns(whole=pl.coalesce("at_stake", "whole"))
        .select("fingerprint", "code", "row_id", "at_stake", "whole")
    )


def _meant(waiver: Waiver, parties: dict[tuple[str | None, str], list[str]]) -> pl.Expr:
    if waiver.fingerprint is not None:
        return pl.col("fingerprint").str.starts_with(waiver.fingerprint)
    return pl.col("fingerprint").is_in(parties.get((waiver.rule, str(waiver.subject)), []))


def _parties(
    findings: pl.DataFrame, claims: pl.DataFrame, wanted: set[tuple[str | None, str | None]], key: bytes
) -> dict[tuple[str | None, str], list[str]]:
    """The fingerprints of findings by (code, mark of a person or a unit), of the `wanted` ones."""
    codes = [code for code, _subject in wanted]
    about = (
        findings.filter(pl.col("code").is_in(codes))
        .join(claims.select("row_id", *_PARTIES), on="row_id")
        .with_columns(folded(pl.col(_PARTIES)))
    )
    found: dict[tuple[str | None, str], list[str]] = {}
    marks: dict[str, str] = {}
    for print_, code, *texts in about.select("fingerprint", "code", *_PARTIES).iter_rows():
        for text in dict.fromkeys(filter(None, texts)):
            if text not in marks:
                marks[text] = _mark(key, text)
            mark = marks[text]
            if (code, mark) in wanted:
                found.setdefault((code, mark), []).append(print_)
    return found


def _used(waiver: Waiver, own: pl.DataFrame, as_of: date) -> Used:
    column = own.get_column("at_stake" if waiver.max_amount is None else "whole")
    sum_ = Decimal(column.filter(column > 0).sum() or 0).quantize(_NOTHING)
    status: Status = "used"
    if waiver.expires_on < as_of:
        status = "expired"
    elif waiver.approved_on > as_of:
        status = "not_yet"
    elif own.is_empty():
        status = "unused"
    elif waiver.max_amount is not None and sum_ > waiver.max_amount:
        status = "over"
    return Used(waiver, status, len(own), sum_)


def _waived(standing: pl.DataFrame, reasons: dict[str, str]) -> pl.DataFrame:
    hit = pl.col("fingerprint").is_in(list(reasons))
    because = pl.col("fingerprint").replace_strict(reasons, default=None, return_dtype=pl.String)
    return standing.with_columns(
        standing=pl.when(hit).then(pl.lit("waived", dtype=STANDING["standing"])).otherwise("standing"),
        settled=pl.col("settled") | hit,
        note=pl.when(hit).then(because).otherwise("note"),
    )
